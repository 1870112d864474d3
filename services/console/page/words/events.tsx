// What happened to a token, told in sentences.

import type { ComponentChildren } from "preact";
import { now } from "../api/clock";
import type { EventContent, LedgerEvent } from "../api/types";
import { Name } from "../parts/name";
import { Exactly } from "../parts/when";
import { inWords, sameScopes } from "./scopes";
import { count, daySeconds } from "./times";

/** What the token was before an event. */
export interface Before {
  name: string;
  scopes: readonly string[];
}

export interface Sentence {
  text: ComponentChildren;
  /** Somebody should look at it. */
  alarm: boolean;
}

type Teller = (event: LedgerEvent, who: ComponentChildren, before: Before) => ComponentChildren;

const tellers: Record<string, Teller> = {
  "token.created.v1": ({ data }, who) => (
    <>
      {who} made it: <Name of={data.name ?? ""} />, with {inWords(data.scopes ?? [])}
      {until(data)}
    </>
  ),
  "token.updated.v1": ({ data }, who, before) => (
    <>
      {who} {changed(data, before)}
    </>
  ),
  "token.regenerated.v1": ({ data }, who) => (
    <>
      {who} made a new secret
      {data.hint !== undefined && (
        <>
          {" "}
          …<code>{data.hint}</code>
        </>
      )}
      {until(data)}; the old one{" "}
      {data.overlap_until === undefined ? (
        "stopped at once"
      ) : (
        <>
          {Date.parse(data.overlap_until) > now() ? "works" : "worked"} until{" "}
          <Exactly at={data.overlap_until} />
        </>
      )}
    </>
  ),
  "token.deleted.v1": (_, who) => <>{who} deleted it, for ever</>,
  "token.expiring.v1": ({ data }) => (
    <>It was about to expire: {spanOf(data.threshold_s ?? 0)} or less were left</>
  ),
  "session.started.v1": ({ data }) => <>Somebody signed in with it{until(data)}</>,
  "session.ended.v1": ({ data }) =>
    data.session === undefined ? <>Signed out everywhere</> : <>Signed out</>,
  "token.retired-secret-presented.v1": () => <>A dead secret of it was presented</>,
};

function spanOf(seconds: number): string {
  if (seconds >= 2 * daySeconds) return count(Math.floor(seconds / daySeconds), "day");
  return seconds >= 3600
    ? count(Math.floor(seconds / 3600), "hour")
    : count(Math.floor(seconds / 60), "minute");
}

function until(data: EventContent) {
  if (data.expires_at === undefined) return null;
  return (
    <>
      , until <Exactly at={data.expires_at} />
    </>
  );
}

function changed(data: EventContent, before: Before): ComponentChildren {
  const renamed = data.name !== undefined && data.name !== before.name;
  const permitted = data.scopes !== undefined && !sameScopes(data.scopes, before.scopes);
  return (
    <>
      {renamed && (
        <>
          renamed it from <Name of={before.name} /> to <Name of={data.name ?? ""} />
        </>
      )}
      {renamed && permitted && ", and "}
      {permitted && (
        <>
          gave it {inWords(data.scopes ?? [])} instead of {inWords(before.scopes)}
        </>
      )}
      {!renamed && !permitted && "changed it"}
    </>
  );
}

export function tell(event: LedgerEvent, who: ComponentChildren, before: Before): Sentence {
  const type = event.type.replace(/^tokenledger\./, "");
  const teller = tellers[type];
  return {
    text:
      teller === undefined ? (
        <>
          {who}: {type}
        </>
      ) : (
        teller(event, who, before)
      ),
    alarm: type === "token.retired-secret-presented.v1",
  };
}

export function after(event: LedgerEvent, before: Before): Before {
  return {
    name: event.data.name ?? before.name,
    scopes: event.data.scopes ?? before.scopes,
  };
}
