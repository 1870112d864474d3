// A command on one token, in its dialog: over the token as it was seen, so that what was changed
// elsewhere meanwhile is shown and not overwritten.

import { useEffect, useState } from "preact/hooks";
import { type Command, freshKey } from "../api/commands";
import type { Problem } from "../api/types";
import { useSession } from "../session_use";
import { find, type Seen } from "../tokens";
import { type CommandWay, refusedWith, useCommand } from "./command";

interface Asked extends Pick<Command, "method" | "body"> {
  /** Behind the token's own path. */
  under?: string;
}

export interface TokenCommand {
  command: CommandWay;
  refused: Problem | null;
  /** The token was deleted elsewhere. */
  gone: boolean;
  /** What is there now, where it is not what was seen. */
  meanwhile: Seen | null;
  send: (over: Seen, asked: Asked, done: (answer: unknown) => void) => void;
}

/** `lock`: of the dialog, while the command is under way. */
export function useTokenCommand(seen: Seen, lock: (locked: boolean) => void): TokenCommand {
  const { session } = useSession();
  const { id, name } = seen.token;
  const command = useCommand();
  const refused = refusedWith(command.way);
  const [meanwhile, setMeanwhile] = useState<Seen | "gone" | null>(null);
  async function look(): Promise<void> {
    const found = await find(id);
    if (found.at === "here") setMeanwhile({ token: found.token, etag: found.etag });
    else setMeanwhile(found.at === "gone" ? "gone" : null);
  }
  useEffect(() => lock(command.locked), [command.locked]);
  useEffect(() => {
    if (refused?.status === 412) void look();
  }, [refused]);
  return {
    command,
    refused,
    gone: refused?.status === 404 || meanwhile === "gone",
    meanwhile: meanwhile === "gone" ? null : meanwhile,
    send(over, { under = "", ...asked }, done) {
      command.send(
        () => ({
          ...asked,
          key: freshKey(),
          path: `/v1/tokens/${encodeURIComponent(id)}${under}`,
          ifMatch: over.etag,
          caller: session.token,
          name,
        }),
        done,
      );
      setMeanwhile(null);
    },
  };
}
