// A token's history as a timeline: who, when, what.

import { TriangleAlert } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { get } from "../api/client";
import type { EventPage, LedgerEvent } from "../api/types";
import { Name } from "../parts/name";
import { Exactly } from "../parts/when";
import { useSession } from "../session_use";
import { find } from "../tokens";
import { after, type Before, tell } from "../words/events";

const pageSize = 100;

export interface History {
  events: LedgerEvent[] | null;
  /** There is more behind it. */
  next: string | null;
  failed: boolean;
  more: () => void;
}

/** `stamp`: where it changes, something happened since. */
export function useHistory(id: string, stamp: string): History {
  const [events, setEvents] = useState<LedgerEvent[] | null>(null);
  const [next, setNext] = useState<string | null>(null);
  const [failed, setFailed] = useState(false);
  const cursors = useRef<(string | null)[]>([null]);

  /** The last page known is asked for again: it may have grown. */
  async function load(further: boolean): Promise<void> {
    if (further) cursors.current.push(next);
    const kept = (cursors.current.length - 1) * pageSize;
    const cursor = cursors.current[cursors.current.length - 1];
    const parameters = new URLSearchParams({ limit: String(pageSize) });
    if (cursor) parameters.set("cursor", cursor);
    const path = `/v1/tokens/${encodeURIComponent(id)}/events?${parameters}`;
    const reply = await get<EventPage>(path, { poll: stamp !== "" });
    setFailed(reply.kind !== "good");
    if (reply.kind !== "good") return;
    setEvents((known) => [...(known ?? []).slice(0, kept), ...reply.body.events]);
    setNext(reply.body.next_cursor);
  }

  useEffect(() => {
    void load(false);
  }, [id, stamp]);
  return { events, next, failed, more: () => void load(true) };
}

export function Timeline(props: { history: History; id: string }) {
  const { events, next, failed, more } = props.history;
  if (events === null) {
    return failed ? (
      <p class="notice warn">The history did not load. Trying again.</p>
    ) : (
      <p class="muted">One moment…</p>
    );
  }
  let before: Before = { name: "", scopes: [] };
  // An operator's token is nobody else's to look up; but what it made says that it is one.
  const operators = new Set(
    events.filter((one) => one.data.created_by === "operator").map((one) => one.caller),
  );
  return (
    <>
      <ol class="timeline">
        {events.map((event) => {
          const who = operators.has(event.caller) ? (
            "The operator"
          ) : (
            <Who id={event.caller} of={props.id} />
          );
          const said = tell(event, who, before);
          before = after(event, before);
          return (
            <li key={`${event.id} ${event.type}`} class={said.alarm ? "alarm" : ""}>
              <Exactly at={event.time} />
              <span>
                {said.alarm && <TriangleAlert size={16} role="img" aria-label="Look at this:" />}
                {said.text}
              </span>
            </li>
          );
        })}
      </ol>
      {next !== null && (
        <button type="button" onClick={more}>
          Later events
        </button>
      )}
    </>
  );
}

/** Names of tokens that did something, as far as the reader may know them. */
const names = new Map<string, Promise<string | null>>();

async function nameOf(id: string): Promise<string | null> {
  const found = await find(id);
  return found.at === "here" ? found.token.name : null;
}

function Who(props: { id: string; of: string }): ComponentChildren {
  const { session } = useSession();
  const [name, setName] = useState<string | null>(null);
  const isToken = props.id.startsWith("tok_") && props.id !== props.of;
  useEffect(() => {
    if (!isToken) return undefined;
    let here = true;
    const known = names.get(props.id) ?? nameOf(props.id);
    names.set(props.id, known);
    void known.then((found) => here && setName(found));
    return () => {
      here = false;
    };
  }, [props.id]);
  if (props.id === "ledger") return "The ledger";
  if (props.id === props.of) return "It itself";
  if (name !== null) {
    return (
      <>
        <Name of={name} />
        {props.id === session.token && " (this sign-in)"}
      </>
    );
  }
  return (
    <>
      Another token (<code>{props.id}</code>)
    </>
  );
}
