// Calls to the API, on the session's cookie. Remembers how far the answers were, so that no later
// read is older, and what time the server has. Never throws but for an abort.

import { hearDate } from "./clock";
import type { Problem } from "./types";

export type Reply<Body> =
  | { kind: "good"; status: number; body: Body; etag: string | null }
  | { kind: "refused"; status: number; problem: Problem; retryAfter: number | null }
  /** No answer, or one that nobody of ours wrote. */
  | { kind: "silent" };

export interface CallOptions {
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** Asked by itself, not by the reader: keeps no session alive. */
  poll?: boolean;
}

/** Longer than the server's own deadline for a command. */
const patienceMs = 20_000;

let epoch: string | null = null;
let position = 0;
let onSignedOut: () => void = () => {};

/** `tell` is called for every answer that says that the session is no more. */
export function whenSignedOut(tell: () => void): void {
  onSignedOut = tell;
}

export function forgetPosition(): void {
  epoch = null;
  position = 0;
}

export function get<Body>(path: string, options: CallOptions = {}): Promise<Reply<Body>> {
  return call<Body>("GET", path, options, true);
}

export async function call<Body>(
  method: string,
  path: string,
  options: CallOptions = {},
  again = false,
): Promise<Reply<Body>> {
  const headers: Record<string, string> = { "Ledger-Console": "1", ...options.headers };
  if (options.poll) headers["Ledger-Poll"] = "1";
  if (method === "GET" && epoch !== null) {
    headers["Ledger-Epoch"] = epoch;
    headers["Ledger-Min-Position"] = String(position);
  }
  const patience = new AbortController();
  const giveUp = setTimeout(() => patience.abort(), patienceMs);
  const passOn = () => patience.abort();
  options.signal?.addEventListener("abort", passOn);
  const request: RequestInit = {
    method,
    headers,
    credentials: "same-origin",
    cache: "no-store",
    signal: patience.signal,
  };
  if (options.body !== undefined) {
    headers["Content-Type"] = "application/json";
    request.body = JSON.stringify(options.body);
  }
  let answer: Response;
  let text: string;
  try {
    answer = await fetch(path, request);
    text = await answer.text();
  } catch (failure) {
    if (options.signal?.aborted) throw failure;
    return { kind: "silent" };
  } finally {
    clearTimeout(giveUp);
    options.signal?.removeEventListener("abort", passOn);
  }
  hearDate(answer.headers.get("Date"));
  hearPosition(answer);
  const reply = read<Body>(answer, text);
  if (reply.kind === "refused" && again && nameOf(reply.problem) === "other-epoch") {
    return call(method, path, options);
  }
  if (reply.kind === "refused" && reply.status === 401) onSignedOut();
  return reply;
}

function hearPosition(answer: Response): void {
  const heard = answer.headers.get("Ledger-Epoch");
  const reached = Number(answer.headers.get("Ledger-Position"));
  if (heard === null || !Number.isFinite(reached)) return;
  position = heard === epoch ? Math.max(position, reached) : reached;
  epoch = heard;
}

function read<Body>(answer: Response, text: string): Reply<Body> {
  const type = answer.headers.get("Content-Type") ?? "";
  if (answer.ok) {
    const etag = answer.headers.get("ETag");
    if (answer.status === 204) {
      return { kind: "good", status: 204, body: undefined as Body, etag };
    }
    const body = parse(text);
    if (type.startsWith("application/json") && body !== undefined) {
      return { kind: "good", status: answer.status, body: body as Body, etag };
    }
    return { kind: "silent" };
  }
  const problem = parse(text);
  if (!type.startsWith("application/problem+json") || problem === undefined) {
    return { kind: "silent" };
  }
  const wait = Number.parseInt(answer.headers.get("Retry-After") ?? "", 10);
  return {
    kind: "refused",
    status: answer.status,
    problem: problem as Problem,
    retryAfter: Number.isNaN(wait) ? null : wait,
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `conflict` of `urn:tokenledger:problem:conflict`. */
export function nameOf(problem: Problem): string {
  return problem.type.replace(/^urn:tokenledger:problem:/, "");
}
