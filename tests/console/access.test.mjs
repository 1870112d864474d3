// For everybody: every state under axe, in both themes, at a desk and on a phone; pictures of each.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  Browser,
  button,
  complaintsOfAxe,
  dialog,
  picture,
  row,
  signIn,
  until,
} from "./browser.mjs";
import { Ledger } from "./ledger.mjs";

let ledger;
let shared;
let operators;
let browser;

const catalogue = [
  ["repo:read", "Read repositories", "Code, issues and releases.", "Repositories"],
  ["repo:write", "Write repositories", "Push, tag and release.", "Repositories"],
  ["wiki:read", "Read wikis", "Pages and their history.", "Wikis"],
  ["wiki:write", "Write wikis", "Edit pages.", "Wikis"],
  ["pkg:pull", "Install packages", "Download versions.", "Packages"],
  ["pkg:push", "Publish packages", "Upload versions.", "Packages"],
  ["ledger:tokens", "Manage tokens", "Make, change and delete tokens.", "This service"],
]
  .map(
    ([scope, title, description, group]) =>
      `[[catalogue]]\nscope = "${scope}"\ntitle = "${title}"\n` +
      `description = "${description}"\ngroup = "${group}"\n`,
  )
  .join("\n");

before(async () => {
  ledger = await Ledger.start(catalogue);
  browser = await Browser.start();
  const long = { scopes: ["*"], expires_in: 7_776_000 };
  shared = await ledger.issue("alice", "laptop", long);
  await ledger.issue("alice", "old phone", { scopes: ["repo:read"], expires_in: 1 });
  await ledger.issue("alice", "backup on nas", { expires_in: 5 * 86_400 });
  await ledger.issue("alice", "שלום <b>עולם</b> 🚀", { scopes: ["*"] });
  await ledger.issue("alice", "website ci", {
    scopes: ["repo:read", "pkg:push", "pkg:pull", "wiki:read", "wiki:write"],
  });
  const deploy = await ledger.issue("alice", "deploy", { scopes: ["repo:read"] });
  await ledger.ask(shared.secret, "PATCH", `/v1/tokens/${deploy.id}`, {
    scopes: ["repo:read", "pkg:push"],
  });
  await ledger.ask(shared.secret, "POST", `/v1/tokens/${deploy.id}/regenerate`, { overlap: 3600 });
  await ledger.ask(deploy.secret, "GET", "/v1/self");
  await ledger.issue("bob", "his phone", long);
  operators = ledger.operator;
});
after(async () => {
  await browser?.stop();
  await ledger?.remove();
});

const looks = [];
for (const [size, viewport] of [
  ["desk", { width: 1280, height: 800 }],
  ["phone", { width: 390, height: 844 }],
]) {
  for (const colorScheme of ["light", "dark"]) looks.push({ size, viewport, colorScheme });
}

const states = {
  async "sign-in"(page) {
    await page.goto(`${ledger.origin}/tokens`);
    await page.locator("h1").waitFor();
  },
  async "sign-in-refused"(page) {
    await signIn(page, "tl_mistyped");
    await page.getByText(/Not a good token/).waitFor();
  },
  async list(page) {
    await signIn(page, shared.secret);
    await row(page, "deploy").waitFor();
  },
  async "list-menu"(page) {
    await row(page, "deploy").getByRole("button", { name: /^More/ }).click();
    await button(page, "Delete").first().waitFor();
  },
  async "list-no-match"(page) {
    await page.keyboard.press("Escape");
    await page.getByLabel("Search names").fill("zebra");
    await page.getByText(/No token matches/).waitFor();
    // The whole page again, for what follows.
  },
  async new(page) {
    await button(page, "Clear").click();
    await row(page, "deploy").waitFor();
    await button(page, "New access token").click();
    await dialog(page).getByLabel("Name").waitFor();
  },
  async "new-chosen"(page) {
    await dialog(page).getByText("Chosen permissions").click();
    await dialog(page).getByLabel("Read repositories").check();
  },
  async "new-full"(page) {
    await dialog(page).getByText("Full access").click();
    await dialog(page).getByText("On a day").click();
  },
  async "new-refused"(page) {
    await dialog(page).locator("button[type=submit]").click();
    await dialog(page)
      .getByText(/A name is needed/)
      .waitFor();
  },
  async "new-unknown"(page) {
    await page.route(/\/v1\/tokens$/, (route) =>
      route.request().method() === "POST" ? route.abort() : route.fallback(),
    );
    await dialog(page).getByLabel("Name").fill("robot");
    await dialog(page).getByText("No access").click();
    await dialog(page).locator("button[type=submit]").click();
    await page.getByText(/Not known yet/).waitFor();
    await page.unroute(/\/v1\/tokens$/);
  },
  async secret(page) {
    await page.locator("[data-secret]").waitFor();
  },
  async token(page) {
    await button(page, "I have stored it").click();
    await page.locator("a.name", { hasText: "deploy" }).click();
    await page.locator(".timeline li").nth(2).waitFor();
  },
  async edit(page) {
    await button(page, "Edit").click();
    await dialog(page).getByLabel("Name").waitFor();
    await dialog(page).getByLabel("Read wikis").waitFor();
  },
  async "edit-changed"(page) {
    const [deploy] = await ledger.tokensOf("alice", "deploy");
    await dialog(page).getByLabel("Name").fill("deployment");
    await ledger.ask(ledger.operator, "PATCH", `/v1/tokens/${deploy.id}`, {
      name: deploy.name === "deploy" ? "deploy (old)" : "deploy",
    });
    await button(page, "Save").click();
    await page.getByText(/changed elsewhere meanwhile/).waitFor();
  },
  async regenerate(page) {
    await button(page, "Keep what is there").click();
    await dialog(page).waitFor({ state: "detached" });
    await button(page, "Regenerate").click();
    await dialog(page).getByText("works on for").click();
  },
  async delete(page) {
    await page.keyboard.press("Escape");
    await dialog(page).waitFor({ state: "detached" });
    await button(page, "Delete").click();
    await dialog(page).locator("form").waitFor();
  },
  async "session-ended"(page) {
    await page.keyboard.press("Escape");
    await dialog(page).waitFor({ state: "detached" });
    await page.evaluate(() =>
      fetch("/v1/session", { method: "DELETE", headers: { "Ledger-Console": "1" } }),
    );
    await page.getByText("Your session has ended", { exact: true }).waitFor();
  },
  async "operator-list"(page) {
    await page.goto(`${ledger.origin}/tokens`);
    await signIn(page, operators);
    await row(page, "his phone").waitFor();
  },
  async "operator-owner"(page) {
    await page.goto(`${ledger.origin}/tokens/owners/alice`);
    await row(page, "deploy").waitFor();
    await button(page, "Revoke all").waitFor();
  },
  async "operator-revoke"(page) {
    await button(page, "Revoke all").click();
    await dialog(page).locator("form").waitFor();
  },
  async "operator-identify"(page) {
    await page.goto(`${ledger.origin}/tokens/identify`);
    await page.getByLabel("Token that was found").fill(shared.secret);
    await button(page, "Look up").click();
    await page.getByText(/A secret that works/).waitFor();
  },
  async "operator-ledger"(page) {
    await page.goto(`${ledger.origin}/tokens/ledger`);
    await page.locator("canvas").first().waitFor();
  },
};

for (const look of looks) {
  test(`axe finds nothing: ${look.size}, ${look.colorScheme}`, { timeout: 120_000 }, async () => {
    await browser.context.clearCookies();
    const page = await browser.tab(ledger);
    await page.setViewportSize(look.viewport);
    await page.emulateMedia({ colorScheme: look.colorScheme, reducedMotion: "reduce" });
    const complaints = [];
    for (const [state, reach] of Object.entries(states)) {
      await reach(page);
      await picture(page, `${state}-${look.size}-${look.colorScheme}`);
      for (const one of await complaintsOfAxe(page)) complaints.push(`${state}: ${one}`);
      const sideways = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      if (sideways > 0) complaints.push(`${state}: ${sideways} px to the side`);
    }
    await page.close();
    assert.deepEqual(complaints, []);
  });
}

test("At 320 px, and at 200 %, nothing goes sideways", async () => {
  await browser.context.clearCookies();
  const narrow = await ledger.issue("alice", "narrow", { scopes: ["*"] });
  const page = await browser.signedIn(ledger, narrow.secret);
  for (const viewport of [
    { width: 320, height: 600 },
    { width: 640, height: 400 }, // 1280 by 800 at 200 %
  ]) {
    await page.setViewportSize(viewport);
    for (const path of ["", "/new", `/${shared.id}`, `/${shared.id}/regenerate`]) {
      await page.goto(`${ledger.origin}/tokens${path}`);
      await page.locator("[data-id], .timeline li, dialog form").first().waitFor();
      const [document_, dialog_] = await page.evaluate(() => {
        const over = (one) => (one ? one.scrollWidth - one.clientWidth : 0);
        return [over(document.documentElement), over(document.querySelector("dialog"))];
      });
      assert.ok(document_ <= 0, `${path} at ${viewport.width}`);
      assert.ok(dialog_ <= 0, `the dialog of ${path} at ${viewport.width}: ${dialog_}`);
    }
  }
  await page.close();
});

test("All by keyboard: a token made, edited and deleted", async () => {
  await browser.context.clearCookies();
  const page = await browser.tab(ledger);
  const typist = await ledger.issue("alice", "typist", { scopes: ["*"] });
  await page.goto(`${ledger.origin}/tokens`);
  await page.locator("h1").waitFor();
  const tabTo = async (what) =>
    until(what, async () => {
      await page.keyboard.press("Tab");
      return page.evaluate((wanted) => {
        const at = document.activeElement;
        if (at === document.body) return false;
        const label = at?.labels?.[0]?.textContent ?? "";
        const name = `${at?.getAttribute("aria-label") ?? ""} ${label} ${at?.textContent ?? ""}`;
        return new RegExp(wanted).test(name);
      }, what);
    });
  await tabTo("Access token");
  await page.keyboard.type(typist.secret);
  await page.keyboard.press("Enter");
  await row(page, "laptop").waitFor();
  await tabTo("New access token");
  await page.keyboard.press("Enter");
  await dialog(page).getByLabel("Name").waitFor();
  await page.keyboard.type("by keyboard");
  await page.keyboard.press("Enter");
  await page.locator("[data-secret]").waitFor();
  await tabTo("I have stored it");
  await page.keyboard.press("Enter");
  await row(page, "by keyboard").waitFor();
  await tabTo("More for .by keyboard");
  await page.keyboard.press("Enter");
  await tabTo("Delete");
  await page.keyboard.press("Enter");
  await dialog(page).locator("form").waitFor();
  await tabTo("Delete for ever");
  await page.keyboard.press("Enter");
  await until(
    "it is gone",
    async () => (await ledger.tokensOf("alice", "by keyboard")).length === 0,
  );
  await page.close();
});
