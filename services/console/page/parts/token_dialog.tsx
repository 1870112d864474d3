// What the dialogs of one token share: it is fetched anew, so that they speak of what is there, and
// it may be gone.

import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import type { Token } from "../api/types";
import { closeDialog, finishDialog } from "../router";
import { changes, type Seen, useToken } from "../tokens";
import { accessOf } from "../words/scopes";
import { exactly } from "../words/times";
import { Permissions } from "./badges";
import { Dialog, NotLoaded } from "./dialog";
import { Name } from "./name";

interface TokenDialogProps {
  id: string;
  title: (token: Token | null) => ComponentChildren;
  /** What else it asks for has come. */
  ready?: boolean;
  /** `lock`: while true Esc does nothing. */
  children: (seen: Seen, lock: (locked: boolean) => void) => ComponentChildren;
}

export function TokenDialog(props: TokenDialogProps) {
  const [found, load] = useToken(props.id);
  const locked = useRef(false);
  const token = found.at === "here" ? found.token : null;
  return (
    <Dialog
      title={props.title(token)}
      onEscape={() => !locked.current && closeDialog()}
      focusOn={`${found.at} ${props.ready ?? true}`}
    >
      {found.at === "loading" && <p class="muted">One moment…</p>}
      {found.at === "gone" && <Gone id={props.id} />}
      {found.at === "failed" && <NotLoaded why={found.why} again={load} />}
      {found.at === "here" &&
        props.children({ token: found.token, etag: found.etag }, (now) => {
          locked.current = now;
        })}
    </Dialog>
  );
}

/** It was deleted elsewhere, before or while the dialog was open. */
export function Gone(props: { id: string }) {
  function leave() {
    changes.set({ kind: "deleted", id: props.id });
    finishDialog("/tokens");
  }
  return (
    <>
      <p class="notice warn" role="status">
        Already deleted.
      </p>
      <footer>
        <button type="button" class="primary" data-first onClick={leave}>
          Close
        </button>
      </footer>
    </>
  );
}

/** Two tokens side by side, or one under the other where there is no room. */
export function Both(props: { now: Token; mine: Token; mineIs: string }) {
  const secretMoved = props.now.hint !== props.mine.hint;
  return (
    <div class="both">
      <Side title="There now" of={props.now} secret={secretMoved} />
      <Side title={props.mineIs} of={props.mine} secret={secretMoved} />
    </div>
  );
}

function Side(props: { title: string; of: Token; secret: boolean }) {
  const { of } = props;
  return (
    <section aria-label={props.title}>
      <h3>{props.title}</h3>
      <p>
        <Name of={of.name} />
      </p>
      <Permissions scopes={of.scopes} all={accessOf(of.scopes) === "chosen"} />
      {props.secret && (
        <p class="small muted">
          Secret …<code>{of.hint}</code>, until {exactly(of.expires_at)}
        </p>
      )}
    </section>
  );
}
