// A session on a ledger of two nodes on Kafka: whoever is asked knows it, and knows its end.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Browser, button, create, row, store, until } from "./browser.mjs";
import { Ledger } from "./ledger.mjs";

let one;
let other;
let browser;

before(async () => {
  const topic = `console-${process.pid}-${Date.now()}`;
  const brokers = process.env.TOKENLEDGER_KAFKA_BOOTSTRAP;
  const settings = `[kafka]\nbrokers = ["${brokers}"]\ntopic = "${topic}"\n`;
  one = Ledger.prepare(settings);
  other = Ledger.prepare(settings);
  const init = ["init", "--config", one.settings, "--data", join(one.data, "data")];
  execFileSync(process.env.TOKENLEDGER_PROGRAM, [...init, "--replication", "1"]);
  await one.run();
  await other.run();
  one.operator = readFileSync(join(one.data, "data/operator-token"), "utf8").trim();
  other.operator = one.operator;
  browser = await Browser.start();
});
after(async () => {
  await browser?.stop();
  await one?.remove();
  await other?.remove();
});

test("Signed in at one node, known at the other; signed out there, out here", async () => {
  const own = await one.issue("alice", "laptop", { scopes: ["*"] });
  const here = await browser.signedIn(one, own.secret);
  await create(here, "made here");
  await store(here);
  // A cookie is of the host, whatever the port.
  const there = await browser.tab(other);
  await there.goto(`${other.origin}/tokens`);
  await row(there, "made here").waitFor();
  await create(there, "made there");
  await store(there);
  await here.bringToFront();
  await here.getByText("1 new token").waitFor();
  const before = await here.evaluate(() => fetch("/v1/session").then((answer) => answer.status));
  assert.equal(before, 200);
  await there.bringToFront();
  await button(there, "Signed in as alice").click();
  await button(there, "Sign out everywhere").click();
  await there.getByText("Signed out everywhere.").waitFor();
  await here.bringToFront();
  await until("it has ended here", async () =>
    here.getByText("Your session has ended", { exact: true }).isVisible(),
  );
});
