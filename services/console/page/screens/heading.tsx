// The heading of a page: its title too, and where the focus is after a way from another page.

import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { place } from "../router";

let lastPath: string | null = null;

export function Heading(props: { title: string; children: ComponentChildren }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${props.title} · tokenledger`;
  }, [props.title]);
  useEffect(() => {
    const { path } = place.get();
    const moved = lastPath !== null && lastPath !== path;
    lastPath = path;
    if (moved && document.querySelector("dialog[open]") === null) heading.current?.focus();
  }, []);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {props.children}
    </h1>
  );
}
