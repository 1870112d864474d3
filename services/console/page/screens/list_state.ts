// The rows of a list: a page of 50, kept up to date in place. What came or went elsewhere moves no
// row: it is told, and deleted rows stay, struck.

import { useEffect, useRef, useState } from "preact/hooks";
import { get, type Reply } from "../api/client";
import { now } from "../api/clock";
import type { Token, TokenPage } from "../api/types";
import { layers } from "../parts/dialog";
import { usePolling } from "../polling";
import { changes, find } from "../tokens";

export interface Row {
  token: Token;
  gone: boolean;
}

export interface ListState {
  /** What it is the answer to; another than the one asked for while that is on its way. */
  query: string;
  rows: Row[] | null;
  next: string | null;
  /** Made elsewhere since, on the first page. */
  fresh: number;
  checkedAt: number | null;
  /** Why it is not fresh, or did not load. */
  trouble: string | null;
}

export interface ListQuery {
  name: string;
  status: string;
  owner: string | null;
  cursor: string | null;
}

const pageSize = 50;
const pollSize = 100;
const emptyPages = 5;
const lookedUp = 10;

function urlFor(query: ListQuery, limit: number, cursor: string | null): string {
  const parameters = new URLSearchParams({ order: "newest", limit: String(limit) });
  if (cursor !== null) parameters.set("cursor", cursor);
  if (query.name !== "") parameters.set("name", query.name);
  if (query.status !== "") parameters.set("status", query.status);
  if (query.owner !== null) parameters.set("owner", query.owner);
  return `/v1/tokens?${parameters}`;
}

/** A page with something on it, or the last one; a filter may leave some empty. */
async function fetchPage(query: ListQuery, signal: AbortSignal): Promise<Reply<TokenPage>> {
  let cursor = query.cursor;
  for (let tries = 1; ; ++tries) {
    const reply = await get<TokenPage>(urlFor(query, pageSize, cursor), { signal });
    if (reply.kind !== "good" || reply.body.tokens.length > 0) return reply;
    if (reply.body.next_cursor === null || tries === emptyPages) return reply;
    cursor = reply.body.next_cursor;
  }
}

function troubleOf(reply: Exclude<Reply<unknown>, { kind: "good" }>): string {
  if (reply.kind === "silent") return "The server does not answer";
  return reply.status === 503 ? "Not fresh" : reply.problem.detail;
}

const none: ListState = {
  query: "",
  rows: null,
  next: null,
  fresh: 0,
  checkedAt: null,
  trouble: null,
};

/** Kept, so that a list is there at once when somebody comes back to it. */
const kept = new Map<string, ListState>();

export function forgetLists(): void {
  kept.clear();
}

export interface List {
  state: ListState;
  loading: boolean;
  reload: () => void;
}

export function useList(query: ListQuery): List {
  const key = JSON.stringify(query);
  const [state, setState] = useState<ListState>(() => kept.get(key) ?? none);
  const [loading, setLoading] = useState(false);
  const under = useRef<AbortController | null>(null);
  const current = useRef(state);

  function put(next: ListState) {
    current.current = next;
    kept.set(next.query, next);
    setState(next);
  }

  async function load(): Promise<void> {
    under.current?.abort();
    const control = new AbortController();
    under.current = control;
    setLoading(true);
    try {
      const reply = await fetchPage(query, control.signal);
      if (reply.kind === "good") {
        const rows = reply.body.tokens.map((token) => ({ token, gone: false }));
        const next = reply.body.next_cursor;
        put({ query: key, rows, next, fresh: 0, checkedAt: now(), trouble: null });
      } else if (!(reply.kind === "refused" && reply.status === 401)) {
        const same = current.current.query === key ? current.current : { ...none, query: key };
        put({ ...same, trouble: troubleOf(reply) });
      }
      setLoading(false);
    } catch {
      // A later one took its place.
    }
  }

  useEffect(() => {
    const known = kept.get(key);
    if (known !== undefined) put(known);
    void load();
    return () => under.current?.abort();
  }, [key]);

  useEffect(
    () =>
      changes.watch(() => {
        const change = changes.get();
        if (change === null) return;
        const { rows } = current.current;
        if (change.kind === "changed" && rows !== null) {
          put({ ...current.current, rows: withToken(rows, change.token) });
        } else if (change.kind === "deleted" && rows !== null) {
          put({ ...current.current, rows: rows.filter((row) => row.token.id !== change.id) });
        }
        for (const other of [...kept.keys()]) if (other !== key) kept.delete(other);
        void load();
      }),
    [key],
  );

  usePolling(async () => {
    const before = current.current;
    if (layers.get() > 0 || before.query !== key || loading) return;
    if (before.rows === null) return load();
    const reply = await get<TokenPage>(urlFor(query, pollSize, query.cursor), { poll: true });
    if (layers.get() > 0 || current.current !== before) return;
    if (reply.kind !== "good") {
      if (reply.kind === "refused" && reply.status === 401) return;
      put({ ...before, trouble: troubleOf(reply) });
      return;
    }
    const merged = await merge(before.rows, reply.body);
    if (layers.get() > 0 || current.current !== before) return;
    const fresh = query.cursor === null ? countFresh(before.rows, reply.body.tokens) : 0;
    const next = before.next ?? (reply.body.tokens.length > before.rows.length ? "" : null);
    put({
      ...before,
      rows: merged,
      fresh,
      next: next === "" ? null : next,
      checkedAt: now(),
      trouble: null,
    });
  });

  return { state, loading, reload: () => void load() };
}

function withToken(rows: Row[], token: Token): Row[] {
  return rows.map((row) => (row.token.id === token.id ? { token, gone: false } : row));
}

/** Rows in their places, with what the answer says of them; what is missing there is looked up. */
async function merge(rows: Row[], page: TokenPage): Promise<Row[]> {
  const now = new Map(page.tokens.map((token) => [token.id, token]));
  const missing = rows.filter((row) => !row.gone && !now.has(row.token.id)).slice(0, lookedUp);
  const gone = new Set<string>();
  for (const row of missing) {
    const found = await find(row.token.id, true);
    if (found.at === "here") now.set(found.token.id, found.token);
    else if (found.at === "gone") gone.add(row.token.id);
  }
  return rows.map((row) => {
    if (gone.has(row.token.id)) return { token: row.token, gone: true };
    const token = now.get(row.token.id);
    return token === undefined ? row : { token, gone: false };
  });
}

/** Those ahead of the first row that both know. */
function countFresh(rows: Row[], tokens: Token[]): number {
  const known = new Set(rows.map((row) => row.token.id));
  const first = tokens.findIndex((token) => known.has(token.id));
  return first === -1 ? tokens.length : first;
}
