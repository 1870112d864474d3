// A labelled line of text, with what to write there and what is wrong with it.

import { useId } from "preact/hooks";

interface TextFieldProps {
  field: string;
  label: string;
  hint?: string;
  value: string;
  fault: string | null;
  first?: boolean;
  maxLength?: number;
  plain?: boolean;
  onInput: (value: string) => void;
}

export function TextField(props: TextFieldProps) {
  const id = useId();
  const told = props.fault ?? props.hint;
  return (
    <div class="field" data-field={props.field}>
      <label for={id}>{props.label}</label>
      <input
        id={id}
        type="text"
        dir="auto"
        value={props.value}
        required
        autocomplete="off"
        autocapitalize={props.plain ? "none" : "sentences"}
        spellcheck={!props.plain && undefined}
        maxLength={props.maxLength ?? 200}
        aria-invalid={props.fault !== null}
        aria-describedby={told === undefined ? undefined : `${id}-told`}
        data-first={props.first}
        onInput={(event) => props.onInput(event.currentTarget.value)}
      />
      {told !== undefined && (
        <p id={`${id}-told`} class={props.fault === null ? "hint" : "fault"}>
          {told}
        </p>
      )}
    </div>
  );
}
