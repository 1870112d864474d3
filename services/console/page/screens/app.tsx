// The whole page: who is signed in, which page, which dialog over it.

import { Activity, Fingerprint, KeyRound, LogOut, UserRound } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import { Menu } from "../parts/menu";
import { SecretDialog } from "../parts/secret";
import { shown } from "../parts/secret_state";
import { home, pageUnder, type Route, routeOf, usePlace } from "../router";
import { findSession, leave, signIn } from "../session";
import { useSession } from "../session_use";
import { useStore } from "../store";
import { CreateDialog } from "./create";
import { EditDialog } from "./edit";
import { Heading } from "./heading";
import { NewButton, TokenList } from "./list";
import { OperatorDialog, OperatorPage } from "./operators";
import { RegenerateDialog } from "./regenerate";
import { DeleteDialog } from "./remove";
import { PageLink } from "./rows";
import { SignInDialog, SignInPage } from "./sign_in";
import { TokenPage } from "./token";
import { Unfinished } from "./unfinished";

export function App() {
  const who = useStore(signIn);
  const secret = useStore(shown);
  useEffect(() => {
    void findSession();
  }, []);
  return (
    <>
      {who.at === "in" ? <Signed key={who.session.owner} /> : <Outside />}
      {who.at === "in" && who.ended && secret === null && <SignInDialog />}
      <SecretDialog />
    </>
  );
}

function Brand() {
  return (
    <span class="brand">
      <KeyRound size={16} aria-hidden="true" />
      tokenledger
    </span>
  );
}

function Outside() {
  const who = useStore(signIn);
  return (
    <>
      <header class="top">
        <Brand />
      </header>
      <main>
        {who.at === "asking" && (
          <p class="empty muted" role="status">
            One moment…
          </p>
        )}
        {who.at === "silent" && (
          <div class="empty">
            <Heading title="No answer">The server does not answer</Heading>
            <button type="button" onClick={findSession}>
              Try again
            </button>
          </div>
        )}
        {who.at === "out" && (
          <>
            <Unfinished caller={null} />
            <SignInPage why={who.why} />
          </>
        )}
      </main>
    </>
  );
}

function Signed() {
  const at = usePlace();
  const { session } = useSession();
  const under = pageUnder(at);
  const page = routeOf(under.path);
  return (
    <>
      <a class="skip" href="#main">
        To the content
      </a>
      <header class="top">
        <Brand />
        <Ways page={page} operator={session.operator} />
        <Account />
      </header>
      <main id="main" tabIndex={-1}>
        <Unfinished caller={session.token} />
        {page.at === "list" && (
          <>
            <div class="title">
              <Heading title="Access tokens">Access tokens</Heading>
              <NewButton />
            </div>
            <TokenList at={under} owner={null} />
          </>
        )}
        {page.at === "token" && <TokenPage key={page.id} id={page.id} />}
        {(page.at === "owner" || page.at === "identify" || page.at === "ledger") && (
          <OperatorPage page={page} at={under} />
        )}
        {page.at === "nowhere" && (
          <div class="empty">
            <Heading title="No such page">No such page</Heading>
            <PageLink to={home}>Access tokens</PageLink>
          </div>
        )}
      </main>
      <DialogOf route={routeOf(at.path)} />
    </>
  );
}

function DialogOf(props: { route: Route }) {
  const { route } = props;
  if (route.at === "new") return <CreateDialog />;
  if (route.at === "owner" && route.dialog !== null) {
    return <OperatorDialog owner={route.owner} dialog={route.dialog} />;
  }
  if (route.at !== "token" || route.dialog === null) return null;
  const { id } = route;
  if (route.dialog === "edit") return <EditDialog key={id} id={id} />;
  if (route.dialog === "regenerate") return <RegenerateDialog key={id} id={id} />;
  return <DeleteDialog key={id} id={id} />;
}

function Ways(props: { page: Route; operator: boolean }) {
  if (!props.operator) return null;
  const way = (to: string, here: boolean, Icon: typeof KeyRound, word: string) => (
    <li class={here ? "here" : ""}>
      <PageLink to={to}>
        <Icon size={16} aria-hidden="true" />
        {word}
      </PageLink>
    </li>
  );
  const { at } = props.page;
  return (
    <nav class="ways" aria-label="Pages of the operator">
      <ul>
        {way(home, at === "list" || at === "token" || at === "owner", KeyRound, "Tokens")}
        {way(`${home}/identify`, at === "identify", Fingerprint, "Whose is this?")}
        {way(`${home}/ledger`, at === "ledger", Activity, "Ledger")}
      </ul>
    </nav>
  );
}

function Account() {
  const { session } = useSession();
  const [told, setTold] = useState<string | null>(null);
  const out = (everywhere: boolean) => async () => setTold(await leave(everywhere));
  return (
    <span class="account">
      <Menu
        label={`Signed in as ${session.owner}`}
        face={
          <>
            <UserRound size={16} aria-hidden="true" />
            <bdi>{session.owner}</bdi>
          </>
        }
      >
        {() => (
          <>
            <button type="button" onClick={out(false)}>
              <LogOut size={16} aria-hidden="true" />
              Sign out
            </button>
            <button type="button" onClick={out(true)}>
              <LogOut size={16} aria-hidden="true" />
              Sign out everywhere
            </button>
            <p role="status" class="small">
              {told}
            </p>
          </>
        )}
      </Menu>
    </span>
  );
}
