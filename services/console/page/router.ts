// Where the reader is. One document has all routes; the URL says which, and a dialog is a route
// over the page that it was opened from.

import { Store, useStore } from "./store";

export type TokenDialog = "edit" | "regenerate" | "delete";
export type OwnerDialog = "suspend" | "resume" | "revoke";

export type Route =
  | { at: "list" }
  | { at: "new" }
  | { at: "token"; id: string; dialog: TokenDialog | null }
  | { at: "owner"; owner: string; dialog: OwnerDialog | null }
  | { at: "identify" }
  | { at: "ledger" }
  | { at: "nowhere" };

/** Kept by the browser with the entry of its history. */
interface Entry {
  /** The page below a dialog, as a URL. */
  under?: string;
  /** Cursors of the newer pages of a list. */
  newer?: string[];
}

export interface Place {
  path: string;
  query: URLSearchParams;
  entry: Entry;
}

export const home = "/tokens";

const tokenDialogs: readonly string[] = ["edit", "regenerate", "delete"];
const ownerDialogs: readonly string[] = ["suspend", "resume", "revoke"];

export function routeOf(path: string): Route {
  const parts = path.replace(/\/+$/, "").split("/").slice(1).map(decode);
  const [first, second, third, fourth] = parts;
  if (first !== "tokens") return { at: "nowhere" };
  if (second === undefined) return { at: "list" };
  if (second === "owners" && third !== undefined && parts.length <= 4) {
    if (fourth !== undefined && !ownerDialogs.includes(fourth)) return { at: "nowhere" };
    return { at: "owner", owner: third, dialog: (fourth ?? null) as OwnerDialog | null };
  }
  if (parts.length === 2) {
    if (second === "new" || second === "identify" || second === "ledger") return { at: second };
    return { at: "token", id: second, dialog: null };
  }
  if (parts.length === 3 && third !== undefined && tokenDialogs.includes(third)) {
    return { at: "token", id: second, dialog: third as TokenDialog };
  }
  return { at: "nowhere" };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function here(): Place {
  const entry = (history.state ?? {}) as Entry;
  return { path: location.pathname, query: new URLSearchParams(location.search), entry };
}

export const place = new Store<Place>(here());
addEventListener("popstate", () => place.set(here()));

export function urlOf(at: Place): string {
  const query = at.query.toString();
  return query === "" ? at.path : `${at.path}?${query}`;
}

export function go(url: string, entry: Entry = {}): void {
  history.pushState(entry, "", url);
  place.set(here());
}

export function replace(url: string, entry: Entry = {}): void {
  history.replaceState(entry, "", url);
  place.set(here());
}

export function usePlace(): Place {
  return useStore(place);
}

/** The page that stays visible under the dialog of `at`; `at` itself where there is none. */
export function pageUnder(at: Place): Place {
  const url = at.entry.under ?? defaultUnder(routeOf(at.path));
  if (url === null) return at;
  const [path = home, query = ""] = url.split("?");
  return { path, query: new URLSearchParams(query), entry: newerOf(at) };
}

function newerOf(at: Place): Entry {
  return at.entry.newer === undefined ? {} : { newer: at.entry.newer };
}

function defaultUnder(route: Route): string | null {
  if (route.at === "new") return home;
  if (route.at === "token" && route.dialog !== null) return tokenUrl(route.id);
  if (route.at === "owner" && route.dialog !== null) return ownerUrl(route.owner);
  return null;
}

export function tokenUrl(id: string, dialog?: TokenDialog): string {
  const url = `${home}/${encodeURIComponent(id)}`;
  return dialog === undefined ? url : `${url}/${dialog}`;
}

export function ownerUrl(owner: string, dialog?: OwnerDialog): string {
  const url = `${home}/owners/${encodeURIComponent(owner)}`;
  return dialog === undefined ? url : `${url}/${dialog}`;
}

let opener: HTMLElement | null = null;

/** Opens the dialog of `url` over this page. `from` has the focus again when it closes. */
export function openDialog(url: string, from: HTMLElement | null): void {
  opener = from;
  const at = place.get();
  go(url, { under: urlOf(pageUnder(at)), ...newerOf(at) });
}

/** Ends the dialog that is open, as its Cancel does. */
export function closeDialog(): void {
  const at = place.get();
  if (at.entry.under !== undefined) history.back();
  else replace(urlOf(pageUnder(at)));
}

/** Success: the dialog's entry becomes that of the page below, so that Back does not reopen it. */
export function finishDialog(url?: string): void {
  const at = place.get();
  if (url === undefined) replace(urlOf(pageUnder(at)), newerOf(at));
  else replace(url);
}

/** Gives the focus back to what opened the dialog, or to the heading where that is gone. */
export function focusOpener(): void {
  if (document.querySelector("dialog[open]")) return; // another one is, and will
  const target = opener?.isConnected ? opener : document.querySelector<HTMLElement>("h1");
  opener = null;
  target?.focus();
}

export function setOpener(element: HTMLElement | null): void {
  opener = element;
}
