// What operators see and do.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  assertNothingStrange,
  Browser,
  button,
  create,
  dialog,
  row,
  store,
  until,
} from "./browser.mjs";
import { Ledger } from "./ledger.mjs";

let ledger;
let browser;
let page;
const secrets = [];

before(async () => {
  ledger = await Ledger.start();
  for (const name of ["one", "two", "three"]) {
    secrets.push(await ledger.issue("alice", name, { scopes: ["repo:read"] }));
  }
  await ledger.issue("bob", "his");
  browser = await Browser.start();
  page = await browser.signedIn(ledger, ledger.operator);
});
after(async () => {
  await browser?.stop();
  await ledger?.remove();
});

test("Everybody's tokens, with their owners", async () => {
  await row(page, "his").getByRole("link", { name: "bob" }).waitFor();
  await row(page, "one").getByRole("link", { name: "alice" }).click();
  await page.locator("h1", { hasText: "alice: 3 tokens" }).waitFor();
  assert.equal(await row(page, "his").count(), 0);
});

test("An operator makes a token for somebody", async () => {
  await page.goto(`${ledger.origin}/tokens`);
  await row(page, "his").waitFor();
  await button(page, "New access token").click();
  await dialog(page).getByLabel("Name").fill("for carol");
  await button(page, "Create token with no access").click();
  await dialog(page).getByText("Whose is it? An owner is needed.").waitFor();
  await dialog(page).getByLabel("Owner").fill("carol");
  await button(page, "Create token with no access").click();
  await page.locator("[data-secret]").waitFor();
  await store(page);
  await row(page, "for carol").waitFor();
  assert.equal((await ledger.tokensOf("carol")).length, 1);
});

test("On an owner's page it is theirs", async () => {
  await page.goto(`${ledger.origin}/tokens/owners/alice`);
  await row(page, "one").waitFor();
  await create(page, "four");
  await store(page);
  assert.equal((await ledger.tokensOf("alice", "four")).length, 1);
});

test("Suspend and resume, with how many are hit", async () => {
  await button(page, "Suspend").click();
  await dialog(page).getByText("4 tokens stop until you resume.").waitFor();
  await dialog(page).getByRole("button", { name: "Suspend", exact: true }).click();
  await row(page, "one").getByText("Suspended").waitFor();
  assert.equal((await ledger.ask(secrets[0].secret, "GET", "/v1/self")).status, 401);
  await button(page, "Resume").click();
  await dialog(page).getByText("4 tokens of theirs will be good again.").waitFor();
  await dialog(page).getByRole("button", { name: "Resume", exact: true }).click();
  await row(page, "one").getByText("Active").waitFor();
  assert.equal((await ledger.ask(secrets[0].secret, "GET", "/v1/self")).status, 200);
});

test("Whose is this? The field is cleared at once; dead ones are known too", async () => {
  const [one, two] = secrets;
  await ledger.ask(ledger.operator, "DELETE", `/v1/tokens/${two.id}`);
  await page.goto(`${ledger.origin}/tokens/identify`);
  const field = page.getByLabel("Token that was found");
  await field.fill(one.secret);
  await button(page, "Look up").click();
  await page.getByText(/A secret that works of “one” of/).waitFor();
  assert.equal(await field.inputValue(), "");
  assert.ok(!(await page.content()).includes(one.secret));
  await field.fill(two.secret);
  await button(page, "Look up").click();
  await page.getByText(/A dead secret of “two” of/).waitFor();
  await field.fill("tl_1py9vL0ZRLlJezM0kUoIXNMsggUyFmB6vgnRmjmWuhH0Iyayg");
  await button(page, "Look up").click();
  await page.getByText(/No token of this ledger, living or dead/).waitFor();
  assert.ok(!(page.asked ?? []).some((url) => url.includes("tl_")));
});

test("The ledger, live", async () => {
  await page.goto(`${ledger.origin}/tokens/ledger`);
  await page.locator("canvas").first().waitFor();
  const position = page.locator("[data-fact=position]");
  const before = await position.textContent();
  await ledger.issue("dave", "moves it");
  await until("the position", async () => (await position.textContent()) !== before);
  assertNothingStrange(page);
});

test("Revoke all, for ever: by typing whose", async () => {
  await page.goto(`${ledger.origin}/tokens/owners/alice`);
  await button(page, "Revoke all").click();
  await button(page, "Revoke all 3").click();
  await dialog(page).getByText("Type alice to go on.").waitFor();
  assert.equal((await ledger.ask(secrets[0].secret, "GET", "/v1/self")).status, 200);
  await dialog(page).getByLabel("Type alice").fill("alice");
  await button(page, "Revoke all 3").click();
  await row(page, "one").getByText("Revoked").waitFor();
  assert.equal((await ledger.ask(secrets[0].secret, "GET", "/v1/self")).status, 401);
  await row(page, "one")
    .getByRole("button", { name: /^More for/ })
    .click();
  assert.equal(await button(page, "Regenerate").count(), 0);
  assert.equal(await button(page, "Delete").count(), 1);
});
