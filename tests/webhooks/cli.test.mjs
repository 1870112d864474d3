// `tokenledger webhook …`: what people type, and what they see.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { after, before, test } from "node:test";
import { Ledger } from "../console/ledger.mjs";
import { Receiver } from "./receiver.mjs";

let ledger;
let receiver;

before(async () => {
  ledger = await Ledger.start('[webhooks]\nnetworks = ["127.0.0.1"]\n');
  receiver = await Receiver.start();
});
after(async () => {
  await receiver?.stop();
  await ledger?.remove();
});

/** Beside the receiver, which answers meanwhile only what needs no answer of ours. */
function run(words, status = 0) {
  const env = {
    PATH: process.env.PATH,
    TOKENLEDGER_SERVER: ledger.origin,
    TOKENLEDGER_TOKEN: ledger.operator,
  };
  const program = process.env.TOKENLEDGER_PROGRAM;
  const ended = spawnSync(program, ["webhook", ...words], { env, encoding: "utf8" });
  assert.equal(ended.status, status, ended.stderr);
  return ended;
}

test("a webhook from its registration to its end", async () => {
  const url = `${receiver.url}/cli`;
  const added = run(["add", url, "--type", "token.deleted", "--owners", "team-*"]);
  assert.match(added.stdout, /^whsec_[A-Za-z0-9+/]{43}=\n$/);
  assert.ok(!added.stderr.includes("whsec_"));
  const id = /wh_[a-z0-9]{26}/.exec(added.stderr)[0];
  assert.match(run(["list"]).stdout, new RegExp(`${id} +active +events +token.deleted +team-\\*`));
  assert.match(run(["show", id]).stdout, new RegExp(`url +${url}`));
  assert.match(run(["pause", id]).stdout, /status +paused/);
  assert.match(run(["resume", id, "--after", "1"]).stdout, /status +active/);
  const rotated = run(["rotate-secret", id, "--overlap", "1h"]);
  assert.match(rotated.stdout, /^whsec_/);
  assert.notEqual(rotated.stdout, added.stdout);
  assert.match(rotated.stderr, /old secret +20/);
  assert.equal(run(["dead-letters", id]).stdout, "");
  assert.equal(run(["resend", id]).stdout, "0 sent again\n");
  assert.match(run(["resend", id, "--letter", "1-0"], 1).stderr, /dead letter/);
  run(["delete", id], 2);
  run(["delete", id, "--yes"]);
  run(["show", id], 1);
});

test("a test says why nothing came", () => {
  const added = run(["add", "https://10.0.0.7/hook", "--ed25519", "--json"]);
  const webhook = JSON.parse(added.stdout);
  assert.match(webhook.public_key, /^whpk_/);
  assert.match(run(["test", webhook.id], 1).stderr, /not a public one/);
  assert.match(run(["show", webhook.id]).stdout, /public key +whpk_/);
  assert.match(run(["add", "nowhere"], 1).stderr, /https:\/\/example.com/);
});
