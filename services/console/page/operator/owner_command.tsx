// Suspend, resume, revoke all: with how many tokens are hit, before the button.

import { useEffect, useRef, useState } from "preact/hooks";
import { freshKey } from "../api/commands";
import { Answers } from "../parts/answers";
import { useCommand } from "../parts/command";
import { Dialog, NotLoaded } from "../parts/dialog";
import { Foot } from "../parts/foot";
import { TextField } from "../parts/text_field";
import { closeDialog, finishDialog, type OwnerDialog } from "../router";
import { endedBy } from "../session";
import { useSession } from "../session_use";
import { changes } from "../tokens";
import { count, number } from "../words/times";
import { findOwner, type Owner } from "./owner";

const paths = { suspend: "suspend", resume: "resume", revoke: "revoke-tokens" } as const;

export function OwnerCommand(props: { owner: string; dialog: OwnerDialog }) {
  const { owner, dialog } = props;
  const [found, setFound] = useState<Owner>({ at: "loading" });
  const locked = useRef(false);
  async function look() {
    setFound(await findOwner(owner));
  }
  useEffect(() => void look(), [owner]);
  return (
    <Dialog
      title={titleOf(owner, dialog)}
      onEscape={() => !locked.current && closeDialog()}
      focusOn={found.at}
    >
      {found.at === "loading" && <p class="muted">One moment…</p>}
      {found.at === "failed" && (
        <NotLoaded why="How many tokens that hits did not load." again={look} />
      )}
      {found.at === "here" && (
        <CommandForm
          owner={owner}
          dialog={dialog}
          tokens={found.state.tokens}
          lock={(now) => {
            locked.current = now;
          }}
        />
      )}
    </Dialog>
  );
}

function titleOf(owner: string, dialog: OwnerDialog): string {
  if (dialog === "suspend") return `Suspend ${owner}?`;
  return dialog === "resume" ? `Resume ${owner}?` : `Revoke all tokens of ${owner}?`;
}

interface FormProps {
  owner: string;
  dialog: OwnerDialog;
  tokens: number;
  lock: (locked: boolean) => void;
}

function CommandForm(props: FormProps) {
  const { owner, dialog, tokens } = props;
  const { session } = useSession();
  const [typed, setTyped] = useState("");
  const [fault, setFault] = useState<string | null>(null);
  const command = useCommand();
  useEffect(() => props.lock(command.locked), [command.locked]);
  function submit(event: Event) {
    event.preventDefault();
    if (dialog === "revoke" && typed.trim() !== owner) {
      setFault(`Type ${owner} to go on.`);
      return;
    }
    setFault(null);
    command.send(
      () => ({
        key: freshKey(),
        method: "POST",
        path: `/v1/owners/${encodeURIComponent(owner)}/${paths[dialog]}`,
        caller: session.token,
        name: owner,
      }),
      () => {
        changes.set({ kind: "many" });
        finishDialog();
        if (dialog === "revoke" && owner === session.owner) {
          endedBy("Signed out: all tokens of yours are revoked.");
        }
      },
    );
  }
  const verb = tokens === 1 ? "stops" : "stop";
  return (
    <form onSubmit={submit} noValidate>
      {dialog === "suspend" && (
        <p>
          {count(tokens, "token")} {verb} until you resume.
        </p>
      )}
      {dialog === "resume" && <p>{count(tokens, "token")} of theirs will be good again.</p>}
      {dialog === "revoke" && (
        <>
          <p>
            All {number(tokens)} {verb} at once, for ever. New ones can be made.
          </p>
          {owner === session.owner && (
            <p class="notice warn">Yours are among them. This signs you out.</p>
          )}
          <TextField
            field="owner"
            label={`Type ${owner}`}
            value={typed}
            fault={fault}
            plain
            first
            onInput={setTyped}
          />
        </>
      )}
      <Answers command={command} />
      <Foot
        locked={command.locked}
        onCancel={closeDialog}
        danger={dialog !== "resume"}
        focusCancel={dialog !== "revoke"}
      >
        {dialog === "suspend" && "Suspend"}
        {dialog === "resume" && "Resume"}
        {dialog === "revoke" && `Revoke all ${number(tokens)}`}
      </Foot>
    </form>
  );
}
