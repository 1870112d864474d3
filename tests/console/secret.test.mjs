// A secret is shown once, and leaves on its reader's word alone.

import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import {
  assertNothingStrange,
  Browser,
  button,
  create,
  dialog,
  focused,
  heading,
  keptBy,
  more,
  row,
  store,
  until,
} from "./browser.mjs";
import { Ledger } from "./ledger.mjs";

let ledger;
let browser;
let page;
let laptop;

before(async () => {
  ledger = await Ledger.start();
  laptop = await ledger.issue("alice", "laptop", { scopes: ["*"], expires_in: 7_776_000 });
  browser = await Browser.start({ backForwardCache: true });
});
after(async () => {
  await browser?.stop();
  await ledger?.remove();
});
beforeEach(async () => {
  await page?.close({ runBeforeUnload: false });
  await browser.context.clearCookies();
  page = await browser.signedIn(ledger, laptop.secret);
});

const secret = () => page.locator("[data-secret]");

test("Esc, five times, keeps the secret", async () => {
  const made = await create(page, "by-escape");
  for (let i = 0; i < 5; ++i) await page.keyboard.press("Escape");
  assert.equal(await secret().textContent(), made);
  await store(page);
  assertNothingStrange(page);
});

test("A click beside the dialog keeps the secret", async () => {
  const made = await create(page, "by-click");
  await page.mouse.click(5, 5);
  await page.mouse.click(1270, 790);
  assert.equal(await secret().textContent(), made);
  await store(page);
});

test("Back while it is shown keeps it; Back behind it shows none", async () => {
  const made = await create(page, "by-back");
  await page.goBack();
  assert.equal(await secret().textContent(), made);
  await store(page);
  await page.goBack().catch(() => {});
  await page.goForward().catch(() => {});
  assert.equal(await secret().count(), 0);
  assert.ok(!(await page.content()).includes(made));
});

test("The secret is in nothing that the browser keeps, no URL, and no log", async () => {
  const made = await create(page, "kept-nowhere");
  const shown = await keptBy(page);
  // While it is shown it stands in the document, and there alone.
  assert.equal(shown.split(made).length - 1, 1, "once, as the text of its element");
  await store(page);
  const kept = await keptBy(page);
  const bare = made.slice(3, 46);
  for (const text of [bare, laptop.secret.slice(3, 46)]) {
    assert.ok(!kept.includes(text), "kept by the browser");
    assert.ok(!ledger.log.join("\n").includes(text), "in the program log");
  }
  for (const token of await ledger.tokensOf("alice")) assert.ok(!("secret" in token));
});

test("What the browser keeps of the page for Back shows no secret", async () => {
  const made = await create(page, "by-cache");
  page.on("dialog", (asked) => asked.accept());
  await page.goto(`${ledger.origin}/livez`);
  await page.goBack();
  await page.locator("h1").waitFor();
  assert.ok(!(await page.content()).includes(made));
  // Within ten minutes it can be asked for again, deliberately.
  await page.getByText(/Unfinished: create/).waitFor();
  await button(page, "Finish it").click();
  await until("it is shown again", async () => (await secret().textContent()) === made);
  await store(page);
  assert.equal((await ledger.tokensOf("alice", "by-cache")).length, 1);
});

test("The focus is on the words, never on the secret, and returns to what opened it", async () => {
  await create(page, "focus");
  assert.match(await focused(page), /^h2 Copy the secret of “focus” now$/);
  await store(page);
  await until("the opener", async () => (await focused(page)) === "button New access token");
});

test("Copy copies, and says so", async () => {
  await browser.context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const made = await create(page, "copied");
  await button(page, "Copy the secret").click();
  await dialog(page).getByText("Copied", { exact: true }).waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), made);
  await store(page);
});

test("Over plain http, from another machine, all works, and Copy copies", async () => {
  // A name that is not this machine's own is no secure context, as over a network.
  const flag = "--host-resolver-rules=MAP ledger.test 127.0.0.1";
  const plain = await Browser.start({ flags: [flag] });
  ledger.host = "ledger.test";
  try {
    const far = await plain.signedIn(ledger, laptop.secret);
    assert.equal(await far.evaluate(() => isSecureContext), false);
    const made = await create(far, "copied plainly");
    await button(far, "Copy the secret").click();
    await dialog(far).getByText("Copied", { exact: true }).waitFor();
    assert.equal(await far.evaluate(() => getSelection().toString()), made);
    await store(far);
    await button(far, "New access token").click();
    await dialog(far).getByLabel("Name").press("Control+V");
    assert.equal(await dialog(far).getByLabel("Name").inputValue(), made);
    await button(far, "Create token with no access").click();
    await dialog(far).getByText("That is a secret.").waitFor();
    await far.keyboard.press("Escape");
  } finally {
    ledger.host = "127.0.0.1";
    await plain.stop();
  }
});

test("Regenerate asks what becomes of the old secret, and shows the new one once", async () => {
  const old = await ledger.issue("alice", "swapped", { scopes: ["repo:read"] });
  await page.reload();
  await more(page, "swapped", "Regenerate");
  assert.equal(await dialog(page).locator("[data-field=overlap] input:checked").count(), 0);
  await button(page, "Regenerate").click();
  await dialog(page).getByText("Choose: what happens to the old secret?").waitFor();
  await dialog(page).getByText("works on for").click();
  await button(page, "Regenerate").click();
  await page.getByText(/The old secret works until/).waitFor();
  const fresh = await secret().textContent();
  await store(page);
  for (const one of [old.secret, fresh]) {
    assert.equal((await ledger.ask(one, "GET", "/v1/self")).status, 200);
  }
  await more(page, "swapped", "Regenerate");
  await dialog(page).getByText("stops at once").click();
  await button(page, "Regenerate").click();
  await page.getByText("The old secret works no more.").waitFor();
  await store(page);
  for (const one of [old.secret, fresh]) {
    assert.equal((await ledger.ask(one, "GET", "/v1/self")).status, 401);
  }
});

test("An expired session under the secret keeps it", async () => {
  const made = await create(page, "under 401");
  const id = (await ledger.tokensOf("alice", "laptop"))[0].id;
  await ledger.ask(ledger.operator, "POST", `/v1/tokens/${id}/regenerate`, {});
  await page.evaluate(() => fetch("/v1/session").then((answer) => answer.status));
  assert.equal(await secret().textContent(), made);
  assert.match(await heading(page).textContent(), /Copy the secret/);
  await store(page);
  laptop = await ledger.issue("alice", "laptop-2", { scopes: ["*"], expires_in: 7_776_000 });
  await row(page, "under 401").waitFor();
});
