// Scopes, and what one allows of another (docs/http-api.md#scopes).

const ownScopes = ["ledger:tokens", "ledger:verify", "ledger:audit", "ledger:operate"];
const byOperatorsAlone = ["ledger:verify", "ledger:audit", "ledger:operate"];

const segment = "[a-z0-9][a-z0-9._-]*";
const form = new RegExp(`^(?:\\*|${segment}(?::${segment})*(?::\\*)?)$`);

/** What is wrong with it, in a sentence, or null. */
export function faultOf(scope: string): string | null {
  if (scope.length > 100) return "A permission has at most 100 characters.";
  if (!form.test(scope)) {
    return "Lower-case words of a-z 0-9 . _ - joined by “:”, like repo:read; the last may be *.";
  }
  if (scope.startsWith("ledger:") && !ownScopes.includes(scope)) {
    return "Under ledger: there are only tokens, verify, audit and operate.";
  }
  return null;
}

function coversOne(have: string, wanted: string): boolean {
  if (have === wanted || have === "ledger:operate") return true;
  if (byOperatorsAlone.includes(wanted)) return false;
  if (have === "*") return true;
  if (!have.endsWith(":*") || wanted.startsWith("ledger:")) return false;
  return wanted.startsWith(have.slice(0, -1));
}

export function covers(have: readonly string[], wanted: string): boolean {
  return have.some((scope) => coversOne(scope, wanted));
}

export type Access = "none" | "chosen" | "full";

export function accessOf(scopes: readonly string[]): Access {
  if (scopes.length === 0) return "none";
  return scopes.length === 1 && scopes[0] === "*" ? "full" : "chosen";
}

export function sameScopes(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((scope) => other.includes(scope));
}

/** "no access", "full access", "repo:read and wiki:read" */
export function inWords(scopes: readonly string[]): string {
  const access = accessOf(scopes);
  if (access === "none") return "no access";
  if (access === "full") return "full access";
  if (scopes.length === 1) return String(scopes[0]);
  return `${scopes.slice(0, -1).join(", ")} and ${scopes[scopes.length - 1]}`;
}
