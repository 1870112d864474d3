// Commands: one token for two clicks, and what is not known is never called failed. Answers are
// lost and replaced on the way from the real server.

import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
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
let laptop;

before(async () => {
  ledger = await Ledger.start(
    "[quota]\ncommands_per_caller_s = 1\ncommands_burst_per_caller = 8\n",
  );
  browser = await Browser.start();
});
after(async () => {
  await browser?.stop();
  await ledger?.remove();
});
beforeEach(async () => {
  await page?.close();
  await browser.context.clearCookies();
  // A caller of its own for each, so that none is slowed by the one before.
  laptop = await ledger.issue("alice", "laptop", { scopes: ["*"], expires_in: 31_000_000 });
  page = await browser.signedIn(ledger, laptop.secret);
});

const secret = () => page.locator("[data-secret]");
const problem = (status, name, more = {}) => ({
  status,
  contentType: "application/problem+json",
  body: JSON.stringify({
    type: `urn:tokenledger:problem:${name}`,
    title: name,
    status,
    detail: `${name}.`,
    ...more,
  }),
});
const isCommand = (request) => request.method() !== "GET" && request.url().includes("/v1/tokens");

/** The next command reaches the server, and its answer is `told` instead; "lost": none comes. */
async function once(told, reaches = true) {
  let left = 1;
  await page.route(/\/v1\/tokens/, async (route) => {
    if (!isCommand(route.request()) || left-- <= 0) return route.fallback();
    if (reaches) await route.fetch();
    return told === "lost" ? route.abort() : route.fulfill(told);
  });
}

async function fill(name) {
  await button(page, "New access token").first().click();
  await dialog(page).getByLabel("Name").fill(name);
}
const send = () => button(page, "Create token with no access").click();
const count = async (name) => (await ledger.tokensOf("alice", name)).length;

test("A double click makes one token", async () => {
  // Long enough for a second click before the first one's answer.
  await page.route(/\/v1\/tokens$/, async (route) => {
    if (isCommand(route.request())) await new Promise((resolve) => setTimeout(resolve, 500));
    return route.fallback();
  });
  await fill("double");
  // A real one, and two clicks with nothing between them: the button may move under the first.
  await button(page, "Create token with no access").evaluate((one) => {
    one.click();
    one.click();
  });
  await button(page, "Create token with no access").dblclick({ force: true });
  await secret().waitFor();
  await store(page);
  assert.equal(await count("double"), 1);
  assertNothingStrange(page);
});

test("A lost answer is asked for under the same key, and makes one token", async () => {
  await once("lost");
  await fill("lost");
  await send();
  await page.getByText(/Not known yet whether .*lost.* was created\. Asking…/).waitFor();
  await secret().waitFor();
  await store(page);
  assert.equal(await count("lost"), 1);
});

test("A lost answer, a reload, Finish it: one token, and its secret", async () => {
  await page.route(/\/v1\/tokens$/, async (route) => {
    if (!isCommand(route.request())) return route.fallback();
    await route.fetch();
    return route.abort();
  });
  await fill("reloaded");
  await send();
  await page.getByText(/Not known yet/).waitFor();
  const kept = await page.evaluate(() => JSON.stringify({ ...sessionStorage }));
  assert.match(kept, /reloaded/);
  assert.ok(!kept.includes("tl_"));
  await page.unroute(/\/v1\/tokens$/);
  await page.goto(`${ledger.origin}/tokens`);
  await page.getByText(/Unfinished: create/).waitFor();
  await button(page, "Finish it").click();
  await secret().waitFor();
  await store(page);
  assert.equal(await page.getByText(/Unfinished/).count(), 0);
  assert.equal(await count("reloaded"), 1);
  assert.equal(await page.evaluate(() => sessionStorage.length), 0);
});

test("An unknown outcome is never called failed", async () => {
  await once(
    problem(504, "outcome-unknown", { command_id: "cmd_00000000000000000000000000000000" }),
  );
  await fill("unknown");
  await send();
  const status = dialog(page).locator(".answer");
  await status.getByText(/Not known yet/).waitFor();
  assert.doesNotMatch(await status.textContent(), /fail|error|not done|nothing/i);
  await page.keyboard.press("Escape");
  assert.equal(await dialog(page).count(), 1, "Esc closes nothing that is under way");
  await secret().waitFor();
  await store(page);
  assert.equal(await count("unknown"), 1);
});

test("Nothing for a minute: it says so, keeps the command, and asks when told to", async () => {
  await page.clock.install();
  await page.route(/\/v1\/tokens$/, (route) =>
    isCommand(route.request()) ? route.abort() : route.fallback(),
  );
  await fill("patient");
  await send();
  await page.getByText(/Asking…/).waitFor();
  for (let i = 0; i < 10 && !(await button(page, "Ask again").count()); ++i) {
    await page.clock.fastForward(10_000);
    await page.waitForTimeout(50);
  }
  await page.unroute(/\/v1\/tokens$/);
  await button(page, "Ask again").click();
  await secret().waitFor();
  await store(page);
  assert.equal(await count("patient"), 1);
});

test("Its secret cannot be shown again: what to do instead", async () => {
  const made = await ledger.issue("alice", "unseen");
  await once(problem(409, "secret-already-shown", { token: made.id, command_id: "cmd_0" }), false);
  await fill("unseen");
  await send();
  await page.getByText("Created, but its secret cannot be shown again.").waitFor();
  await dialog(page).getByRole("button", { name: "Regenerate" }).click();
  await dialog(page).getByText("stops at once").click();
  await dialog(page).locator("button[type=submit]").click();
  await secret().waitFor();
  await store(page);
});

test("412: now and yours stand side by side, and nothing is saved unasked", async () => {
  const shared = await ledger.issue("alice", "shared", { scopes: ["repo:read"] });
  await page.reload();
  for (const [choice, name] of [
    ["Keep what is there", "theirs 0"],
    ["Save mine", "mine 1"],
  ]) {
    await more(page, name === "mine 1" ? "theirs 0" : "shared", "Edit");
    await dialog(page)
      .getByLabel("Name")
      .fill(name === "mine 1" ? "mine 1" : "mine 0");
    const theirs = name === "mine 1" ? "theirs 1" : "theirs 0";
    await ledger.ask(ledger.operator, "PATCH", `/v1/tokens/${shared.id}`, { name: theirs });
    await button(page, "Save").click();
    await dialog(page)
      .getByText(/changed elsewhere meanwhile. Nothing was saved/)
      .waitFor();
    assert.match(await dialog(page).getByLabel("There now").textContent(), new RegExp(theirs));
    assert.match(await dialog(page).getByLabel("Yours").textContent(), /mine/);
    await button(page, choice).click();
    await dialog(page).waitFor({ state: "detached" });
    await row(page, name).waitFor();
    assert.equal(await count(name), 1);
  }
});

test("409: nothing was done, and it may be tried again", async () => {
  await once(problem(409, "conflict"), false);
  await fill("conflict");
  await send();
  await dialog(page).getByText("Changed elsewhere just then. Nothing was done.").waitFor();
  assert.equal(await count("conflict"), 0);
  await send();
  await secret().waitFor();
  await store(page);
  assert.equal(await count("conflict"), 1);
});

test("503: nothing was done, and it may be tried again", async () => {
  await once({ ...problem(503, "read-only"), headers: { "Retry-After": "1" } }, false);
  await fill("read only");
  await send();
  await dialog(page).getByText("The server cannot do it now. Nothing was done.").waitFor();
  await send();
  await secret().waitFor();
  await store(page);
});

test("401 keeps the input, and goes on behind a new sign-in", async () => {
  await fill("kept input");
  await page.evaluate(() =>
    fetch("/v1/session", { method: "DELETE", headers: { "Ledger-Console": "1" } }),
  );
  await send();
  await page.getByText("Your session has ended", { exact: true }).waitFor();
  await signIn(page, laptop.secret);
  await until("the sign-in is over", async () => (await dialog(page).count()) === 1);
  assert.equal(await dialog(page).getByLabel("Name").inputValue(), "kept input");
  await send();
  await secret().waitFor();
  await store(page);
  assert.equal(await count("kept input"), 1);
});

test("Another owner's sign-in finds no input", async () => {
  const bob = await ledger.issue("bob", "phone", { scopes: ["*"] });
  await fill("alice's own");
  await page.evaluate(() =>
    fetch("/v1/session", { method: "DELETE", headers: { "Ledger-Console": "1" } }),
  );
  await send();
  await page.getByText("Your session has ended", { exact: true }).waitFor();
  await signIn(page, bob.secret);
  await row(page, "phone").waitFor();
  assert.ok(!(await page.content()).includes("alice's own"));
  assert.equal(await page.evaluate(() => sessionStorage.length), 0);
});

test("429 is told once, and the way is free again in time", async () => {
  for (let i = 0; i < 9; ++i) {
    await ledger.ask(laptop.secret, "POST", "/v1/tokens", { name: `burst ${i}` });
  }
  await fill("limited");
  await page.evaluate(() => {
    globalThis.told = [];
    const status = document.querySelector("dialog .answer");
    new MutationObserver(() => globalThis.told.push(status.textContent)).observe(status, {
      childList: true,
      subtree: true,
      characterData: true,
    });
  });
  await send();
  await dialog(page)
    .getByText(/Too many requests\. Again in \d+ s\./)
    .waitFor();
  await page.waitForTimeout(2_500); // a countdown would have told more by now
  const told = await page.evaluate(() => globalThis.told);
  assert.equal(told.filter((text) => /Too many/.test(text)).length, 1, told.join(" | "));
  await send();
  await secret().waitFor();
  await store(page);
});

test("Deleted elsewhere while its dialog is open: it says so", async () => {
  for (const what of ["Edit", "Regenerate", "Delete"]) {
    const doomed = await ledger.issue("alice", `doomed ${what}`);
    await page.reload();
    await more(page, `doomed ${what}`, what);
    await ledger.ask(ledger.operator, "DELETE", `/v1/tokens/${doomed.id}`);
    if (what === "Edit") await dialog(page).getByLabel("Name").fill("too late");
    if (what === "Regenerate") await dialog(page).getByText("stops at once").click();
    const send = { Edit: "Save", Regenerate: "Regenerate", Delete: "Delete for ever" }[what];
    await dialog(page).getByRole("button", { name: send, exact: true }).click();
    await dialog(page).getByText("Already deleted.").waitFor();
    await button(page, "Close").click();
    await dialog(page).waitFor({ state: "detached" });
    await until("its row is gone", async () => (await row(page, `doomed ${what}`).count()) === 0);
  }
});

test("What the server refuses stands under its field, which has the focus", async () => {
  await fill("\u202espoof");
  await send();
  await dialog(page).locator("[data-field=name] .fault").waitFor();
  await until("the focus is there", async () => {
    const field = () => document.activeElement.closest("[data-field]")?.dataset.field;
    return (await page.evaluate(field)) === "name";
  });
});

test("A day means its local end, over a change of the clocks", async () => {
  for (const days of [20, 200]) {
    const day = await page.evaluate((away) => {
      const date = new Date(Date.now() + away * 86_400_000);
      const two = (n) => String(n).padStart(2, "0");
      return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
    }, days);
    await fill(`until ${days}`);
    await dialog(page).getByText("On a day").click();
    await dialog(page).getByLabel("Last day").fill(day);
    await send();
    await secret().waitFor();
    await store(page);
    const [made] = await ledger.tokensOf("alice", `until ${days}`);
    const local = new Intl.DateTimeFormat("sv-SE", {
      timeZone: "Europe/Berlin",
      dateStyle: "short",
      timeStyle: "medium",
    }).format(new Date(made.expires_at));
    assert.equal(local, `${day} 23:59:59`);
  }
});

test("Closed by Back while it is under way: it is told on the page", async () => {
  let open;
  const gate = new Promise((resolve) => {
    open = resolve;
  });
  await page.route(/\/v1\/tokens$/, async (route) => {
    if (!isCommand(route.request())) return route.fallback();
    await gate;
    return route.fallback();
  });
  await fill("left");
  await send();
  await page.goBack();
  await page.getByText(/Unfinished: create/).waitFor();
  open();
  await secret().waitFor();
  await store(page);
  assert.equal(await count("left"), 1);
  assert.equal(await page.getByText(/Unfinished/).count(), 0);
});
