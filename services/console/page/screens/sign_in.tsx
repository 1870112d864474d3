// Sign in with a token: sent once, in a body, for a session; kept nowhere.

import { Eye, EyeOff, LogIn } from "lucide-preact";
import { useId, useRef, useState } from "preact/hooks";
import { Dialog } from "../parts/dialog";
import { enter } from "../session";
import { Heading } from "./heading";

export function SignInPage(props: { why: string | null }) {
  return (
    <div class="sign-in">
      <Heading title="Sign in">Sign in</Heading>
      {props.why !== null && (
        <p class="notice" role="status">
          {props.why}
        </p>
      )}
      <SignInForm />
    </div>
  );
}

/** Over a page whose session has ended: what is on it stays. */
export function SignInDialog() {
  return (
    <Dialog title="Your session has ended">
      <p>Sign in to go on.</p>
      <SignInForm />
    </Dialog>
  );
}

function SignInForm() {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [shown, setShown] = useState(false);
  const [busy, setBusy] = useState(false);
  const [told, setTold] = useState<string | null>(null);
  async function submit(event: Event) {
    event.preventDefault();
    const input = field.current;
    if (input === null || busy) return;
    const token = input.value.trim();
    if (token === "") {
      setTold("Paste a token first.");
      input.focus();
      return;
    }
    setBusy(true);
    setTold(null);
    const refused = await enter(token);
    setBusy(false);
    setTold(refused);
    if (refused !== null) {
      field.current?.focus();
      field.current?.select();
    }
  }
  return (
    <form onSubmit={submit} noValidate>
      <div class="field">
        <label for={id}>Access token</label>
        <span class="joined">
          <input
            ref={field}
            id={id}
            name="token"
            type={shown ? "text" : "password"}
            autocomplete="current-password"
            autocapitalize="none"
            spellcheck={false}
            required
            aria-invalid={told !== null}
            aria-describedby={`${id}-hint`}
            data-first
          />
          <button type="button" aria-pressed={shown} onClick={() => setShown(!shown)}>
            {shown ? <EyeOff size={16} aria-hidden="true" /> : <Eye size={16} aria-hidden="true" />}
            Show
          </button>
        </span>
        <p id={`${id}-hint`} class="hint">
          Sent once, kept nowhere.
        </p>
      </div>
      {location.protocol === "http:" && (
        <p class="notice warn">Not encrypted: others can read it.</p>
      )}
      <div role="alert">{told !== null && <p class="notice bad">{told}</p>}</div>
      <footer>
        <button type="submit" class="primary" aria-disabled={busy}>
          <LogIn size={16} aria-hidden="true" />
          Sign in
        </button>
      </footer>
    </form>
  );
}
