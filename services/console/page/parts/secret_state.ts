// The one secret that is shown, in memory alone: until its reader says that it is stored, or the
// page goes away.

import { addLeftover, type Command, forget, makesSecret } from "../api/commands";
import type { TokenWithSecret } from "../api/types";
import { Store } from "../store";

export interface Shown {
  token: TokenWithSecret;
  /** Seconds for which the old secret works on; null: there is none. */
  overlap: number | null;
  regenerated: boolean;
  command: Command;
}

export const shown = new Store<Shown | null>(null);

/** Something is being asked or shown that a reader should not lose by a stray key. */
const ask = (event: BeforeUnloadEvent) => event.preventDefault();

export function showSecret(command: Command, body: unknown): void {
  if (!makesSecret(command)) return;
  const asked = command.body as { overlap?: number } | undefined;
  const regenerated = command.path.endsWith("/regenerate");
  shown.set({
    token: body as TokenWithSecret,
    overlap: asked?.overlap ? asked.overlap : null,
    regenerated,
    command,
  });
  addEventListener("beforeunload", ask);
}

/** On its reader's word. */
export function stored(): void {
  const now = shown.get();
  if (now !== null) forget(now.command.key);
  wipe();
}

function wipe(): void {
  removeEventListener("beforeunload", ask);
  shown.set(null);
  for (const element of document.querySelectorAll("[data-secret]")) element.textContent = "";
}

// Also what the browser keeps of a page for Back shows no secret.
addEventListener("pagehide", () => {
  const now = shown.get();
  if (now !== null) addLeftover(now.command); // it may be asked for again
  wipe();
});
