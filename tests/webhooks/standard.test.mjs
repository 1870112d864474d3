// What is sent is what npm's standardwebhooks takes, and nothing else is.

import assert from "node:assert/strict";
import { createPublicKey, verify } from "node:crypto";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { Ledger } from "../console/ledger.mjs";
import { Receiver } from "./receiver.mjs";

const require = createRequire(new URL("../../build/webhooks/", import.meta.url));
const { Webhook } = require("standardwebhooks");

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

async function call(method, path, body) {
  const answer = await fetch(ledger.origin + path, {
    method,
    headers: {
      authorization: `Bearer ${ledger.operator}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  assert.ok(answer.ok, text);
  return text === "" ? undefined : JSON.parse(text);
}

const register = (path, more = {}) =>
  call("POST", "/v1/webhooks", { url: receiver.url + path, ...more });
const create = (owner) =>
  call("POST", "/v1/tokens", { owner, name: "deploy", scopes: ["repo:read"] });
const to = (path) => (message) => message.path === path;

test("a receiver verifies what happened, and no one else's secret does", async () => {
  const webhook = await register("/one", { types: ["token.created"], owners: "alice" });
  assert.match(webhook.secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
  const token = await create("alice");
  await create("bob");
  const [message] = await receiver.until(1, to("/one"));
  const told = new Webhook(webhook.secret).verify(message.body, message.headers);
  assert.equal(told.type, "tokenledger.token.created.v1");
  assert.equal(told.data.event.subject, token.id);
  assert.equal(new Date(told.timestamp).toISOString(), told.data.log_time);
  assert.ok(!message.body.includes(token.secret));
  assert.ok(Buffer.byteLength(message.body) < 20_000);
  const other = await register("/other");
  assert.throws(() => new Webhook(other.secret).verify(message.body, message.headers));
  assert.throws(() => new Webhook(webhook.secret).verify(`${message.body} `, message.headers));
  const headers = { ...message.headers, "webhook-id": "msg_other" };
  assert.throws(() => new Webhook(webhook.secret).verify(message.body, headers));
  await create("alice");
  assert.equal((await receiver.until(2, to("/one"))).length, 2);
  const owners = receiver.came.filter(to("/one")).map((m) => m.json.data.event.data.owner);
  assert.deepEqual(new Set(owners), new Set(["alice"]));
});

test("while a rotation overlaps, the old secret and the new one verify", async () => {
  const old = await register("/rotated", { types: ["token.deleted"] });
  const path = `/v1/webhooks/${old.id}`;
  const rotated = await call("POST", `${path}/rotate-secret`, { overlap: 3600 });
  assert.notEqual(rotated.secret, old.secret);
  await call("POST", `${path}/test`);
  const [both] = await receiver.until(1, to("/rotated"));
  assert.equal(both.headers["webhook-signature"].split(" ").length, 2);
  new Webhook(old.secret).verify(both.body, both.headers);
  new Webhook(rotated.secret).verify(both.body, both.headers);
  const last = await call("POST", `${path}/rotate-secret`, {});
  await call("POST", `${path}/test`);
  const [, alone] = await receiver.until(2, to("/rotated"));
  new Webhook(last.secret).verify(alone.body, alone.headers);
  assert.throws(() => new Webhook(rotated.secret).verify(alone.body, alone.headers));
});

test("with a key of the ledger's whoever has the public one verifies", async () => {
  const webhook = await register("/asymmetric", { signing: "ed25519" });
  assert.equal(webhook.secret, undefined);
  assert.match(webhook.public_key, /^whpk_[A-Za-z0-9+/]{43}=$/);
  await call("POST", `/v1/webhooks/${webhook.id}/test`);
  const [{ headers, body }] = await receiver.until(1, to("/asymmetric"));
  const [scheme, signature] = headers["webhook-signature"].split(",");
  assert.equal(scheme, "v1a");
  const x = Buffer.from(webhook.public_key.slice(5), "base64").toString("base64url");
  const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
  const content = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  const is = (text) => verify(null, Buffer.from(text), key, Buffer.from(signature, "base64"));
  assert.ok(is(content));
  assert.ok(!is(`${content} `));
});

test("every try has one id and its own time, and is verified", async () => {
  receiver.answers["/late"] = { status: 503 };
  const webhook = await register("/late", { types: ["token.deleted"] });
  const token = await create("carol");
  await call("DELETE", `/v1/tokens/${token.id}`);
  await receiver.until(1, to("/late"));
  receiver.answers["/late"] = { status: 200 };
  const [first, second] = await receiver.until(2, to("/late"));
  assert.equal(first.headers["webhook-id"], second.headers["webhook-id"]);
  assert.equal(first.body, second.body);
  const waited = second.at - first.at;
  assert.ok(waited >= 4_900 && waited < 30_000, `${waited} ms`);
  for (const each of [first, second]) {
    new Webhook(webhook.secret).verify(each.body, each.headers);
  }
  assert.ok(
    Number(second.headers["webhook-timestamp"]) > Number(first.headers["webhook-timestamp"]),
  );
});

test("no secret of a webhook stands in the log, in a list or in the program's log", async () => {
  const webhook = await register("/secret");
  const everything = [
    JSON.stringify(await call("GET", "/v1/webhooks")),
    JSON.stringify(await call("GET", `/v1/webhooks/${webhook.id}`)),
    JSON.stringify(await call("GET", "/v1/events?limit=1000")),
    ledger.log.join("\n"),
  ].join("\n");
  assert.ok(everything.includes(webhook.id));
  assert.ok(!everything.includes("whsec_"));
  assert.ok(!everything.includes(webhook.secret.slice(6)));
  assert.ok(!everything.includes(Buffer.from(webhook.secret.slice(6), "base64").toString("hex")));
});
