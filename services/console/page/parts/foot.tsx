// The two buttons at the end of a dialog. While a command is under way they keep the focus, and do
// nothing.

import type { ComponentChildren } from "preact";

interface FootProps {
  locked: boolean;
  onCancel: () => void;
  /** Absent: there is nothing to do but leave. */
  children?: ComponentChildren;
  cancel?: string;
  danger?: boolean;
  barred?: boolean;
  focusCancel?: boolean;
}

export function Foot(props: FootProps) {
  return (
    <footer>
      <button
        type="button"
        aria-disabled={props.locked}
        data-first={props.focusCancel}
        onClick={() => !props.locked && props.onCancel()}
      >
        {props.cancel ?? "Cancel"}
      </button>
      {props.children !== undefined && (
        <button
          type="submit"
          class={props.danger ? "danger" : "primary"}
          aria-disabled={props.locked || props.barred}
        >
          {props.children}
        </button>
      )}
    </footer>
  );
}
