// Commands, each under an Idempotency-Key that outlives a reload: kept in sessionStorage from
// before it is sent until its fate is known (and its secret, where it makes one, is stored). An
// unknown outcome is asked for with the same key, never guessed. No secret is kept.

import { Store } from "../store";
import { call, get, nameOf } from "./client";
import type { CommandOutcome, Problem } from "./types";

export interface Command {
  key: string;
  method: "POST" | "PATCH" | "DELETE";
  path: string;
  body?: unknown;
  ifMatch?: string;
  /** Id of the token behind the session: the key is that token's. */
  caller: string;
  /** Of the token or owner that it is about, for words. */
  name: string;
}

export type Verb =
  | "create"
  | "edit"
  | "regenerate"
  | "delete"
  | "suspend"
  | "resume"
  | "revoke all of";

export type Fate =
  | { kind: "done"; body: unknown }
  /** Done, and the answer with its secret is gone. */
  | { kind: "unseen"; token: string | null }
  /** `unsure`: an earlier try is unknown, and this refusal does not say that it was not done. */
  | { kind: "refused"; problem: Problem; retryAfter: number | null; unsure: boolean };

/** sending; asking: nobody knows, and it is asked again by itself; resting: until told to. */
export type Phase = "sending" | "asking" | "resting";

export interface Running {
  command: Command;
  phase: Store<Phase>;
  fate: Promise<Fate>;
  askAgain: () => void;
}

const shelf = "tokenledger.unfinished";
const firstWait = 2_000;
const longestWait = 16_000;
const askFor = 60_000;
/** The server's deadline for a command, and a little. */
const settled = 12_000;

export const unfinished = new Store<Command[]>(readShelf());

/** Those that no dialog waits for: their pages or dialogs are gone. */
export const leftovers = new Store<Command[]>(unfinished.get());

export function addLeftover(command: Command): void {
  leftovers.update((all) => [...all.filter((one) => one.key !== command.key), command]);
}

/** `forgetIt`: it is not to be asked for after a reload either. */
export function dropLeftover(key: string, forgetIt: boolean): void {
  leftovers.update((all) => all.filter((one) => one.key !== key));
  if (forgetIt) forget(key);
}

function readShelf(): Command[] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(shelf) ?? "[]");
    return Array.isArray(kept) ? (kept as Command[]) : [];
  } catch {
    return [];
  }
}

function writeShelf(commands: Command[]): void {
  unfinished.set(commands);
  try {
    if (commands.length === 0) sessionStorage.removeItem(shelf);
    else sessionStorage.setItem(shelf, JSON.stringify(commands));
  } catch {
    // Without storage a reload forgets; nothing else is lost.
  }
}

export function forget(key: string): void {
  writeShelf(unfinished.get().filter((command) => command.key !== key));
}

export function forgetAll(): void {
  leftovers.set([]);
  writeShelf([]);
}

/** 128 random bits; `crypto.randomUUID` is not there over plain http. */
export function freshKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function verbOf(command: Command): Verb {
  if (command.method === "PATCH") return "edit";
  if (command.method === "DELETE") return "delete";
  if (command.path.endsWith("/regenerate")) return "regenerate";
  if (command.path.endsWith("/suspend")) return "suspend";
  if (command.path.endsWith("/resume")) return "resume";
  return command.path.endsWith("/revoke-tokens") ? "revoke all of" : "create";
}

const past: Record<Verb, string> = {
  create: "created",
  edit: "changed",
  regenerate: "regenerated",
  delete: "deleted",
  suspend: "suspended",
  resume: "resumed",
  "revoke all of": "revoked",
};

export function pastOf(command: Command): string {
  return past[verbOf(command)];
}

export function makesSecret(command: Command): boolean {
  const verb = verbOf(command);
  return verb === "create" || verb === "regenerate";
}

/** `again`: it was sent before, by a page that did not live to see the answer. */
export function start(command: Command, again = false): Running {
  if (!again) writeShelf([...unfinished.get(), command]);
  const phase = new Store<Phase>(again ? "asking" : "sending");
  let wake: () => void = () => {};
  const rest = () =>
    new Promise<void>((resolve) => {
      wake = resolve;
    });
  const fate = run(command, phase, rest, again).then((found) => {
    // A secret has to be stored first: until then a reload can ask for it again.
    if (!(found.kind === "done" && makesSecret(command))) forget(command.key);
    return found;
  });
  return { command, phase, fate, askAgain: () => wake() };
}

async function run(
  command: Command,
  phase: Store<Phase>,
  rest: () => Promise<void>,
  again: boolean,
): Promise<Fate> {
  let unsure = again;
  let commandId: string | null = null;
  let unknownAt = performance.now();
  let began = unknownAt;
  let wait = firstWait;
  for (;;) {
    const reply = await send(command);
    if (reply.kind === "good") return { kind: "done", body: reply.body };
    let pause = wait;
    let signedOut = false;
    if (reply.kind === "silent" || isUnknown(reply.problem)) {
      unsure = true;
      unknownAt = performance.now();
      if (reply.kind === "refused") commandId = reply.problem.command_id ?? commandId;
    } else {
      const refused: Fate = {
        kind: "refused",
        problem: reply.problem,
        retryAfter: reply.retryAfter,
        unsure,
      };
      if (!unsure || tellsAll(command, reply.problem)) return refusalOf(refused);
      if (reply.status === 429 || reply.status === 503) {
        pause = Math.max(wait, (reply.retryAfter ?? 0) * 1000);
      } else if (reply.status === 401) {
        signedOut = true;
      } else {
        const outcome = await outcomeOf(commandId);
        if (outcome?.outcome === "applied") return { kind: "unseen", token: outcome.token };
        if (outcome?.outcome === "rejected") return { ...refused, unsure: false };
        if (performance.now() - unknownAt > settled) return refused;
      }
    }
    if (signedOut || performance.now() - began > askFor) {
      phase.set("resting");
      await rest();
      began = performance.now();
      wait = firstWait;
      phase.set("asking");
      continue;
    }
    phase.set("asking");
    await new Promise((resolve) => setTimeout(resolve, pause));
    wait = Math.min(wait * 2, longestWait);
  }
}

function send(command: Command) {
  const headers: Record<string, string> = { "Idempotency-Key": command.key };
  if (command.ifMatch !== undefined) headers["If-Match"] = command.ifMatch;
  return call<unknown>(command.method, command.path, {
    headers,
    ...(command.body === undefined ? {} : { body: command.body }),
  });
}

function isUnknown(problem: Problem): boolean {
  if (problem.status === 504 || problem.status === 500) return true;
  return nameOf(problem) === "view-unreadable";
}

/** A refusal that says what became of earlier tries as well. */
function tellsAll(command: Command, problem: Problem): boolean {
  const name = nameOf(problem);
  if (name === "secret-already-shown" || name === "idempotency-key-reused") return true;
  if (name === "conflict" && problem.command_id !== undefined) return true;
  return command.method === "DELETE" && problem.status === 404;
}

function refusalOf(refused: Extract<Fate, { kind: "refused" }>): Fate {
  if (nameOf(refused.problem) !== "secret-already-shown") return { ...refused, unsure: false };
  return { kind: "unseen", token: refused.problem.token ?? null };
}

async function outcomeOf(commandId: string | null): Promise<CommandOutcome | null> {
  if (commandId === null) return null;
  const reply = await get<CommandOutcome>(`/v1/commands/${encodeURIComponent(commandId)}`);
  return reply.kind === "good" ? reply.body : null;
}
