// The new secret, shown once. Nothing ends it but its reader's word.

import { Check } from "lucide-preact";
import { useRef } from "preact/hooks";
import { now } from "../api/clock";
import { endedBy, signIn } from "../session";
import { useStore } from "../store";
import { soonTime } from "../words/times";
import { Copy } from "./copy";
import { Dialog } from "./dialog";
import { Name } from "./name";
import { type Shown, shown, stored } from "./secret_state";
import { Exactly } from "./when";

export function SecretDialog() {
  const secret = useStore(shown);
  return secret === null ? null : <Secret key={secret.command.key} of={secret} />;
}

function Secret(props: { of: Shown }) {
  const { token, overlap, regenerated } = props.of;
  const code = useRef<HTMLElement>(null);
  const line = useRef<HTMLElement>(null);
  const who = useStore(signIn);
  const own = regenerated && who.at === "in" && who.session.token === token.id;
  const oldEnds = Date.parse(token.updated_at) + (overlap ?? 0) * 1000;
  const curl = tryIt(location.origin);
  function done() {
    stored();
    if (own) endedBy("Sign in with the new secret.");
  }
  return (
    <Dialog
      title={
        <>
          Copy the secret of <Name of={token.name} /> now
        </>
      }
      focusHeading
      className="secret"
    >
      <p>Shown this once, never again.</p>
      <div class="secret-line" role="group" aria-label="The secret">
        <code ref={code} translate={false} data-secret class="value">
          {token.secret}
        </code>
        <Copy
          text={() => token.secret}
          shown={() => code.current}
          label="Copy the secret"
          primary
        />
      </div>
      {regenerated && (
        <p>
          {overlap === null ? (
            "The old secret works no more."
          ) : (
            <>The old secret works until {soonTime(oldEnds, now())}.</>
          )}
        </p>
      )}
      <p>
        It works until <Exactly at={token.expires_at} />.
      </p>
      {own && <p class="notice warn">Sign in with the new secret afterwards.</p>}
      <div class="try">
        <p id="try-it">Try it:</p>
        <div class="secret-line" role="group" aria-labelledby="try-it">
          <code ref={line} translate={false} class="value small">
            {curl}
          </code>
          <Copy text={() => curl} shown={() => line.current} label="Copy the command" />
        </div>
        <p class="small muted">Run, paste, Enter: history stays clean.</p>
      </div>
      <footer>
        <button type="button" class="primary" onClick={done}>
          <Check size={16} aria-hidden="true" />I have stored it
        </button>
      </footer>
    </Dialog>
  );
}

function tryIt(origin: string): string {
  const header = `printf 'Authorization: Bearer %s' "$T"`;
  return `read -rs T && ${header} | curl -H @- ${origin}/v1/self`;
}
