// Copies a text: by the clipboard's interface, or, over plain http, as a selection.

import { Check, Copy as CopyIcon } from "lucide-preact";
import { useRef, useState } from "preact/hooks";

type Told = "nothing" | "copied" | "by hand";

export function Copy(props: {
  text: () => string;
  /** Holds the text as it is shown: what is selected. */
  shown: () => HTMLElement | null;
  label: string;
  primary?: boolean;
  first?: boolean;
}) {
  const [told, setTold] = useState<Told>("nothing");
  const button = useRef<HTMLButtonElement>(null);
  async function copy() {
    setTold("nothing");
    const done = (await toClipboard(props.text())) || bySelection(props.shown());
    setTold(done ? "copied" : "by hand");
    if (done) button.current?.focus();
  }
  return (
    <span class="copy">
      <button
        ref={button}
        type="button"
        class={props.primary ? "primary" : ""}
        onClick={copy}
        aria-label={props.label}
        data-first={props.first}
      >
        {told === "copied" ? (
          <Check size={16} aria-hidden="true" />
        ) : (
          <CopyIcon size={16} aria-hidden="true" />
        )}
        Copy
      </button>
      <span role="status" class="told">
        {told === "copied" && "Copied"}
        {told === "by hand" && "Press Ctrl+C"}
      </span>
    </span>
  );
}

async function toClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false; // not there over plain http, or not allowed
  }
}

/** Leaves the text selected, so that Ctrl+C does it where this may not. */
function bySelection(element: HTMLElement | null): boolean {
  const selection = getSelection();
  if (element === null || selection === null) return false;
  const range = document.createRange();
  range.selectNodeContents(element);
  selection.removeAllRanges();
  selection.addRange(range);
  try {
    return document.execCommand("copy");
  } catch {
    return false;
  }
}
