// Debian's Chromium, driven by playwright-core, and what the tests do in it all the time.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(join(here, "../../services/console/package.json"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Pictures of states, as a test's output. */
const pictures = process.env.TOKENLEDGER_PICTURES;

export const patience = 15_000;

export class Browser {
  strange = [];

  static async start({ backForwardCache = false, flags: more = [], context = {} } = {}) {
    const browser = new Browser();
    browser.profile = mkdtempSync(join(tmpdir(), "tokenledger-profile-"));
    browser.context = await chromium.launchPersistentContext(browser.profile, {
      executablePath: "/usr/bin/chromium",
      headless: true,
      args: [...flags, ...more],
      ignoreDefaultArgs: backForwardCache ? ["--disable-back-forward-cache"] : [],
      locale: "en-GB",
      timezoneId: "Europe/Berlin",
      viewport: { width: 1280, height: 800 },
      colorScheme: "light",
      ...context,
    });
    browser.context.setDefaultTimeout(patience);
    return browser;
  }

  /** And nothing strange happened in any tab. */
  async stop() {
    await this.context.close();
    rmSync(this.profile, { recursive: true, force: true });
    assert.deepEqual(this.strange, []);
  }

  /** A tab, watched: what it asks others for, and what its policy refuses, fails the test. */
  async tab(ledger) {
    const page = await this.context.newPage();
    page.strange = this.strange;
    page.on("request", (request) => {
      const url = request.url();
      if (new URL(url).origin !== ledger.origin) page.strange.push(`asks for ${url}`);
      page.asked = (page.asked ?? []).concat(url);
    });
    page.on("console", (message) => {
      if (/Content Security Policy|TrustedScript/.test(message.text())) {
        page.strange.push(message.text());
      }
    });
    page.on("pageerror", (error) => page.strange.push(String(error)));
    return page;
  }

  /** A tab on the list, signed in with `secret`. */
  async signedIn(ledger, secret, path = "/tokens") {
    const page = await this.tab(ledger);
    await page.goto(ledger.origin + path);
    await signIn(page, secret);
    await page.locator("header .account button").first().waitFor();
    return page;
  }
}

export async function signIn(page, secret) {
  await page.getByLabel("Access token", { exact: true }).fill(secret);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

export function assertNothingStrange(page) {
  assert.deepEqual(page.strange, []);
}

export const dialog = (page) => page.locator("dialog[open]");
export const heading = (page) => page.locator("dialog[open] h2");
export const button = (page, name) => page.getByRole("button", { name, exact: true });
export const row = (page, name) =>
  page.locator("[data-id]").filter({ has: page.locator("a.name", { hasText: name }) });

/** Opens `what` (Edit, Regenerate, Delete) of a row's menu. */
export async function more(page, name, what) {
  await row(page, name)
    .getByRole("button", { name: /^More for/ })
    .click();
  await row(page, name).getByRole("button", { name: what, exact: true }).click();
  await dialog(page).locator("form").waitFor();
}

/** Makes a token by the dialog, and leaves its secret on show. */
export async function create(page, name) {
  await button(page, "New access token").first().click();
  await dialog(page).getByLabel("Name").fill(name);
  await button(page, "Create token with no access").click();
  await page.locator("[data-secret]").waitFor();
  return page.locator("[data-secret]").textContent();
}

export async function store(page) {
  await button(page, "I have stored it").click();
  await page.locator("[data-secret]").waitFor({ state: "detached" });
}

/** Everything that the browser keeps of an origin and lets a script see, and the URLs it knows. */
export async function keptBy(page) {
  const kept = await page.evaluate(async () => ({
    local: { ...localStorage },
    session: { ...sessionStorage },
    databases: await indexedDB.databases(),
    caches: await caches?.keys?.(),
    cookie: document.cookie,
    state: history.state,
    url: location.href,
    title: document.title,
    text: document.documentElement.outerHTML,
  }));
  return JSON.stringify([kept, page.asked]);
}

export async function complaintsOfAxe(page) {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run(document));
  return found.violations.map(
    (one) => `${one.id}: ${one.help}: ${one.nodes.map((node) => node.html).join(" | ")}`,
  );
}

export async function picture(page, name) {
  if (!pictures) return;
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.png`) });
}

/** The element that has the focus, as `tag "text"`. */
export function focused(page) {
  return page.evaluate(() => {
    const at = document.activeElement;
    const name = at?.getAttribute("aria-label") ?? at?.textContent ?? "";
    return `${at?.tagName.toLowerCase()} ${name.trim().replace(/\s+/g, " ")}`;
  });
}

/** Until `holds` does; says what it was last otherwise. */
export async function until(what, holds, within = patience) {
  const end = Date.now() + within;
  let last;
  for (;;) {
    try {
      last = await holds();
      if (last) return last;
    } catch (failure) {
      last = failure;
    }
    if (Date.now() > end) assert.fail(`not within ${within} ms: ${what} (${last})`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
