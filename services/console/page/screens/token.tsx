// One token's page: facts, last use, history.

import { ChevronLeft, Pencil, RefreshCw, Trash2 } from "lucide-preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { now } from "../api/clock";
import type { LedgerEvent, Token } from "../api/types";
import { Badge, OwnBadge, Permissions, standingOf } from "../parts/badges";
import { Copy } from "../parts/copy";
import { layers } from "../parts/dialog";
import { isolated } from "../parts/name";
import { Exactly, When } from "../parts/when";
import { usePolling } from "../polling";
import { home, openDialog, ownerUrl, type TokenDialog, tokenUrl } from "../router";
import { useSession } from "../session_use";
import { changes, type Found, find } from "../tokens";
import { Heading } from "./heading";
import { Timeline, useHistory } from "./history";
import { PageLink } from "./rows";

export function TokenPage(props: { id: string }) {
  const [found, setFound] = useState<Found>({ at: "loading" });
  const [stale, setStale] = useState<string | null>(null);
  const last = useRef<Token | null>(null);
  if (found.at === "here") last.current = found.token;

  async function look(poll: boolean): Promise<void> {
    const next = await find(props.id, poll);
    if (poll && layers.get() > 0) return;
    if (next.at === "failed" && last.current !== null) {
      setStale(next.why);
      return;
    }
    setStale(null);
    setFound(next);
  }
  useEffect(() => {
    last.current = null;
    setFound({ at: "loading" });
    void look(false);
    return changes.watch(() => void look(false));
  }, [props.id]);
  usePolling(() => look(true));

  const token = found.at === "here" ? found.token : null;
  const stamp =
    token === null ? found.at : `${token.revision} ${token.status} ${Math.floor(now() / 30_000)}`;
  const history = useHistory(props.id, stamp);
  const gone = found.at === "gone";
  const was = last.current ?? (gone ? fromHistory(props.id, history.events) : null);

  return (
    <>
      <p class="back">
        <PageLink to={home}>
          <ChevronLeft size={16} aria-hidden="true" />
          Access tokens
        </PageLink>
      </p>
      {was === null ? (
        <Missing found={found} unheard={gone && history.failed} again={() => void look(false)} />
      ) : (
        <>
          <Head token={was} gone={gone} />
          {stale !== null && (
            <p class="notice warn" role="status">
              Not fresh. {stale} Trying again.
            </p>
          )}
          <Facts token={was} gone={gone} />
        </>
      )}
      {was !== null && (
        <section aria-labelledby="history">
          <h2 id="history">History, oldest first</h2>
          <Timeline history={history} id={props.id} />
        </section>
      )}
    </>
  );
}

function Missing(props: { found: Found; unheard: boolean; again: () => void }) {
  if (props.found.at === "failed") {
    return (
      <div class="empty">
        <Heading title="Token">Token</Heading>
        <p>The token did not load. {props.found.why}</p>
        <button type="button" onClick={props.again}>
          Try again
        </button>
      </div>
    );
  }
  if (props.unheard) {
    return (
      <div class="empty">
        <Heading title="No such token">No such token</Heading>
        <p>There is none with this id, or it is not yours.</p>
      </div>
    );
  }
  return (
    <p class="empty muted" role="status">
      One moment…
    </p>
  );
}

/** What a deleted token was, as its history tells. */
function fromHistory(id: string, events: LedgerEvent[] | null): Token | null {
  const first = events?.[0];
  if (!events || first === undefined) return null;
  const all = Object.assign({}, ...events.map((event) => event.data)) as LedgerEvent["data"];
  return {
    id,
    owner: all.owner ?? "",
    name: all.name ?? "",
    scopes: all.scopes ?? [],
    status: "revoked",
    hint: all.hint ?? "",
    revision: 0,
    created_at: first.time,
    created_by: all.created_by ?? "",
    updated_at: first.time,
    expires_at: all.expires_at ?? first.time,
    last_used_at: null,
    last_used_from: null,
  };
}

function Head(props: { token: Token; gone: boolean }) {
  const { token, gone } = props;
  const { session } = useSession();
  const revoked = token.status === "revoked";
  const open = (dialog: TokenDialog) => (event: { currentTarget: HTMLElement }) =>
    openDialog(tokenUrl(token.id, dialog), event.currentTarget);
  return (
    <div class="title">
      <Heading title={isolated(token.name)}>
        <bdi>{token.name}</bdi>
      </Heading>
      <span class="badges">
        {gone ? (
          <span class="badge gone">
            <Trash2 size={16} aria-hidden="true" />
            Deleted
          </span>
        ) : (
          <Badge standing={standingOf(token, now())} />
        )}
        {token.id === session.token && <OwnBadge />}
      </span>
      {!gone && (
        <span class="actions">
          {!revoked && (
            <>
              <button type="button" onClick={open("edit")}>
                <Pencil size={16} aria-hidden="true" />
                Edit
              </button>
              <button type="button" onClick={open("regenerate")}>
                <RefreshCw size={16} aria-hidden="true" />
                Regenerate
              </button>
            </>
          )}
          <button type="button" class="bad" onClick={open("delete")}>
            <Trash2 size={16} aria-hidden="true" />
            Delete
          </button>
        </span>
      )}
    </div>
  );
}

function Facts(props: { token: Token; gone: boolean }) {
  const { token, gone } = props;
  const { session } = useSession();
  const id = useRef<HTMLElement>(null);
  return (
    <dl class="facts">
      <dt>Id</dt>
      <dd>
        <code ref={id} translate={false}>
          {token.id}
        </code>{" "}
        <Copy text={() => token.id} shown={() => id.current} label="Copy the id" />
      </dd>
      <dt>Secret ends in</dt>
      <dd>
        …<code>{token.hint}</code>
      </dd>
      <dt>Owner</dt>
      <dd>
        {session.operator ? (
          <PageLink to={ownerUrl(token.owner)}>{token.owner}</PageLink>
        ) : (
          token.owner
        )}
      </dd>
      <dt>Permissions</dt>
      <dd>
        <Permissions scopes={token.scopes} all />
      </dd>
      <dt>Created</dt>
      <dd>
        <Exactly at={token.created_at} />
        {token.created_by === "operator" && " by the operator"}
      </dd>
      {!gone && (
        <>
          <dt>{Date.parse(token.expires_at) > now() ? "Expires" : "Expired"}</dt>
          <dd>
            <When at={token.expires_at} always />
          </dd>
          <dt>Last used</dt>
          <dd>
            <When at={token.last_used_at} always />
            {token.last_used_from !== null && (
              <span>
                from <code>{token.last_used_from}</code>
              </span>
            )}
          </dd>
        </>
      )}
    </dl>
  );
}
