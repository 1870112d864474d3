// What this caller may ask for: lifetimes, and the operator's catalogue of permissions.

import { useEffect } from "preact/hooks";
import { get } from "./api/client";
import { now } from "./api/clock";
import type { Policy } from "./api/types";
import { Store, useStore } from "./store";

export interface KnownPolicy extends Policy {
  /** The caller's own end is what limits an expiry, not the policy. */
  callerBound: boolean;
}

export const policy = new Store<KnownPolicy | null>(null);

/** Fetched when a form opens: the caller's end moves with whoever signed in. */
export function usePolicy(): KnownPolicy | null {
  useEffect(() => {
    void refresh();
  }, []);
  return useStore(policy);
}

async function refresh(): Promise<void> {
  const reply = await get<Policy>("/v1/policy");
  if (reply.kind !== "good") return;
  const last = Date.parse(reply.body.expires_at_max);
  const byPolicy = now() + reply.body.lifetime_max * 1000;
  policy.set({ ...reply.body, callerBound: last < byPolicy - 5000 });
}
