// What a dialog says of its command, with the ways on that an answer leaves open.

import { verbOf } from "../api/commands";
import { finishDialog, replace, tokenUrl } from "../router";
import { type CommandWay, Told } from "./command";
import { type Field, faultsOf } from "./faults";

export function Answers(props: {
  command: CommandWay;
  /** Those of the dialog: a refusal that speaks of one stands under it. */
  fields?: readonly Field[];
}) {
  const fields = props.fields ?? [];
  const { way } = props.command;
  return (
    <>
      <Told way={way} elsewhere={(problem) => Object.keys(faultsOf(problem, fields)).length > 0} />
      {way.at === "unseen" && way.token !== null && (
        <p class="ways">
          <button type="button" onClick={() => replace(tokenUrl(String(way.token), "regenerate"))}>
            Regenerate
          </button>
          <button type="button" onClick={() => replace(tokenUrl(String(way.token), "delete"))}>
            Delete
          </button>
        </p>
      )}
      {way.at === "refused" && way.fate.problem.command_id !== undefined && (
        <p class="ways">
          <button type="button" onClick={() => finishDialog()}>
            Look
          </button>
        </p>
      )}
      {way.at === "unseen" && way.token === null && verbOf(way.command) === "create" && (
        <p class="ways">
          <button type="button" onClick={() => finishDialog()}>
            Look
          </button>
        </p>
      )}
    </>
  );
}
