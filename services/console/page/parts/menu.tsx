// A button and its popover of buttons.

import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { useLayer } from "./dialog";

interface MenuProps {
  /** What the button is called; what it shows may be less. */
  label: string;
  face: ComponentChildren;
  className?: string;
  /** `close` hides the menu; the button is what dialogs return to. */
  children: (close: () => void, button: () => HTMLElement | null) => ComponentChildren;
}

export function Menu(props: MenuProps) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const sheet = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  useLayer(open);
  useEffect(() => {
    const element = sheet.current;
    if (element === null) return undefined;
    const onToggle = (event: Event) => {
      const opened = (event as ToggleEvent).newState === "open";
      setOpen(opened);
      if (opened) put(element, button.current);
    };
    const follow = () => {
      if (element.matches(":popover-open")) put(element, button.current);
    };
    element.addEventListener("beforetoggle", onToggle);
    addEventListener("resize", follow);
    addEventListener("scroll", follow, { passive: true });
    return () => {
      element.removeEventListener("beforetoggle", onToggle);
      removeEventListener("resize", follow);
      removeEventListener("scroll", follow);
    };
  }, []);
  const close = () => sheet.current?.hidePopover();
  return (
    <>
      <button
        ref={button}
        type="button"
        class={props.className ?? ""}
        aria-label={props.label}
        aria-expanded={open}
        popovertarget={id}
      >
        {props.face}
      </button>
      <div id={id} ref={sheet} popover="auto" class="menu" role="group" aria-label={props.label}>
        {open && props.children(close, () => button.current)}
      </div>
    </>
  );
}

/** Below the button, above it where there is no room; its right edge at the button's. */
function put(sheet: HTMLElement, button: HTMLElement | null): void {
  if (button === null) return;
  const at = button.getBoundingClientRect();
  const below = innerHeight - at.bottom;
  const roomy = below > 200 || below > at.top;
  sheet.style.top = roomy ? `${at.bottom + 4}px` : "auto";
  sheet.style.bottom = roomy ? "auto" : `${innerHeight - at.top + 4}px`;
  sheet.style.right = `${Math.max(8, document.documentElement.clientWidth - at.right)}px`;
}
