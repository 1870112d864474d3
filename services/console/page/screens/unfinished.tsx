// Commands that were sent from a dialog, or a page, that did not live to see the answer.

import { useState } from "preact/hooks";
import { type Command, dropLeftover, leftovers, makesSecret, verbOf } from "../api/commands";
import { Answers } from "../parts/answers";
import { useCommand } from "../parts/command";
import { Name } from "../parts/name";
import { useStore } from "../store";
import { changes } from "../tokens";

/** `caller`: the token behind the session; null: nobody is signed in. */
export function Unfinished(props: { caller: string | null }) {
  const commands = useStore(leftovers);
  const mine = commands.filter((command) =>
    props.caller === null ? isOwnRegeneration(command) : command.caller === props.caller,
  );
  if (mine.length === 0) return null;
  return (
    <ul class="unfinished" aria-label="Unfinished">
      {mine.map((command) => (
        <li key={command.key}>
          <One command={command} />
        </li>
      ))}
    </ul>
  );
}

/** It ended the session that it was sent with, and is answered all the same. */
function isOwnRegeneration(command: Command): boolean {
  return command.path === `/v1/tokens/${command.caller}/regenerate`;
}

function One(props: { command: Command }) {
  const { command } = props;
  const way = useCommand();
  const [over, setOver] = useState(false);
  const settled = way.way.at === "unseen" || way.way.at === "refused";
  function finish() {
    // It is known soon, and this line has to stay until it was read.
    way.resume(command, () => {
      changes.set({ kind: "many" });
      if (makesSecret(command)) dropLeftover(command.key, false);
      else setOver(true);
    });
  }
  return (
    <div class="notice warn">
      <p>
        Unfinished: {verbOf(command)} <Name of={command.name} />. {over && "Done."}
      </p>
      <Answers command={way} />
      <p class="ways">
        {!settled && !over && (
          <button type="button" aria-disabled={way.locked} onClick={finish}>
            Finish it
          </button>
        )}
        {!way.locked && (
          <button type="button" onClick={() => dropLeftover(command.key, true)}>
            {settled || over ? "Close" : "Forget it"}
          </button>
        )}
      </p>
    </div>
  );
}
