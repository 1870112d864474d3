// Who is signed in. The session's secret is in a cookie that no script sees.

import { call, forgetPosition, get, nameOf, whenSignedOut } from "./api/client";
import { forgetAll } from "./api/commands";
import type { Session, Token } from "./api/types";
import { Store } from "./store";

export type SignIn =
  | { at: "asking" }
  | { at: "silent" }
  | { at: "out"; why: string | null }
  /** `ended`: the server no longer knows it; what is on the page stays until somebody signs in. */
  | { at: "in"; session: Session; own: Token | null; ended: boolean };

const mayNot = "This token may not manage tokens.";

export const signIn = new Store<SignIn>({ at: "asking" });

whenSignedOut(() => {
  const now = signIn.get();
  if (now.at === "in" && !now.ended) signIn.set({ ...now, ended: true });
});

/** The session, where this browser has one. */
export async function findSession(): Promise<void> {
  const reply = await get<Session>("/v1/session");
  if (reply.kind === "silent") {
    signIn.set({ at: "silent" });
  } else if (reply.kind === "refused") {
    if (reply.status === 401) signIn.set({ at: "out", why: null });
    else signIn.set({ at: "silent" });
  } else {
    const refused = await settle(reply.body);
    if (refused !== null) signIn.set({ at: "out", why: refused });
  }
}

/** Null: this is whom the page is for now. */
async function settle(session: Session): Promise<string | null> {
  const before = signIn.get();
  if (before.at === "in" && before.session.owner !== session.owner) forgetAll();
  const own = await get<Token>(`/v1/tokens/${encodeURIComponent(session.token)}`);
  if (own.kind === "refused" && nameOf(own.problem) === "insufficient-scope") {
    await call<void>("DELETE", "/v1/session");
    return mayNot;
  }
  signIn.set({
    at: "in",
    session,
    own: own.kind === "good" ? own.body : null,
    ended: false,
  });
  return null;
}

/** Null: signed in. Else what to tell. The secret goes out in a body and is kept nowhere. */
export async function enter(token: string): Promise<string | null> {
  const reply = await call<void>("POST", "/v1/session", { body: { token } });
  if (reply.kind === "silent") return "The server does not answer. Try again.";
  if (reply.kind === "refused") return refusal(reply);
  const found = await get<Session>("/v1/session");
  if (found.kind !== "good") {
    return "Signed in, but the browser did not keep it. Are cookies allowed here?";
  }
  forgetPosition();
  return settle(found.body);
}

function refusal(reply: { status: number; retryAfter: number | null } & { problem: ProblemOf }) {
  if (reply.status === 401 || reply.status === 400) {
    return "Not a good token: mistyped, expired or revoked.";
  }
  if (nameOf(reply.problem) === "insufficient-scope") return mayNot;
  if (reply.status === 429) return `Too many tries. Again in ${reply.retryAfter ?? 1} s.`;
  return reply.problem.detail;
}

type ProblemOf = Parameters<typeof nameOf>[0];

/** Null: signed out. Else what to tell. */
export async function leave(everywhere: boolean): Promise<string | null> {
  const path = everywhere ? "/v1/session?everywhere=true" : "/v1/session";
  const reply = await call<void>("DELETE", path);
  if (reply.kind === "silent") return "Not signed out: the server does not answer. Try again.";
  if (reply.kind === "refused" && reply.status !== 401) return reply.problem.detail;
  forgetAll();
  signIn.set({ at: "out", why: everywhere ? "Signed out everywhere." : "Signed out." });
  return null;
}

/** What this page did itself ended the session. */
export function endedBy(why: string): void {
  signIn.set({ at: "out", why });
}
