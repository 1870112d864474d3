// What a token is and what it may do, in a word with an icon.

import {
  Ban,
  CircleCheck,
  CirclePause,
  CircleX,
  ClockAlert,
  KeyRound,
  Trash2,
} from "lucide-preact";
import type { Token } from "../api/types";
import { accessOf } from "../words/scopes";

const soon = 7 * 24 * 3600 * 1000;

export type Standing = "active" | "soon" | "expired" | "suspended" | "revoked" | "gone";

export function standingOf(token: Token, now: number): Standing {
  if (token.status !== "active") return token.status;
  const left = Date.parse(token.expires_at) - now;
  if (left <= 0) return "expired";
  return left <= soon ? "soon" : "active";
}

const faces = {
  active: [CircleCheck, "Active"],
  soon: [ClockAlert, "Expires soon"],
  expired: [CircleX, "Expired"],
  suspended: [CirclePause, "Suspended"],
  revoked: [Ban, "Revoked"],
  gone: [Trash2, "Deleted elsewhere"],
} as const;

export function Badge(props: { standing: Standing }) {
  const [Icon, word] = faces[props.standing];
  return (
    <span class={`badge ${props.standing}`}>
      <Icon size={16} aria-hidden="true" />
      {word}
    </span>
  );
}

export function OwnBadge() {
  return (
    <span class="badge own">
      <KeyRound size={16} aria-hidden="true" />
      This sign-in
    </span>
  );
}

/** Words, or the first three scopes and how many more; `all`: every one. */
export function Permissions(props: { scopes: readonly string[]; all?: boolean }) {
  const access = accessOf(props.scopes);
  if (access === "none") return <span class="muted">No access</span>;
  if (access === "full") return <span class="chip strong">Full access</span>;
  const shown = props.all ? props.scopes : props.scopes.slice(0, 3);
  const more = props.scopes.length - shown.length;
  return (
    <ul class="chips">
      {shown.map((scope) => (
        <li class="chip" key={scope}>
          {scope}
        </li>
      ))}
      {more > 0 && (
        <li class="chip more" title={props.scopes.slice(3).join(", ")}>
          +{more}
        </li>
      )}
    </ul>
  );
}
