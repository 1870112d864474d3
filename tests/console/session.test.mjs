// Who is signed in, and when that ends.

import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import {
  assertNothingStrange,
  Browser,
  button,
  dialog,
  more,
  row,
  signIn,
  store,
  until,
} from "./browser.mjs";
import { Ledger } from "./ledger.mjs";

let ledger;
let browser;
let page;

before(async () => {
  ledger = await Ledger.start();
  browser = await Browser.start();
});
after(async () => {
  await browser?.stop();
  await ledger?.remove();
});
afterEach(async () => {
  await page?.close();
  await browser.context.clearCookies();
});

const issue = (name, more = {}) =>
  ledger.issue("alice", name, { scopes: ["*"], expires_in: 7_776_000, ...more });
const signInPage = () => page.locator("h1", { hasText: "Sign in" });

test("A bad token, one that may not manage tokens, a good one", async () => {
  const weak = await issue("weak", { scopes: ["repo:read"] });
  const good = await issue("good");
  page = await browser.tab(ledger);
  await page.goto(`${ledger.origin}/tokens/new`);
  await page.getByText("Not encrypted: others can read it.").waitFor();
  await signIn(page, "tl_mistyped");
  await page.getByText("Not a good token: mistyped, expired or revoked.").waitFor();
  await signIn(page, weak.secret);
  await page.getByText("This token may not manage tokens.").waitFor();
  await signIn(page, good.secret);
  // In place: what was asked for is there.
  await dialog(page).getByLabel("Name").waitFor();
  assert.equal(new URL(page.url()).pathname, "/tokens/new");
  assert.ok(!(await page.content()).includes(good.secret));
  assertNothingStrange(page);
});

test("The cookie is out of every script's reach, and of no use elsewhere", async () => {
  const own = await issue("cookie");
  page = await browser.signedIn(ledger, own.secret);
  const [cookie] = await browser.context.cookies();
  assert.equal(cookie.name, "tokenledger");
  assert.ok(cookie.httpOnly);
  assert.equal(cookie.sameSite, "Strict");
  assert.equal(await page.evaluate(() => document.cookie), "");
  const door = await page.evaluate(() => fetch("/auth/request").then((answer) => answer.status));
  assert.equal(door, 401);
});

test("Sign out; sign out everywhere ends the other browser's session too", async () => {
  const own = await issue("leaves");
  page = await browser.signedIn(ledger, own.secret);
  const other = await Browser.start();
  try {
    const theirs = await other.signedIn(ledger, own.secret);
    await row(theirs, "leaves").waitFor();
    await button(page, "Signed in as alice").click();
    await button(page, "Sign out").click();
    await page.getByText("Signed out.").waitFor();
    await theirs.reload();
    await row(theirs, "leaves").waitFor();
    await signIn(page, own.secret);
    await row(page, "leaves").waitFor();
    await button(page, "Signed in as alice").click();
    await button(page, "Sign out everywhere").click();
    await page.getByText("Signed out everywhere.").waitFor();
    await theirs.getByText("Your session has ended", { exact: true }).waitFor();
  } finally {
    await other.stop();
  }
});

test("Deleting the token behind the session signs out, and says so before", async () => {
  const own = await issue("goes itself");
  page = await browser.signedIn(ledger, own.secret);
  await row(page, "goes itself").getByText("This sign-in").waitFor();
  await more(page, "goes itself", "Delete");
  await dialog(page)
    .getByText(/This signs you out/)
    .waitFor();
  await button(page, "Delete for ever").click();
  await page.getByText("Signed out: the token you signed in with is deleted.").waitFor();
});

test("Regenerating the token behind the session, with the answer lost, is finished", async () => {
  const own = await issue("swaps itself");
  page = await browser.signedIn(ledger, own.secret);
  await page.route(/\/regenerate$/, async (route) => {
    await route.fetch();
    return route.abort();
  });
  await more(page, "swaps itself", "Regenerate");
  await dialog(page).getByText("stops at once").click();
  await dialog(page).locator("label", { hasText: "7 days" }).click();
  await dialog(page).getByRole("button", { name: "Regenerate", exact: true }).click();
  await page.getByText(/Not known yet/).waitFor();
  await page.unroute(/\/regenerate$/);
  await page.goto(`${ledger.origin}/tokens`);
  await signInPage().waitFor(); // the session died by it
  await page.getByText(/Unfinished: regenerate/).waitFor();
  await button(page, "Finish it").click();
  const secret = page.locator("[data-secret]");
  await secret.waitFor();
  const fresh = await secret.textContent();
  await store(page);
  await signIn(page, fresh);
  await row(page, "swaps itself").waitFor();
});

test("A suspended owner's session ends at the next request", async () => {
  const own = await ledger.issue("carol", "hers", { scopes: ["*"] });
  page = await browser.signedIn(ledger, own.secret);
  await row(page, "hers").waitFor();
  await ledger.ask(ledger.operator, "POST", "/v1/owners/carol/suspend");
  await page.getByText("Your session has ended", { exact: true }).waitFor();
});

test("A token's own page tells its story, sign-ins too", async () => {
  const own = await issue("tells");
  page = await browser.signedIn(ledger, own.secret);
  const { id } = await ledger.issue("alice", "story", { scopes: ["repo:read"] });
  await ledger.ask(own.secret, "PATCH", `/v1/tokens/${id}`, { name: "a story", scopes: [] });
  await ledger.ask(own.secret, "POST", `/v1/tokens/${id}/regenerate`, { overlap: 3600 });
  await ledger.ask(own.secret, "DELETE", `/v1/tokens/${id}`);
  await page.goto(`${ledger.origin}/tokens/${id}`);
  const lines = page.locator(".timeline li");
  await lines.nth(3).waitFor();
  const told = (await lines.allTextContents()).join("\n");
  assert.match(told, /made it: “story”, with repo:read/);
  assert.match(told, /renamed it from “story” to “a story”, and gave it no access instead of/);
  assert.match(told, /made a new secret …\w{4}.*; the old one (works|worked) until/);
  assert.match(told, /deleted it, for ever/);
  await page.goto(`${ledger.origin}/tokens/${own.id}`);
  await page.getByText(/Somebody signed in with it, until/).waitFor();
});

test("Another page's form changes nothing", async () => {
  const own = await issue("target");
  page = await browser.signedIn(ledger, own.secret);
  const foreign = await page.evaluate(() =>
    fetch("/v1/tokens", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: '{"name":"forged"}',
    }).then((answer) => answer.status),
  );
  assert.equal(foreign, 403); // without the header that no form can send
  assert.equal((await ledger.tokensOf("alice", "forged")).length, 0);
});

test("The server silent at first: it says so, and tries again when told", async () => {
  page = await browser.tab(ledger);
  await page.route(/\/v1\/session$/, (route) => route.abort());
  await page.goto(`${ledger.origin}/tokens`);
  await page.getByText("The server does not answer").waitFor();
  await page.unroute(/\/v1\/session$/);
  await button(page, "Try again").click();
  await signInPage().waitFor();
  await until("its title", async () => (await page.title()).startsWith("Sign in"));
});
