// Asking again by itself: every 5 s, while somebody sees the page and has used it lately.

import { useEffect, useRef } from "preact/hooks";
import { signIn } from "./session";

const every = 5_000;
const lately = 10 * 60_000;

let usedAt = performance.now();
for (const event of ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"]) {
  addEventListener(event, () => (usedAt = performance.now()), { passive: true });
}

/** `ask` is not called again before it has ended. */
export function usePolling(ask: () => Promise<void>): void {
  const latest = useRef(ask);
  latest.current = ask;
  useEffect(() => {
    let busy = false;
    const round = async () => {
      const who = signIn.get();
      if (busy || document.visibilityState !== "visible") return;
      if (performance.now() - usedAt > lately) return;
      if (who.at !== "in" || who.ended) return;
      busy = true;
      try {
        await latest.current();
      } finally {
        busy = false;
      }
    };
    const seen = () => void round();
    const timer = setInterval(seen, every);
    document.addEventListener("visibilitychange", seen);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", seen);
    };
  }, []);
}
