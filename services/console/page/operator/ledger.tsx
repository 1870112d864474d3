// The ledger, live.
export function Ledger() {
  return null;
}
