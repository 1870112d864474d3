// The API's shapes, written once. A test holds the examples of docs/http-api.md against them.

export type Status = "active" | "expired" | "suspended" | "revoked";

export interface Token {
  id: string;
  owner: string;
  name: string;
  scopes: string[];
  status: Status;
  hint: string;
  revision: number;
  created_at: string;
  created_by: string;
  updated_at: string;
  expires_at: string;
  last_used_at: string | null;
  last_used_from: string | null;
}

/** The answer to a create and a regenerate, and to nothing else. */
export interface TokenWithSecret extends Token {
  secret: string;
}

export interface TokenPage {
  tokens: Token[];
  next_cursor: string | null;
}

/** A CloudEvent of a token's history. */
export interface LedgerEvent {
  specversion: "1.0";
  id: string;
  source: string;
  type: string;
  subject?: string;
  time: string;
  datacontenttype: "application/json";
  caller: string;
  fingerprint: string;
  revision: number;
  reliedon?: string;
  data: EventContent;
}

export interface EventContent {
  owner?: string;
  name?: string;
  scopes?: string[];
  expires_at?: string;
  created_by?: string;
  hint?: string;
  overlap_until?: string;
  threshold_s?: number;
  session?: string;
  idle_s?: number;
}

export interface EventPage {
  events: LedgerEvent[];
  next_cursor: string | null;
}

export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  errors?: { pointer: string; detail: string }[];
  command_id?: string;
  token?: string;
}

export interface OwnerState {
  owner: string;
  suspended: boolean;
  tokens: number;
}

export interface CommandOutcome {
  command_id: string;
  outcome: "applied" | "rejected";
  token: string | null;
  position: number;
}

export interface CatalogueEntry {
  scope: string;
  title: string;
  description: string;
  group: string;
}

export interface Policy {
  lifetime_default: number;
  lifetime_max: number;
  overlap_max: number;
  expires_at_max: string;
  catalogue: CatalogueEntry[];
}

export interface Session {
  owner: string;
  token: string;
  operator: boolean;
  expires_at: string;
}

export type Identified =
  | { known: false }
  | {
      known: true;
      current: boolean;
      token: Omit<Token, "status"> & { status: Status | "deleted" };
      died_position: number | null;
      /** Of an old secret whose overlap no later event has ended. */
      overlap_until?: string;
    };

/** Lists have one element for each of `times`. */
export interface Stats {
  position: number;
  end_position: number;
  lag: number;
  view_age_ms: number | null;
  step_s: number;
  times: string[];
  view: { lag: number[]; age_ms: (number | null)[] };
  verifications: Doings;
  commands: Doings;
}

export interface Doings {
  /** By outcome. */
  per_second: Record<string, number[]>;
  p50_us: (number | null)[];
  p99_us: (number | null)[];
}
