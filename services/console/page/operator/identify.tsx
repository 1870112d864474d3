// Whose is this? A secret that was found somewhere is looked up, living or retired.

import { Search } from "lucide-preact";
import { useId, useRef, useState } from "preact/hooks";
import { call } from "../api/client";
import { now } from "../api/clock";
import type { Identified } from "../api/types";
import { Name } from "../parts/name";
import { Exactly } from "../parts/when";
import { ownerUrl, tokenUrl } from "../router";
import { Heading } from "../screens/heading";
import { PageLink } from "../screens/rows";

type Told = { at: "nothing" } | { at: "busy" } | { at: "known"; of: Identified } | Failed;
type Failed = { at: "failed"; why: string };

export function Identify() {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [told, setTold] = useState<Told>({ at: "nothing" });
  async function submit(event: Event) {
    event.preventDefault();
    const input = field.current;
    const secret = input?.value.trim() ?? "";
    if (input === null || told.at === "busy") return;
    if (secret === "") {
      setTold({ at: "failed", why: "Paste a token first." });
      input.focus();
      return;
    }
    input.value = "";
    setTold({ at: "busy" });
    const reply = await call<Identified>("POST", "/v1/identify", { body: { token: secret } });
    if (reply.kind === "good") setTold({ at: "known", of: reply.body });
    else if (reply.kind === "silent") setTold({ at: "failed", why: "The server does not answer." });
    else setTold({ at: "failed", why: reply.problem.detail });
  }
  return (
    <>
      <div class="title">
        <Heading title="Whose is this?">Whose is this?</Heading>
      </div>
      <form class="identify" onSubmit={submit} noValidate>
        <div class="field">
          <label for={id}>Token that was found</label>
          <span class="joined">
            <input
              ref={field}
              id={id}
              type="password"
              autocomplete="off"
              autocapitalize="none"
              spellcheck={false}
              aria-describedby={`${id}-hint`}
            />
            <button type="submit" class="primary" aria-disabled={told.at === "busy"}>
              <Search size={16} aria-hidden="true" />
              Look up
            </button>
          </span>
          <p id={`${id}-hint`} class="hint">
            Sent once, and cleared here at once.
          </p>
        </div>
      </form>
      <div role="status">
        <Answer told={told} />
      </div>
    </>
  );
}

function Answer(props: { told: Told }) {
  const { told } = props;
  if (told.at === "nothing") return null;
  if (told.at === "busy") return <p class="muted">One moment…</p>;
  if (told.at === "failed") return <p class="notice bad">{told.why}</p>;
  if (!told.of.known) {
    return <p class="notice">No token of this ledger, living or dead, has that secret.</p>;
  }
  const { token, current, overlap_until: overlap } = told.of;
  const inOverlap = overlap !== undefined && Date.parse(overlap) > now();
  const works = token.status === "active" && (current || inOverlap);
  const what = current ? "The secret, now dead," : "A dead secret";
  return (
    <div class={`notice ${works ? "bad" : "warn"}`}>
      <p>
        {works ? "A secret that works" : what} of <Name of={token.name} /> of{" "}
        <PageLink to={ownerUrl(token.owner)}>{token.owner}</PageLink>.
        {token.status === "deleted" && " It is deleted."}
        {works && inOverlap && overlap !== undefined && (
          <>
            {" "}
            It is the old one of a regeneration, and ends <Exactly at={overlap} />.
          </>
        )}
      </p>
      <PageLink to={tokenUrl(token.id)} class="button">
        Open token
      </PageLink>
    </div>
  );
}
