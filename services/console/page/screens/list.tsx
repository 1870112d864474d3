// The list of access tokens.

import { ChevronLeft, ChevronRight, Plus, RefreshCw, Search } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import { Name } from "../parts/name";
import { go, home, openDialog, type Place, replace, urlOf } from "../router";
import { useSession } from "../session_use";
import { looksSecret } from "../words/secrets";
import { clockTime, count, zone } from "../words/times";
import { type ListQuery, type ListState, useList } from "./list_state";
import { Rows } from "./rows";

const statuses = [
  ["", "All"],
  ["active", "Active"],
  ["expired", "Expired"],
  ["suspended", "Suspended"],
  ["revoked", "Revoked"],
] as const;

const searchAfter = 250;

function queryOf(at: Place, owner: string | null): ListQuery {
  return {
    name: at.query.get("q") ?? "",
    status: at.query.get("status") ?? "",
    owner: owner ?? at.query.get("owner"),
    cursor: at.query.get("cursor"),
  };
}

/** `at` with other filters, from the first page on. */
function filtered(at: Place, name: string, value: string): string {
  const query = new URLSearchParams(at.query);
  query.delete("cursor");
  if (value === "") query.delete(name);
  else query.set(name, value);
  return urlOf({ ...at, query });
}

/** `owner`: of that one alone, on its page. */
export function TokenList(props: { at: Place; owner: string | null }) {
  const { at } = props;
  const { session } = useSession();
  const query = queryOf(at, props.owner);
  const { state, loading, reload } = useList(query);
  const isFiltered = query.name !== "" || query.status !== "";
  const key = JSON.stringify(query);
  const rows = state.query === key ? state.rows : null;
  // While a search is on its way its list shows what was there before.
  const shown = rows ?? state.rows;
  return (
    <>
      <Filters at={at} query={query} state={state} reload={reload} />
      {shown === null && state.trouble === null && <Waiting />}
      {shown === null && state.trouble !== null && (
        <div class="empty">
          <p>The list did not load. {state.trouble}.</p>
          <button type="button" onClick={reload}>
            Try again
          </button>
        </div>
      )}
      {shown !== null && shown.length > 0 && (
        <Rows rows={shown} owners={session.operator && query.owner === null} busy={loading} />
      )}
      {rows !== null && rows.length === 0 && (
        <Empty at={at} query={query} filtered={isFiltered} more={state.next} />
      )}
      {shown !== null && <Pages at={at} state={state} query={query} />}
    </>
  );
}

function Waiting() {
  return (
    <p class="empty muted" role="status">
      One moment…
    </p>
  );
}

interface FiltersProps {
  at: Place;
  query: ListQuery;
  state: ListState;
  reload: () => void;
}

function Filters(props: FiltersProps) {
  const { at, query } = props;
  const [text, setText] = useState(query.name);
  const [warned, setWarned] = useState(false);
  useEffect(() => setText(query.name), [query.name]);
  useEffect(() => {
    if (text.trim() === query.name) return undefined;
    const timer = setTimeout(() => replace(filtered(at, "q", text.trim())), searchAfter);
    return () => clearTimeout(timer);
  }, [text]);
  /** What is searched for stands in the URL, where no secret belongs. */
  function write(input: HTMLInputElement) {
    const secret = looksSecret(input.value);
    if (secret) input.value = "";
    setText(input.value);
    setWarned(secret);
  }
  return (
    <div class="filters">
      <search>
        <label class="search">
          <Search size={16} aria-hidden="true" />
          <input
            type="search"
            dir="auto"
            aria-label="Search names"
            placeholder="Search names"
            maxLength={100}
            value={text}
            onInput={(event) => write(event.currentTarget)}
          />
        </label>
        <label class="status">
          Status
          <select
            value={query.status}
            onChange={(event) => replace(filtered(at, "status", event.currentTarget.value))}
          >
            {statuses.map(([value, word]) => (
              <option key={value} value={value}>
                {word}
              </option>
            ))}
          </select>
        </label>
      </search>
      <p class="news" role="status">
        {warned && <span class="notice warn">That was a secret, no name: cleared.</span>}
        {props.state.fresh > 0 ? (
          <>
            {props.state.fresh >= 100 ? "100 or more" : count(props.state.fresh, "new token")}{" "}
            <button type="button" class="small" onClick={props.reload}>
              Show
            </button>
          </>
        ) : (
          <span class="muted">newest first</span>
        )}
      </p>
    </div>
  );
}

function Empty(props: { at: Place; query: ListQuery; filtered: boolean; more: string | null }) {
  const { at, query } = props;
  if (props.more !== null) {
    return (
      <div class="empty">
        <p>Nothing found so far.</p>
        <button type="button" onClick={() => go(pageUrl(at, String(props.more)))}>
          Look further
        </button>
      </div>
    );
  }
  if (props.filtered) {
    const cleared = new URLSearchParams(at.query);
    for (const name of ["q", "status", "cursor"]) cleared.delete(name);
    return (
      <div class="empty">
        <p>
          {query.name === "" ? (
            "No token has that status."
          ) : (
            <>
              No token matches <Name of={query.name} />.
            </>
          )}
        </p>
        <button type="button" onClick={() => replace(urlOf({ ...at, query: cleared }))}>
          Clear
        </button>
      </div>
    );
  }
  return (
    <div class="empty">
      <h2>No tokens yet</h2>
      <p>A token lets a program act for you; give each its own, to stop one alone.</p>
      <NewButton />
    </div>
  );
}

export function NewButton() {
  return (
    <button
      type="button"
      class="primary"
      onClick={(event) => openDialog(`${home}/new`, event.currentTarget)}
    >
      <Plus size={16} aria-hidden="true" />
      New access token
    </button>
  );
}

function pageUrl(at: Place, cursor: string): string {
  const query = new URLSearchParams(at.query);
  query.set("cursor", cursor);
  return urlOf({ ...at, query });
}

function Pages(props: { at: Place; state: ListState; query: ListQuery }) {
  const { at, state, query } = props;
  const newer = at.entry.newer ?? [];
  function older() {
    if (state.next === null) return;
    go(pageUrl(at, state.next), { newer: [...newer, query.cursor ?? ""] });
    scrollTo(0, 0);
  }
  function back() {
    const cursor = newer[newer.length - 1] ?? "";
    const url = cursor === "" ? filtered(at, "cursor", "") : pageUrl(at, cursor);
    go(url, { newer: newer.slice(0, -1) });
    scrollTo(0, 0);
  }
  return (
    <nav class="pages" aria-label="Pages">
      <button type="button" disabled={query.cursor === null} onClick={back}>
        <ChevronLeft size={16} aria-hidden="true" />
        Newer
      </button>
      <button type="button" disabled={state.next === null} onClick={older}>
        Older
        <ChevronRight size={16} aria-hidden="true" />
      </button>
      <Checked state={state} />
    </nav>
  );
}

function Checked(props: { state: ListState }) {
  const { trouble, checkedAt } = props.state;
  if (checkedAt === null) return null;
  return (
    <>
      <p class="checked small">
        {trouble === null ? (
          <span class="muted">
            Checked {clockTime(checkedAt)}, {zone}
          </span>
        ) : (
          <span class="notice warn">
            <RefreshCw size={16} aria-hidden="true" />
            {trouble}: as of {clockTime(checkedAt)}. Trying again.
          </span>
        )}
      </p>
      <p role="status" class="unseen">
        {trouble !== null && `${trouble}. Trying again.`}
      </p>
    </>
  );
}
