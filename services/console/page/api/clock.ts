// What time it is, by the server's clock: the reader's may be wrong by days.

let known: { server: number; at: number } | null = null;

/** From the Date header of an answer that came just now. */
export function hearDate(date: string | null): void {
  const server = date === null ? Number.NaN : Date.parse(date);
  if (Number.isNaN(server)) return;
  // The header says whole seconds, cut off. Keep a running estimate that only jumps when it is off
  // by more than that.
  const at = performance.now();
  const guess = known === null ? Number.NaN : known.server + (at - known.at);
  if (guess >= server && guess < server + 1500) return;
  known = { server, at };
}

/** Milliseconds since 1970. */
export function now(): number {
  return known === null ? Date.now() : known.server + (performance.now() - known.at);
}
