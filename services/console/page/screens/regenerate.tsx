// Regenerate: a new secret and a new expiry. What becomes of the old secret is chosen, not preset:
// both mistakes cost.

import { useId, useState } from "preact/hooks";
import { now } from "../api/clock";
import type { Token, TokenWithSecret } from "../api/types";
import { Answers } from "../parts/answers";
import { defaultExpiry, type Expiry, ExpiryField, expiryMember } from "../parts/expiry";
import { type Faults, type Field, faultsOf, useFaultFocus } from "../parts/faults";
import { Foot } from "../parts/foot";
import { Name } from "../parts/name";
import { useTokenCommand } from "../parts/token_command";
import { Both, Gone, TokenDialog } from "../parts/token_dialog";
import { Ago } from "../parts/when";
import { type KnownPolicy, usePolicy } from "../policy";
import { closeDialog, finishDialog } from "../router";
import { useSession } from "../session_use";
import { changes, type Seen } from "../tokens";
import { count } from "../words/times";

const fields: readonly Field[] = ["expires", "overlap"];
const hour = 3600;
const overlaps = [900, hour, 8 * hour, 24 * hour, 72 * hour, 168 * hour];

export function RegenerateDialog(props: { id: string }) {
  const policy = usePolicy();
  return (
    <TokenDialog
      id={props.id}
      ready={policy !== null}
      title={(token) =>
        token === null ? (
          "Regenerate"
        ) : (
          <>
            Regenerate <Name of={token.name} />?
          </>
        )
      }
    >
      {(seen, lock) => {
        if (seen.token.status === "revoked") return <Revoked />;
        if (policy === null) return <p class="muted">One moment…</p>;
        return <RegenerateForm seen={seen} lock={lock} policy={policy} />;
      }}
    </TokenDialog>
  );
}

function Revoked() {
  return (
    <>
      <p class="notice">It was revoked, for ever. It can only be deleted.</p>
      <footer>
        <button type="button" data-first onClick={closeDialog}>
          Close
        </button>
      </footer>
    </>
  );
}

/** Null: not chosen yet. 0: it stops at once. */
type Old = number | null;

interface FormProps {
  seen: Seen;
  policy: KnownPolicy;
  lock: (locked: boolean) => void;
}

function RegenerateForm(props: FormProps) {
  const { session } = useSession();
  const { token } = props.seen;
  const expired = Date.parse(token.expires_at) <= now();
  const [old, setOld] = useState<Old>(expired ? 0 : null);
  const [expiry, setExpiry] = useState<Expiry>(() => defaultExpiry(props.policy));
  const [own, setOwn] = useState<Faults>({});
  const { command, refused, gone, meanwhile, send } = useTokenCommand(props.seen, props.lock);
  const faults: Faults = { ...faultsOf(refused, fields), ...own };
  useFaultFocus(faults, refused ?? own);

  function regenerate(over: Seen) {
    const wrong: Faults = {};
    const member = expiryMember(expiry, props.policy);
    if (old === null) wrong.overlap = "Choose: what happens to the old secret?";
    if (typeof member === "string") wrong.expires = member;
    setOwn(wrong);
    if (Object.keys(wrong).length > 0) return;
    const body = { ...(member as object), ...(old ? { overlap: old } : {}) };
    send(over, { method: "POST", under: "/regenerate", body }, (answer) => {
      const { secret: _, ...made } = answer as TokenWithSecret;
      changes.set({ kind: "changed", token: made });
      finishDialog();
    });
  }

  if (gone) return <Gone id={token.id} />;
  if (meanwhile !== null) {
    return (
      <>
        <p class="notice warn" role="status">
          It was changed elsewhere meanwhile. Nothing was done.
        </p>
        <Both now={meanwhile.token} mine={token} mineIs="As you saw it" />
        <footer>
          <button type="button" data-first onClick={() => finishDialog()}>
            Keep what is there
          </button>
          <button type="button" class="primary" onClick={() => regenerate(meanwhile)}>
            Regenerate all the same
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
        regenerate(props.seen);
      }}
    >
      <p>
        {token.last_used_at === null ? (
          "No use seen. "
        ) : (
          <>
            Last used <Ago at={token.last_used_at} />.{" "}
          </>
        )}
        Name, permissions, id stay.
      </p>
      {expired ? (
        <p>
          Its old secret …<code>{token.hint}</code> has expired, and stays dead.
        </p>
      ) : (
        <OldField
          token={token}
          policy={props.policy}
          value={old}
          onChange={setOld}
          fault={faults.overlap ?? null}
        />
      )}
      <ExpiryField
        legend="New expiry"
        value={expiry}
        policy={props.policy}
        fault={faults.expires ?? null}
        onChange={setExpiry}
      />
      {token.id === session.token && (
        <p class="notice warn">
          You are signed in with this token. Sign in with the new secret afterwards.
        </p>
      )}
      <Answers command={command} fields={fields} />
      <Foot locked={command.locked} onCancel={closeDialog}>
        Regenerate
      </Foot>
    </form>
  );
}

interface OldProps {
  token: Token;
  policy: KnownPolicy;
  value: Old;
  fault: string | null;
  onChange: (value: Old) => void;
}

function OldField(props: OldProps) {
  const id = useId();
  const [length, setLength] = useState(hour);
  const left = (Date.parse(props.token.expires_at) - now()) / 1000;
  const offered = overlaps.filter((one) => one <= props.policy.overlap_max && one <= left);
  const chosen = offered.includes(length) ? length : (offered[0] ?? 0);
  return (
    <fieldset class="field" data-field="overlap">
      <legend>
        Old secret …<code>{props.token.hint}</code>
      </legend>
      <label class="option">
        <input
          type="radio"
          name={id}
          checked={props.value === 0}
          data-first
          onChange={() => props.onChange(0)}
        />
        <span>
          <strong>stops at once</strong>
          <span class="hint">It leaked. What still uses it fails until it has the new one.</span>
        </span>
      </label>
      {offered.length > 0 && (
        <div class="option split">
          <label>
            <input
              type="radio"
              name={id}
              checked={props.value !== null && props.value > 0}
              onChange={() => props.onChange(chosen)}
            />
            <span>
              <strong>works on for</strong>
            </span>
          </label>
          <select
            aria-label="How long the old secret works on"
            value={chosen}
            onChange={(event) => {
              const seconds = Number(event.currentTarget.value);
              setLength(seconds);
              props.onChange(seconds);
            }}
          >
            {offered.map((seconds) => (
              <option key={seconds} value={seconds}>
                {lengthOf(seconds)}
              </option>
            ))}
          </select>
          <span class="hint">You swap it meanwhile, without a gap.</span>
        </div>
      )}
      {props.fault !== null && <p class="fault">{props.fault}</p>}
    </fieldset>
  );
}

function lengthOf(seconds: number): string {
  if (seconds < hour) return count(seconds / 60, "minute");
  return seconds < 48 * hour ? count(seconds / hour, "hour") : count(seconds / hour / 24, "day");
}
