// New access token.

import { useEffect, useRef, useState } from "preact/hooks";
import { type Command, freshKey } from "../api/commands";
import { Answers } from "../parts/answers";
import { refusedWith, useCommand } from "../parts/command";
import { Dialog } from "../parts/dialog";
import { defaultExpiry, type Expiry, ExpiryField, expiryMember } from "../parts/expiry";
import { type Faults, type Field, faultsOf, useFaultFocus } from "../parts/faults";
import { Foot } from "../parts/foot";
import { type Choice, PermissionsField, scopesOf } from "../parts/permissions_field";
import { TextField } from "../parts/text_field";
import { type KnownPolicy, usePolicy } from "../policy";
import { closeDialog, finishDialog } from "../router";
import { useSession } from "../session_use";
import { changes } from "../tokens";
import { looksSecret } from "../words/secrets";

const fields: readonly Field[] = ["owner", "name", "expires", "scopes"];

export function CreateDialog() {
  const policy = usePolicy();
  const locked = useRef(false);
  return (
    <Dialog
      title="New access token"
      onEscape={() => !locked.current && closeDialog()}
      focusOn={policy !== null}
    >
      {policy === null ? (
        <p class="muted">One moment…</p>
      ) : (
        <CreateForm
          policy={policy}
          lock={(now) => {
            locked.current = now;
          }}
        />
      )}
    </Dialog>
  );
}

function buttonText(choice: Choice): string {
  const count = scopesOf(choice).length;
  if (choice.access === "full") return "Create token with full access";
  if (count === 0) return "Create token with no access";
  return `Create token with ${count} permission${count === 1 ? "" : "s"}`;
}

function CreateForm(props: { policy: KnownPolicy; lock: (locked: boolean) => void }) {
  const { session, have } = useSession();
  const [owner, setOwner] = useState(session.operator ? presetOwner() : "");
  const [name, setName] = useState("");
  const [expiry, setExpiry] = useState<Expiry>(() => defaultExpiry(props.policy));
  const [choice, setChoice] = useState<Choice>({ access: "none", scopes: [] });
  const [own, setOwn] = useState<Faults>({});
  const command = useCommand();
  const refused = refusedWith(command.way);
  const faults: Faults = { ...faultsOf(refused, fields), ...own };
  useFaultFocus(faults, refused ?? own);
  useEffect(() => props.lock(command.locked), [command.locked]);

  function submit(event: Event) {
    event.preventDefault();
    const wrong: Faults = {};
    const member = expiryMember(expiry, props.policy);
    if (name.trim() === "") wrong.name = "A name is needed: what uses it, and where.";
    if (looksSecret(name)) wrong.name = "That is a secret. A name says what uses it.";
    if (session.operator && owner.trim() === "") wrong.owner = "Whose is it? An owner is needed.";
    if (typeof member === "string") wrong.expires = member;
    if (choice.access === "chosen" && choice.scopes.length === 0) {
      wrong.scopes = "Tick a permission, or choose no access.";
    }
    setOwn(wrong);
    if (Object.keys(wrong).length > 0) return;
    const body = {
      ...(session.operator ? { owner: owner.trim() } : {}),
      name: name.trim(),
      scopes: scopesOf(choice),
      ...(member as object),
    };
    command.send(
      (): Command => ({
        key: freshKey(),
        method: "POST",
        path: "/v1/tokens",
        body,
        caller: session.token,
        name: body.name,
      }),
      () => {
        changes.set({ kind: "made" });
        finishDialog();
      },
    );
  }

  return (
    <form onSubmit={submit} noValidate>
      {session.operator && (
        <TextField
          field="owner"
          label="Owner"
          hint="Whom it acts for"
          value={owner}
          fault={faults.owner ?? null}
          plain
          first={owner === ""}
          onInput={setOwner}
        />
      )}
      <TextField
        field="name"
        label="Name"
        hint="What uses it, and where"
        value={name}
        fault={faults.name ?? null}
        first={owner !== "" || !session.operator}
        onInput={setName}
      />
      <ExpiryField
        legend="Expires"
        value={expiry}
        policy={props.policy}
        fault={faults.expires ?? null}
        onChange={setExpiry}
      />
      <PermissionsField
        value={choice}
        have={have}
        kept={[]}
        catalogue={props.policy.catalogue}
        fault={faults.scopes ?? null}
        onChange={setChoice}
      />
      <Answers command={command} fields={fields} />
      <Foot locked={command.locked} onCancel={closeDialog}>
        {buttonText(choice)}
      </Foot>
    </form>
  );
}

/** On an owner's page: that owner. */
function presetOwner(): string {
  const under = (history.state as { under?: string } | null)?.under ?? "";
  const match = /^\/tokens\/owners\/([^/?]+)/.exec(under);
  return match?.[1] === undefined ? "" : decodeURIComponent(match[1]);
}
