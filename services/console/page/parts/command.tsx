// The way of a command in its dialog: one at a time, waited for, and what came of it said there.

import { useEffect, useRef, useState } from "preact/hooks";
import { nameOf } from "../api/client";
import {
  addLeftover,
  type Command,
  dropLeftover,
  type Fate,
  type Phase,
  pastOf,
  type Running,
  start,
  verbOf,
} from "../api/commands";
import type { Problem } from "../api/types";
import { changes } from "../tokens";
import { Name } from "./name";
import { showSecret } from "./secret_state";

export type Way =
  | { at: "idle" }
  | { at: "running"; running: Running; phase: Phase }
  | { at: "refused"; fate: Extract<Fate, { kind: "refused" }> }
  | { at: "unseen"; token: string | null; command: Command };

export interface CommandWay {
  way: Way;
  locked: boolean;
  send: (make: () => Command, done: (body: unknown) => void) => void;
  resume: (command: Command, done: (body: unknown) => void) => void;
  clear: () => void;
}

export function useCommand(): CommandWay {
  const [way, setWay] = useState<Way>({ at: "idle" });
  const busy = useRef(false); // at once, for the second click of a double one
  const here = useRef(true);
  const under = useRef<Running | null>(null);
  useEffect(() => {
    here.current = true;
    return () => {
      here.current = false;
      // Back does that. It goes on, and what becomes of it is to be seen on the page.
      if (busy.current && under.current !== null) addLeftover(under.current.command);
    };
  }, []);

  function follow(running: Running, done: (body: unknown) => void): void {
    const look = () => {
      if (here.current) setWay({ at: "running", running, phase: running.phase.get() });
    };
    look();
    under.current = running;
    const unwatch = running.phase.watch(look);
    void running.fate.then((fate) => {
      unwatch();
      busy.current = false;
      if (fate.kind === "done") {
        // Also where the reader went elsewhere meanwhile: the secret is not lost.
        showSecret(running.command, fate.body);
        if (here.current) {
          setWay({ at: "idle" });
          done(fate.body);
        } else {
          dropLeftover(running.command.key, false);
          changes.set({ kind: "many" });
        }
        return;
      }
      if (!here.current) return;
      if (fate.kind === "unseen") {
        setWay({ at: "unseen", token: fate.token, command: running.command });
        return;
      }
      setWay({ at: "refused", fate });
    });
  }

  return {
    way,
    locked: way.at === "running",
    send(make, done) {
      if (busy.current) return;
      busy.current = true;
      follow(start(make()), done);
    },
    resume(command, done) {
      if (busy.current) return;
      busy.current = true;
      follow(start(command, true), done);
    },
    clear: () => setWay({ at: "idle" }),
  };
}

/** What the dialog says of the command, where the question was. */
export function Told(props: { way: Way; elsewhere?: (problem: Problem) => boolean }) {
  return (
    <div role="status" class="answer">
      {said(props.way, props.elsewhere)}
    </div>
  );
}

function said(way: Way, elsewhere: ((problem: Problem) => boolean) | undefined) {
  if (way.at === "idle") return null;
  if (way.at === "running") return <Progress running={way.running} phase={way.phase} />;
  if (way.at === "unseen") {
    return (
      <p class="notice warn">
        {verbOf(way.command) === "create" ? "Created" : "Done"}, but its secret cannot be shown
        again.
      </p>
    );
  }
  if (elsewhere?.(way.fate.problem)) return null;
  return <p class="notice bad">{refusalText(way.fate)}</p>;
}

function Progress(props: { running: Running; phase: Phase }) {
  const { command } = props.running;
  if (props.phase === "sending") return <p class="notice">One moment…</p>;
  const unknown = (
    <>
      Not known yet whether <Name of={command.name} /> was {pastOf(command)}.
    </>
  );
  if (props.phase === "asking") return <p class="notice warn">{unknown} Asking…</p>;
  return (
    <p class="notice warn">
      {unknown}{" "}
      <button type="button" onClick={props.running.askAgain}>
        Ask again
      </button>
    </p>
  );
}

function refusalText(fate: Extract<Fate, { kind: "refused" }>): string {
  const { problem } = fate;
  const name = nameOf(problem);
  if (fate.unsure) {
    const refused = `An earlier try had no answer, and this one was refused: ${problem.detail}`;
    return `${refused} Look whether it was done before you try again.`;
  }
  if (problem.status === 401) return "Your session has ended. Nothing was done.";
  if (name === "token-quota") return problem.detail;
  if (problem.status === 429) return `Too many requests. Again in ${fate.retryAfter ?? 1} s.`;
  if (problem.status === 503) return "The server cannot do it now. Nothing was done.";
  if (name === "conflict") {
    return problem.command_id === undefined
      ? "Changed elsewhere just then. Nothing was done."
      : "Done, then replaced elsewhere.";
  }
  if (name === "owner-suspended") return "The operator has suspended these tokens.";
  return problem.detail;
}

export function refusedWith(way: Way): Problem | null {
  return way.at === "refused" ? way.fate.problem : null;
}
