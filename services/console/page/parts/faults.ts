// Which field a refusal speaks of.

import { useEffect } from "preact/hooks";
import { nameOf } from "../api/client";
import type { Problem } from "../api/types";

export type Field = "name" | "scopes" | "expires" | "owner" | "overlap";
export type Faults = Partial<Record<Field, string>>;

const byPointer: Record<string, Field> = {
  "/name": "name",
  "/scopes": "scopes",
  "/expires_in": "expires",
  "/expires_at": "expires",
  "/owner": "owner",
  "/overlap": "overlap",
};

const byName: Record<string, Field> = {
  "invalid-name": "name",
  "invalid-scopes": "scopes",
  "invalid-expires-in": "expires",
  "invalid-expires-at": "expires",
  "invalid-expiry": "expires",
  "invalid-owner": "owner",
  "invalid-overlap": "overlap",
  "owner-required": "owner",
  "other-owner": "owner",
  "scope-beyond-caller": "scopes",
  "scope-needs-operator": "scopes",
  "expiry-beyond-caller": "expires",
};

/** Faults of fields that the dialog has; empty: the refusal is of the whole. */
export function faultsOf(problem: Problem | null, fields: readonly Field[]): Faults {
  if (problem === null || (problem.status !== 400 && problem.status !== 403)) return {};
  const faults: Faults = {};
  const note = (field: Field | undefined, detail: string) => {
    if (field !== undefined && fields.includes(field)) faults[field] = detail;
  };
  for (const error of problem.errors ?? []) note(byPointer[error.pointer], error.detail);
  if (Object.keys(faults).length === 0) note(byName[nameOf(problem)], problem.detail);
  return faults;
}

/** Brings the focus to the first field at fault, once for each answer. */
export function useFaultFocus(faults: Faults, answer: unknown): void {
  useEffect(() => {
    const [first] = Object.keys(faults);
    if (first === undefined) return;
    const field = document.querySelector(`dialog [data-field="${first}"]`);
    const wanted = field?.querySelector<HTMLElement>(
      "input:checked, input[type=text], input, select",
    );
    wanted?.focus();
  }, [answer]);
}
