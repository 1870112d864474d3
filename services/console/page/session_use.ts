// The session, for what is shown only to somebody who is signed in.

import type { Session, Token } from "./api/types";
import { signIn } from "./session";
import { useStore } from "./store";

export interface Signed {
  session: Session;
  own: Token | null;
  /** The scopes of the token behind the session. */
  have: readonly string[];
  ended: boolean;
}

export function useSession(): Signed {
  const now = useStore(signIn);
  if (now.at !== "in") throw new Error("nobody is signed in");
  const have = now.session.operator ? ["ledger:operate"] : (now.own?.scopes ?? []);
  return { session: now.session, own: now.own, have, ended: now.ended };
}
