// Names that somebody typed: they render as text, in a direction of their own, and spoof nothing.

/** In a sentence: “deploy”. */
export function Name(props: { of: string }) {
  return (
    <>
      “<bdi>{props.of}</bdi>”
    </>
  );
}

/** For an attribute or a title, where no element can isolate it. */
export function isolated(name: string): string {
  return `\u2068${name}\u2069`;
}
