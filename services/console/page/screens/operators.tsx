// What operators alone see comes when it is wanted: a file of its own.

import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { OwnerDialog, Place, Route } from "../router";

interface Parts {
  OperatorPages: ComponentType<{ page: Route; at: Place }>;
  OwnerCommand: ComponentType<{ owner: string; dialog: OwnerDialog }>;
}

let loaded: Promise<Parts> | null = null;

function useParts(): { parts: Parts | null; failed: boolean } {
  const [parts, setParts] = useState<Parts | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    loaded ??= import("../operator/index");
    loaded.then(setParts, () => {
      loaded = null;
      setFailed(true);
    });
  }, []);
  return { parts, failed };
}

export function OperatorPage(props: { page: Route; at: Place }) {
  const { parts, failed } = useParts();
  if (failed) {
    return (
      <p class="notice bad" role="status">
        This part of the page did not load. Load the page anew.
      </p>
    );
  }
  if (parts === null) {
    return (
      <p class="empty muted" role="status">
        One moment…
      </p>
    );
  }
  return <parts.OperatorPages {...props} />;
}

export function OperatorDialog(props: { owner: string; dialog: OwnerDialog }) {
  const { parts } = useParts();
  return parts === null ? null : <parts.OwnerCommand {...props} />;
}
