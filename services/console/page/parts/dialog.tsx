// A modal dialog that ends only when told to: no click outside, no browser gesture, no second Esc.

import type { ComponentChildren } from "preact";
import { useEffect, useId, useLayoutEffect, useRef } from "preact/hooks";
import { closeDialog, focusOpener } from "../router";
import { Store } from "../store";

/** How many menus and dialogs are open. While any is, nothing below them is redrawn by itself. */
export const layers = new Store(0);

export function useLayer(open = true): void {
  useEffect(() => {
    if (!open) return undefined;
    layers.update((count) => count + 1);
    return () => layers.update((count) => count - 1);
  }, [open]);
}

interface DialogProps {
  title: ComponentChildren;
  /** What Esc does; without it Esc does nothing. */
  onEscape?: (() => void) | undefined;
  /** Where the focus is at first: the heading, or what has `autofocus`. */
  focusHeading?: boolean;
  /** Where it changes, what it asks for has come: the focus goes there. */
  focusOn?: unknown;
  className?: string;
  children: ComponentChildren;
}

export function Dialog(props: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const onEscape = useRef(props.onEscape);
  onEscape.current = props.onEscape;
  const titleId = useId();
  useLayer();
  useLayoutEffect(() => {
    const element = dialog.current;
    if (element === null) return undefined;
    const refuse = (event: Event) => event.preventDefault();
    // A browser without `closedby` closes at the second Esc whatever one does: open it again.
    const reopen = () => {
      if (element.isConnected && !element.open) element.showModal();
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || event.isComposing) return;
      if (document.querySelector("[popover]:popover-open")) return;
      event.preventDefault();
      event.stopPropagation();
      onEscape.current?.();
    };
    element.setAttribute("closedby", "none");
    element.addEventListener("cancel", refuse);
    element.addEventListener("close", reopen);
    element.addEventListener("keydown", onKey);
    element.showModal();
    if (props.focusHeading) heading.current?.focus();
    return () => {
      element.removeEventListener("close", reopen);
      element.close();
      queueMicrotask(focusOpener);
    };
  }, []);
  useLayoutEffect(() => {
    if (!props.focusHeading) dialog.current?.querySelector<HTMLElement>("[data-first]")?.focus();
  }, [props.focusOn]);
  return (
    <dialog ref={dialog} aria-labelledby={titleId} class={props.className ?? ""}>
      <h2 id={titleId} ref={heading} tabIndex={-1}>
        {props.title}
      </h2>
      {props.children}
    </dialog>
  );
}

/** In place of what a dialog asks for. */
export function NotLoaded(props: { why: string; again: () => void }) {
  return (
    <>
      <p class="notice bad" role="status">
        {props.why}
      </p>
      <footer>
        <button type="button" onClick={closeDialog}>
          Cancel
        </button>
        <button type="button" class="primary" onClick={props.again}>
          Try again
        </button>
      </footer>
    </>
  );
}
