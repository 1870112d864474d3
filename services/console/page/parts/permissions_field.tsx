// What a token may do: nothing, chosen scopes, or all that its owner may.

import { Plus, X } from "lucide-preact";
import { useId, useState } from "preact/hooks";
import type { CatalogueEntry } from "../api/types";
import { type Access, covers, faultOf } from "../words/scopes";

export interface Choice {
  access: Access;
  scopes: string[];
}

export function scopesOf(choice: Choice): string[] {
  if (choice.access === "none") return [];
  return choice.access === "full" ? ["*"] : choice.scopes;
}

interface PermissionsProps {
  value: Choice;
  /** What the caller itself may: nobody hands on more. */
  have: readonly string[];
  /** Scopes that may stay whoever gave them. */
  kept: readonly string[];
  catalogue: readonly CatalogueEntry[];
  fault: string | null;
  onChange: (value: Choice) => void;
}

export function PermissionsField(props: PermissionsProps) {
  const id = useId();
  const { value } = props;
  const full = covers(props.have, "*");
  const option = (access: Access, title: string, told: string, barred = false) => (
    <label class={`option ${access}`}>
      <input
        type="radio"
        name={id}
        checked={value.access === access}
        disabled={barred}
        onChange={() => props.onChange({ ...value, access })}
      />
      <span>
        <strong>{title}</strong>
        <span class="hint">{barred ? `${told} Your sign-in lacks this.` : told}</span>
      </span>
    </label>
  );
  return (
    <fieldset class="field" data-field="scopes">
      <legend>Permissions</legend>
      {option("none", "No access", "Proves who you are, and may do nothing.")}
      {option("chosen", "Chosen permissions", "Only what you tick.")}
      {value.access === "chosen" && <Chooser {...props} />}
      {option("full", "Full access", "All that you may do. Whoever finds it is you.", !full)}
      {props.fault !== null && <p class="fault">{props.fault}</p>}
    </fieldset>
  );
}

function Chooser(props: PermissionsProps) {
  const [filter, setFilter] = useState("");
  const [other, setOther] = useState("");
  const [fault, setFault] = useState<string | null>(null);
  const id = useId();
  const { scopes } = props.value;
  const change = (next: string[]) => props.onChange({ access: "chosen", scopes: next });
  const toggle = (scope: string, on: boolean) =>
    change(on ? [...scopes, scope] : scopes.filter((one) => one !== scope));
  const listed = new Set(props.catalogue.map((entry) => entry.scope));
  const free = scopes.filter((scope) => !listed.has(scope));
  const sought = filter.trim().toLowerCase();
  const shown = props.catalogue.filter((entry) => {
    const text = `${entry.scope} ${entry.title} ${entry.description} ${entry.group}`;
    return text.toLowerCase().includes(sought);
  });
  const groups = [...new Set(shown.map((entry) => entry.group))];
  function add() {
    const scope = other.trim();
    const wrong = faultOf(scope) ?? (covers(props.have, scope) ? null : "Your sign-in lacks this.");
    setFault(wrong);
    if (wrong !== null) return;
    if (!scopes.includes(scope)) change([...scopes, scope]);
    setOther("");
  }
  return (
    <div class="chooser">
      {props.catalogue.length > 6 && (
        <input
          type="search"
          aria-label="Filter permissions"
          placeholder="Filter permissions"
          value={filter}
          onInput={(event) => setFilter(event.currentTarget.value)}
          onKeyDown={(event) => event.key === "Enter" && event.preventDefault()}
        />
      )}
      {groups.map((group) => (
        <fieldset class="group" key={group}>
          <legend>{group}</legend>
          {shown
            .filter((entry) => entry.group === group)
            .map((entry) => {
              const lacking = !covers(props.have, entry.scope) && !props.kept.includes(entry.scope);
              return (
                <label class="check" key={entry.scope}>
                  <input
                    type="checkbox"
                    checked={scopes.includes(entry.scope)}
                    disabled={lacking}
                    onChange={(event) => toggle(entry.scope, event.currentTarget.checked)}
                  />
                  <span>
                    {entry.title} <code>{entry.scope}</code>
                    <span class="hint">
                      {lacking
                        ? `${entry.description} Your sign-in lacks this.`
                        : entry.description}
                    </span>
                  </span>
                </label>
              );
            })}
        </fieldset>
      ))}
      {sought !== "" && shown.length === 0 && <p class="hint">No permission matches.</p>}
      {free.length > 0 && (
        <ul class="chips" aria-label="Others chosen">
          {free.map((scope) => (
            <li class="chip" key={scope}>
              {scope}
              <button
                type="button"
                aria-label={`Remove ${scope}`}
                onClick={() => toggle(scope, false)}
              >
                <X size={16} aria-hidden="true" />
              </button>
            </li>
          ))}
        </ul>
      )}
      <div class="other">
        <label for={`${id}-other`}>{listed.size > 0 ? "Other" : "Permission"}</label>
        <input
          id={`${id}-other`}
          type="text"
          value={other}
          placeholder="repo:read"
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          aria-invalid={fault !== null}
          aria-describedby={fault === null ? undefined : `${id}-fault`}
          onInput={(event) => setOther(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter") return;
            event.preventDefault();
            add();
          }}
        />
        <button type="button" onClick={add}>
          <Plus size={16} aria-hidden="true" />
          Add
        </button>
      </div>
      {fault !== null && (
        <p class="fault" id={`${id}-fault`}>
          {fault}
        </p>
      )}
    </div>
  );
}
