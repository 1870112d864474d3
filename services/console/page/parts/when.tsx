// A moment: how far away, and exactly.

import { useEffect, useState } from "preact/hooks";
import { now } from "../api/clock";
import { exactly, relative } from "../words/times";

/** Redraws now and then, for what is relative to the present; not while `held`. */
export function useMinute(): number {
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((count) => count + 1), 20_000);
    return () => clearInterval(timer);
  }, []);
  return now();
}

/** Both lines. `always`: the second is always visible, else on hover or focus of its row. */
export function When(props: { at: string | null; always?: boolean; none?: string }) {
  const present = useMinute();
  if (props.at === null) return <span class="muted">{props.none ?? "No use seen"}</span>;
  return (
    <time class="when" dateTime={props.at}>
      <span>{relative(props.at, present)}</span>
      <span class={props.always ? "exact" : "exact quiet"}>{exactly(props.at)}</span>
    </time>
  );
}

/** In a sentence: "3 minutes ago". */
export function Ago(props: { at: string }) {
  const present = useMinute();
  return (
    <time dateTime={props.at} title={exactly(props.at)}>
      {relative(props.at, present)}
    </time>
  );
}

/** In a sentence: "24 Dec 2026, 12:46". */
export function Exactly(props: { at: string | number }) {
  return <time dateTime={new Date(props.at).toISOString()}>{exactly(props.at)}</time>;
}
