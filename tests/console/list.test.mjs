// The list: found in, kept up to date without moving, smooth at ten thousand.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  assertNothingStrange,
  Browser,
  button,
  create,
  dialog,
  focused,
  more,
  row,
  store,
  until,
} from "./browser.mjs";
import { Ledger } from "./ledger.mjs";

let ledger;
let browser;
let many;

before(async () => {
  ledger = await Ledger.start("[quota]\ncommands_per_caller_s = 0\n");
  browser = await Browser.start();
});
after(async () => {
  await browser?.stop();
  await ledger?.remove();
});

let owners = 0;
/** A tab of an owner with tokens of these names. */
async function ownerWith(...names) {
  const owner = `owner${++owners}`;
  const own = await ledger.issue(owner, "own", { scopes: ["*"], expires_in: 7_776_000 });
  for (const name of names) await ledger.issue(owner, name, { scopes: ["repo:read"] });
  await browser.context.clearCookies();
  const page = await browser.signedIn(ledger, own.secret);
  page.owner = owner;
  page.own = own;
  return page;
}

const settled = async (page) => (await page.locator("table[aria-busy=false]").count()) === 1;
const names = (page) => page.locator("[data-id] a.name").allTextContents();

test("Names with markup, and ones written from right to left, are text", async () => {
  const markup = `<img src=x onerror=alert(1)> & "quotes"`;
  const page = await ownerWith(markup, "שלום עולם", "z\u0301\u0302\u0303algo");
  page.on("dialog", () => page.strange.push("a dialog"));
  await row(page, "own").waitFor();
  const shown = await names(page);
  assert.ok(shown.includes(markup));
  assert.equal(await page.locator("[data-id] img").count(), 0);
  assert.equal(await page.locator("[data-id] a.name bdi").count(), shown.length);
  await more(page, "<img", "Delete");
  assert.match(await dialog(page).locator("h2").textContent(), /“<img src=x/);
  await page.keyboard.press("Escape");
  await dialog(page).waitFor({ state: "detached" });
  await page.locator("a.name", { hasText: "<img" }).click();
  await page.locator(".timeline li").first().waitFor();
  assertNothingStrange(page);
  await page.close();
});

test("Search, filter, and what is said where nothing is found", async () => {
  const page = await ownerWith("Deploy to Paris", "deploy to Oslo", "backup");
  await row(page, "own").waitFor();
  await page.getByLabel("Search names").fill("deploy");
  await until("two", async () => (await names(page)).length === 2);
  assert.match(page.url(), /\?q=deploy$/);
  await page.getByLabel("Search names").fill("nothing like it");
  await page.getByText(/No token matches/).waitFor();
  await button(page, "Clear").click();
  await until("all", async () => (await names(page)).length === 4);
  await page.getByLabel("Status").selectOption("expired");
  await page.getByText("No token has that status.").waitFor();
  await page.reload();
  await page.getByText("No token has that status.").waitFor();
  await page.close();
});

test("A secret in the search field is no search: it is cleared, and in no URL", async () => {
  const page = await ownerWith("one");
  await row(page, "one").waitFor();
  await page.getByLabel("Search names").fill(page.own.secret);
  await page.getByText("That was a secret, no name: cleared.").waitFor();
  assert.equal(await page.getByLabel("Search names").inputValue(), "");
  await page.waitForTimeout(500); // longer than a search waits
  assert.ok(![page.url(), ...page.asked].some((url) => url.includes("tl_")));
  await page.close();
});

test("An empty list says what a token is for", async () => {
  // An operator may look at the list of an owner who has none.
  await browser.context.clearCookies();
  const page = await browser.signedIn(ledger, ledger.operator, "/tokens?owner=nobody-yet");
  await page.getByText(/A token lets a program act for you/).waitFor();
  await page.close();
});

test("What changes elsewhere shows by itself, and moves nothing", async () => {
  const page = await ownerWith("first", "second", "third");
  await row(page, "own").waitFor();
  const [second] = await ledger.tokensOf(page.owner, "second");
  const [third] = await ledger.tokensOf(page.owner, "third");
  const places = () =>
    page.evaluate(() =>
      [...document.querySelectorAll("[data-id]")].map((one) => [
        one.dataset.id,
        one.getBoundingClientRect().top,
        one.getBoundingClientRect().height,
      ]),
    );
  const before = await places();
  await ledger.ask(ledger.operator, "PATCH", `/v1/tokens/${second.id}`, { name: "renamed" });
  await ledger.ask(ledger.operator, "DELETE", `/v1/tokens/${third.id}`);
  await ledger.issue(page.owner, "brand new");
  await row(page, "renamed").waitFor();
  await row(page, "third").getByText("Deleted elsewhere").waitFor();
  await page.getByText("1 new token").waitFor();
  assert.deepEqual(await places(), before);
  await button(page, "Show").click();
  await row(page, "brand new").waitFor();
  await until("gone", async () => (await row(page, "third").count()) === 0);
  await page.close();
});

test("Nothing changes under an open menu", async () => {
  const page = await ownerWith("held");
  await row(page, "held").waitFor();
  const [held] = await ledger.tokensOf(page.owner, "held");
  await row(page, "held")
    .getByRole("button", { name: /^More for/ })
    .click();
  await ledger.ask(ledger.operator, "PATCH", `/v1/tokens/${held.id}`, { name: "moved on" });
  await page.waitForTimeout(6_000); // longer than the poll
  assert.ok((await names(page)).includes("held"));
  await page.keyboard.press("Escape");
  await row(page, "moved on").waitFor();
  await page.close();
});

test("A reader's wrong clock changes no time", async () => {
  const page = await ownerWith();
  await page.addInitScript(() => {
    const real = Date;
    const off = 3 * 365 * 86_400_000;
    globalThis.Date = class extends real {
      constructor(...parts) {
        if (parts.length === 0) super(real.now() - off);
        else super(...parts);
      }
      static now() {
        return real.now() - off;
      }
    };
  });
  await page.reload();
  const own = row(page, "own");
  await own.getByText("less than a minute ago").first().waitFor();
  await own.getByText("in 2 months").waitFor();
  assert.match(await own.textContent(), /Active/);
  await page.close();
});

test("The focus comes back after each dialog", async () => {
  const page = await ownerWith("one", "two");
  await row(page, "two").waitFor();
  for (const what of ["Edit", "Regenerate", "Delete"]) {
    await more(page, "two", what);
    if (what === "Delete") assert.equal(await focused(page), "button Cancel");
    await page.keyboard.press("Escape");
    await dialog(page).waitFor({ state: "detached" });
    await until("the opener", async () => /^button More for .two/.test(await focused(page)));
  }
  await more(page, "two", "Delete");
  await button(page, "Delete for ever").click();
  await dialog(page).waitFor({ state: "detached" });
  await until("the next row", async () => (await focused(page)) === "a one");
  await create(page, "three");
  await store(page);
  await until("the button", async () => (await focused(page)) === "button New access token");
  await page.close();
});

test("Two tabs: what one does, the other shows", async () => {
  const page = await ownerWith("both see");
  const other = await browser.tab(ledger);
  await other.goto(`${ledger.origin}/tokens`);
  await row(other, "both see").waitFor();
  await page.bringToFront();
  await more(page, "both see", "Delete");
  await button(page, "Delete for ever").click();
  await dialog(page).waitFor({ state: "detached" });
  await other.bringToFront();
  await row(other, "both see").getByText("Deleted elsewhere").waitFor();
  await page.close();
  await other.close();
});

test("The server gone: rows stay, and say of when; and it goes on when it is back", async () => {
  const page = await ownerWith("stays");
  await row(page, "stays").waitFor();
  await ledger.stop();
  await page.getByText(/The server does not answer: as of .* Trying again\./).waitFor();
  assert.equal(await row(page, "stays").count(), 1);
  await ledger.run();
  await page.getByText(/^Checked/).waitFor();
  await page.close();
});

test("503 keeps the rows, and says of when they are", async () => {
  const page = await ownerWith("kept");
  await row(page, "kept").waitFor();
  await page.route(/\/v1\/tokens\?/, (route) =>
    route.fulfill({
      status: 503,
      contentType: "application/problem+json",
      headers: { "Retry-After": "1" },
      body: `{"type":"urn:tokenledger:problem:view-too-old","title":"","status":503,"detail":""}`,
    }),
  );
  await page.getByText(/Not fresh: as of .* Trying again\./).waitFor();
  assert.equal(await row(page, "kept").count(), 1);
  await page.unroute(/\/v1\/tokens\?/);
  await page.getByText(/^Checked/).waitFor();
  await page.close();
});

test("Ten thousand: first paint, search, a page further", { timeout: 120_000 }, async () => {
  const page = await ownerWith();
  many = page.owner;
  const todo = Array.from({ length: 9_990 }, (_, index) => `token ${index}`);
  await Promise.all(
    Array.from({ length: 32 }, async () => {
      for (;;) {
        const name = todo.pop();
        if (name === undefined) return;
        await ledger.issue(many, name);
      }
    }),
  );
  const begin = Date.now();
  await page.reload();
  await page.locator("[data-id]").nth(49).waitFor();
  const painted = Date.now() - begin;
  const searches = [];
  for (const text of ["777", "token 1234", "9"]) {
    const answered = page.waitForResponse((answer) => answer.url().includes("name="));
    await page.getByLabel("Search names").fill(text);
    const request = await answered;
    await request.finished();
    searches.push(Math.round(request.request().timing().responseEnd));
    await until("they show", async () => (await names(page)).every((one) => one.includes(text)));
  }
  await page.getByLabel("Search names").fill("");
  await until("all", async () => !page.url().includes("q=") && (await settled(page)));
  const [first] = await names(page);
  await button(page, "Older").click();
  await until("the next", async () => (await names(page))[0] !== first);
  await button(page, "Newer").click();
  await until("back", async () => (await names(page))[0] === first);
  console.log(`10,000 tokens: first paint ${painted} ms, searches ${searches.join(", ")} ms`);
  // How long it takes is printed, and no test's to judge; that no more is shown than a page is.
  assert.equal((await names(page)).length, 50);
  await page.close();
});
