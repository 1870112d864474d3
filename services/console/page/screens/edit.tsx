// Edit: name and permissions. Secret and expiry stay.

import { useState } from "preact/hooks";
import type { Token } from "../api/types";
import { Answers } from "../parts/answers";
import { type Faults, type Field, faultsOf, useFaultFocus } from "../parts/faults";
import { Foot } from "../parts/foot";
import { Name } from "../parts/name";
import { type Choice, PermissionsField, scopesOf } from "../parts/permissions_field";
import { TextField } from "../parts/text_field";
import { useTokenCommand } from "../parts/token_command";
import { Both, Gone, TokenDialog } from "../parts/token_dialog";
import { Exactly } from "../parts/when";
import { usePolicy } from "../policy";
import { closeDialog, finishDialog } from "../router";
import { useSession } from "../session_use";
import { changes, type Seen } from "../tokens";
import { accessOf, sameScopes } from "../words/scopes";
import { looksSecret } from "../words/secrets";

const fields: readonly Field[] = ["name", "scopes"];

export function EditDialog(props: { id: string }) {
  return (
    <TokenDialog
      id={props.id}
      title={(token) =>
        token === null ? (
          "Edit"
        ) : (
          <>
            Edit <Name of={token.name} />
          </>
        )
      }
    >
      {(seen, lock) => <EditForm seen={seen} lock={lock} />}
    </TokenDialog>
  );
}

function EditForm(props: { seen: Seen; lock: (locked: boolean) => void }) {
  const { session, have } = useSession();
  const policy = usePolicy();
  const { token } = props.seen;
  const [name, setName] = useState(token.name);
  const [choice, setChoice] = useState<Choice>({
    access: accessOf(token.scopes),
    scopes: accessOf(token.scopes) === "chosen" ? token.scopes : [],
  });
  const [own, setOwn] = useState<Faults>({});
  const { command, refused, gone, meanwhile, send } = useTokenCommand(props.seen, props.lock);
  const faults: Faults = { ...faultsOf(refused, fields), ...own };
  useFaultFocus(faults, refused ?? own);

  const mine: Token = { ...token, name: name.trim(), scopes: scopesOf(choice) };

  function save(over: Seen) {
    const wrong: Faults = {};
    if (mine.name === "") wrong.name = "A name is needed: what uses it, and where.";
    if (looksSecret(mine.name)) wrong.name = "That is a secret. A name says what uses it.";
    if (choice.access === "chosen" && choice.scopes.length === 0) {
      wrong.scopes = "Tick a permission, or choose no access.";
    }
    setOwn(wrong);
    if (Object.keys(wrong).length > 0) return;
    const body = {
      ...(mine.name === over.token.name ? {} : { name: mine.name }),
      ...(sameScopes(mine.scopes, over.token.scopes) ? {} : { scopes: mine.scopes }),
    };
    if (Object.keys(body).length === 0) {
      finishDialog();
      return;
    }
    send(over, { method: "PATCH", body }, (answer) => {
      changes.set({ kind: "changed", token: answer as Token });
      finishDialog();
    });
  }

  if (gone) return <Gone id={token.id} />;
  if (meanwhile !== null) {
    return (
      <>
        <p class="notice warn" role="status">
          It was changed elsewhere meanwhile. Nothing was saved.
        </p>
        <Both now={meanwhile.token} mine={mine} mineIs="Yours" />
        <footer>
          <button
            type="button"
            data-first
            onClick={() => {
              changes.set({ kind: "changed", token: meanwhile.token });
              finishDialog();
            }}
          >
            Keep what is there
          </button>
          <button type="button" class="primary" onClick={() => save(meanwhile)}>
            Save mine
          </button>
        </footer>
      </>
    );
  }
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        save(props.seen);
      }}
    >
      <TextField
        field="name"
        label="Name"
        value={name}
        fault={faults.name ?? null}
        first
        onInput={setName}
      />
      <PermissionsField
        value={choice}
        have={have}
        kept={token.scopes}
        catalogue={policy?.catalogue ?? []}
        fault={faults.scopes ?? null}
        onChange={setChoice}
      />
      <p>
        Secret and expiry (<Exactly at={token.expires_at} />) stay.
      </p>
      {token.id === session.token && (
        <p class="notice warn">
          You are signed in with this token: what you take from it, you lose.
        </p>
      )}
      <Answers command={command} fields={fields} />
      <Foot locked={command.locked} onCancel={closeDialog}>
        Save
      </Foot>
    </form>
  );
}
