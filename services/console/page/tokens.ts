// One token, as a dialog or a page needs it: with the tag that says which revision the reader saw.

import { useCallback, useEffect, useState } from "preact/hooks";
import { get } from "./api/client";
import type { Token } from "./api/types";
import { Store } from "./store";

export type Found =
  | { at: "loading" }
  | { at: "here"; token: Token; etag: string }
  | { at: "gone" }
  | { at: "failed"; why: string };

/** As it was when a command on it was thought of. */
export interface Seen {
  token: Token;
  etag: string;
}

export async function find(id: string, poll = false): Promise<Found> {
  const reply = await get<Token>(`/v1/tokens/${encodeURIComponent(id)}`, { poll });
  if (reply.kind === "silent") return { at: "failed", why: "The server does not answer." };
  if (reply.kind === "good") return { at: "here", token: reply.body, etag: reply.etag ?? "*" };
  if (reply.status === 404) return { at: "gone" };
  return { at: "failed", why: reply.problem.detail };
}

export function useToken(id: string): [Found, () => Promise<void>] {
  const [found, setFound] = useState<Found>({ at: "loading" });
  const load = useCallback(async () => setFound(await find(id)), [id]);
  useEffect(() => {
    setFound({ at: "loading" });
    void load();
  }, [load]);
  return [found, load];
}

export type Change =
  | { kind: "made" }
  | { kind: "changed"; token: Token }
  | { kind: "deleted"; id: string }
  /** More than one token is another now. */
  | { kind: "many" };

/** What this page did, for the lists and pages that show it. */
export const changes = new Store<Change | null>(null);
