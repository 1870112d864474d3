// What becomes of deliveries: pauses, receivers that are gone, addresses that are not for them,
// certificates, restarts; and what operators are refused.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer as createTlsServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Ledger } from "../console/ledger.mjs";
import { Receiver } from "./receiver.mjs";

let ledger;
let receiver;
let scratch;

/** A certificate that signs itself, for these names. */
function certificate(name, names) {
  const [key, cert] = [join(scratch, `${name}.key`), join(scratch, `${name}.pem`)];
  const subject = ["-subj", `/CN=${name}`, "-addext", `subjectAltName=${names}`];
  const kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-x509"];
  const words = ["req", ...kind, "-keyout", key, "-out", cert, "-days", "2", ...subject];
  execFileSync("openssl", words, { stdio: "ignore" });
  return { key, cert };
}

before(async () => {
  scratch = mkdtempSync(join(tmpdir(), "tokenledger-webhooks-"));
  process.env.SSL_CERT_FILE = certificate("good", "IP:127.0.0.1").cert;
  ledger = await Ledger.start('[webhooks]\nnetworks = ["127.0.0.1"]\n');
  receiver = await Receiver.start();
});
after(async () => {
  await receiver?.stop();
  await ledger?.remove();
  rmSync(scratch, { recursive: true, force: true });
});

const ask = (method, path, body, headers) =>
  ledger.ask(ledger.operator, method, path, body, headers);
async function call(method, path, body, headers) {
  const answer = await ask(method, path, body, headers);
  assert.ok(answer.status < 300, JSON.stringify(answer.body));
  return answer.body;
}
const register = (path, more = {}) =>
  call("POST", "/v1/webhooks", { url: receiver.url + path, types: ["token.created"], ...more });
const test_of = (webhook) => call("POST", `/v1/webhooks/${webhook.id}/test`);
const to = (path) => (message) => message.path === path;
const show = (webhook) => call("GET", `/v1/webhooks/${webhook.id}`);
async function comes_true(holds) {
  const deadline = Date.now() + 30_000;
  while (!(await holds())) {
    assert.ok(Date.now() < deadline, "it did not come true");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
const problem = (answer) => answer.body.type.replace("urn:tokenledger:problem:", "");

test("who answers 410 is disabled, and hears the same message when it is resumed", async () => {
  receiver.answers["/gone"] = { status: 410 };
  const webhook = await register("/gone");
  await ledger.issue("gone", "deploy");
  await comes_true(async () => (await show(webhook)).status === "disabled");
  const came = receiver.came.filter(to("/gone"));
  assert.equal(came.length, 1);
  await ledger.issue("gone", "deploy");
  delete receiver.answers["/gone"];
  await call("POST", `/v1/webhooks/${webhook.id}/resume`);
  const all = await receiver.until(3, to("/gone"));
  assert.equal(all[1].headers["webhook-id"], came[0].headers["webhook-id"]);
  assert.notEqual(all[2].headers["webhook-id"], came[0].headers["webhook-id"]);
  await call("DELETE", `/v1/webhooks/${webhook.id}`);
});

test("paused it hears nothing, resumed what it missed, from a position what it had", async () => {
  const webhook = await register("/paused");
  const path = `/v1/webhooks/${webhook.id}`;
  assert.equal((await call("POST", `${path}/pause`)).status, "paused");
  await ledger.issue("paused", "missed");
  const elsewhere = await register("/elsewhere");
  await ledger.issue("paused", "also");
  await receiver.until(1, to("/elsewhere"));
  assert.equal(receiver.came.filter(to("/paused")).length, 0);
  assert.equal((await call("POST", `${path}/resume`)).status, "active");
  const missed = await receiver.until(2, to("/paused"));
  await call("POST", `${path}/resume`, { after: missed[0].json.data.position - 1 });
  const again = await receiver.until(4, to("/paused"));
  const ids = again.map((message) => message.headers["webhook-id"]).sort();
  assert.deepEqual([ids[0], ids[2]], [ids[1], ids[3]]);
  await call("DELETE", `/v1/webhooks/${elsewhere.id}`);
  await call("DELETE", path);
  assert.equal((await ask("GET", path)).status, 404);
});

test("it begins where it is told to, at the first record too", async () => {
  const webhook = await register("/first", { types: [], after: 0 });
  const [first] = await receiver.until(1, to("/first"));
  assert.equal(first.json.data.position, 1);
  await call("DELETE", `/v1/webhooks/${webhook.id}`);
  const ahead = { url: receiver.url, after: 1_000_000 };
  assert.equal(problem(await ask("POST", "/v1/webhooks", ahead)), "invalid-after");
});

test("the feed of revocations comes as well", async () => {
  const types = ["deleted"];
  const webhook = await register("/dead", { feed: "revocations", types });
  const token = await ledger.issue("dead", "deploy");
  await call("DELETE", `/v1/tokens/${token.id}`);
  const [message] = await receiver.until(1, to("/dead"));
  assert.equal(message.json.type, "tokenledger.revocation.deleted");
  assert.equal(message.json.data.token, token.id);
  assert.match(message.json.data.digests[0], /^[0-9a-f]{64}$/);
  await call("DELETE", `/v1/webhooks/${webhook.id}`);
});

test("no webhook is told of webhooks", async () => {
  const webhook = await register("/all", { types: [] });
  const path = `/v1/webhooks/${webhook.id}`;
  await call("POST", `${path}/rotate-secret`);
  await ledger.issue("all", "deploy");
  const [message] = await receiver.until(1, to("/all"));
  assert.equal(message.json.type, "tokenledger.token.created.v1");
  await call("DELETE", path);
  const types = ["webhook.paused"];
  const refused = await ask("POST", "/v1/webhooks", { url: receiver.url, types });
  assert.equal(problem(refused), "invalid-types");
});

test("a redirect is followed where it keeps the method, and judged like the first", async () => {
  const other = await Receiver.start("127.0.0.2");
  try {
    const webhook = await register("/redirect");
    const leads = (status, location) => {
      receiver.answers["/redirect"] = { status, headers: { location } };
      return test_of(webhook);
    };
    for (const status of [307, 308]) {
      assert.equal((await leads(status, "/target")).delivered, true);
      assert.equal((await leads(status, `${receiver.url}/target`)).delivered, true);
    }
    assert.equal(receiver.came.filter(to("/target")).length, 4);
    for (const status of [301, 302, 303]) {
      const outcome = await leads(status, "/target");
      assert.deepEqual([outcome.delivered, outcome.status], [false, status]);
    }
    assert.equal(receiver.came.filter(to("/target")).length, 4);
    // An address that no setting names, in each of its forms.
    const port = new URL(other.url).port;
    for (const host of ["127.0.0.2", "[::ffff:127.0.0.2]", "0x7f000002", "2130706434"]) {
      const outcome = await leads(307, `http://${host}:${port}/inside`);
      assert.equal(outcome.delivered, false, host);
    }
    assert.match((await leads(307, `${other.url}/inside`)).why, /webhooks\.networks/);
    assert.equal(other.came.length, 0);
    assert.match((await leads(307, "ftp://127.0.0.1/")).why, /no URL/);
    const before = receiver.came.length;
    assert.match((await leads(307, "/redirect")).why, /too many redirects/);
    assert.equal(receiver.came.length, before + 4);
    await call("DELETE", `/v1/webhooks/${webhook.id}`);
  } finally {
    await other.stop();
  }
});

test("what is not public is refused after its name was looked up", async () => {
  const port = new URL(receiver.url).port;
  const url = `https://localhost:${port}/inside`;
  const webhook = await call("POST", "/v1/webhooks", { url, types: ["token.created"] });
  // localhost is 127.0.0.1, which a setting names, and perhaps ::1, which none does: no TLS there.
  assert.equal((await test_of(webhook)).delivered, false);
  await call("DELETE", `/v1/webhooks/${webhook.id}`);
  const strict = await Ledger.start();
  try {
    const at = (where) => ({ url: where, types: ["token.created"] });
    const plain = await strict.ask(strict.operator, "POST", "/v1/webhooks", at(receiver.url));
    assert.equal(problem(plain), "invalid-url");
    const inside = ["localhost", "127.0.0.1", "[::1]", "10.0.0.1", "169.254.169.254", "0.0.0.0"];
    for (const host of inside) {
      const there = at(`https://${host}:${port}/inside`);
      const made = await strict.ask(strict.operator, "POST", "/v1/webhooks", there);
      assert.equal(made.status, 201);
      const path = `/v1/webhooks/${made.body.id}/test`;
      const outcome = await strict.ask(strict.operator, "POST", path);
      assert.match(outcome.body.why, /not a public one/, host);
    }
  } finally {
    await strict.remove();
  }
  assert.equal(receiver.came.filter(to("/inside")).length, 0);
});

test("certificates are verified", async () => {
  const serve = async ({ key, cert }) => {
    const tls = { key: readFileSync(key), cert: readFileSync(cert) };
    const server = createTlsServer(tls, (request, response) => {
      request.resume();
      request.on("end", () => response.writeHead(204).end());
    });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    return server;
  };
  const file = { key: join(scratch, "good.key"), cert: join(scratch, "good.pem") };
  const servers = [
    [await serve(file), null],
    [await serve(certificate("unknown", "IP:127.0.0.1")), /certificate verify failed/],
  ];
  for (const [server, why] of servers) {
    const url = `https://127.0.0.1:${server.address().port}/hook`;
    const webhook = await call("POST", "/v1/webhooks", { url, types: ["token.created"] });
    const outcome = await test_of(webhook);
    if (why === null) assert.equal(outcome.delivered, true, outcome.why);
    else assert.match(outcome.why, why);
    await call("DELETE", `/v1/webhooks/${webhook.id}`);
    server.closeAllConnections();
    server.close();
  }
  // Of another name than the one that was asked for.
  const server = await serve(file);
  const url = `https://localhost:${server.address().port}/hook`;
  const webhook = await call("POST", "/v1/webhooks", { url, types: ["token.created"] });
  assert.match((await test_of(webhook)).why, /certificate verify failed/);
  await call("DELETE", `/v1/webhooks/${webhook.id}`);
  server.closeAllConnections();
  server.close();
});

test("a repeated registration is the same one, and shows its secret again", async () => {
  const headers = { "Idempotency-Key": randomUUID() };
  const body = { url: `${receiver.url}/once`, types: ["token.created"] };
  const first = await ask("POST", "/v1/webhooks", body, headers);
  const second = await ask("POST", "/v1/webhooks", body, headers);
  assert.equal(second.status, 201);
  assert.equal(second.headers.get("idempotency-replayed"), "true");
  assert.equal(second.body.id, first.body.id);
  assert.equal(second.body.secret, first.body.secret);
  const other = await ask("POST", "/v1/webhooks", { ...body, feed: "events" }, headers);
  assert.equal(other.status, 422);
  await call("DELETE", `/v1/webhooks/${first.body.id}`);
});

test("only an operator is let in, and bodies are read strictly", async () => {
  const token = await ledger.issue("nobody", "deploy", { scopes: ["*"] });
  for (const [method, path] of [
    ["GET", "/v1/webhooks"],
    ["POST", "/v1/webhooks"],
    ["GET", "/v1/webhooks/wh_01m85ysn400000000000000001/dead-letters"],
  ]) {
    const body = method === "POST" ? { url: receiver.url } : undefined;
    assert.equal((await ledger.ask(token.secret, method, path, body)).status, 403);
  }
  for (const [type, more] of [
    ["invalid-url", { url: "https://user@example.com/" }],
    ["invalid-url", { url: undefined }],
    ["invalid-feed", { feed: "all" }],
    ["invalid-types", { types: ["deleted"] }],
    ["invalid-owners", { owners: "a*b" }],
    ["invalid-signing", { signing: "rsa" }],
    ["invalid-more", { more: 1 }],
  ]) {
    const refused = await ask("POST", "/v1/webhooks", { url: receiver.url, ...more });
    assert.deepEqual([refused.status, problem(refused)], [400, type]);
  }
  const unknown = await ask("POST", "/v1/webhooks/wh_01m85ysn400000000000000001/pause");
  assert.equal(unknown.status, 404);
});

test("what waits is tried after a restart, and a hundred webhooks are the most", async () => {
  receiver.answers["/kept"] = { status: 500 };
  const webhook = await register("/kept");
  await ledger.issue("kept", "deploy");
  const [first] = await receiver.until(1, to("/kept"));
  await comes_true(async () => (await show(webhook)).delivery.failed_status === 500);
  await ledger.stop("SIGKILL");
  delete receiver.answers["/kept"];
  await ledger.run();
  const [, second] = await receiver.until(2, to("/kept"));
  assert.equal(second.headers["webhook-id"], first.headers["webhook-id"]);
  const { webhooks } = await call("GET", "/v1/webhooks");
  for (let more = webhooks.length; more < 100; ++more) {
    await call("POST", "/v1/webhooks", { url: `${receiver.url}/many`, types: ["token.deleted"] });
  }
  const refused = await ask("POST", "/v1/webhooks", { url: receiver.url });
  assert.deepEqual([refused.status, problem(refused)], [409, "webhooks-full"]);
});

test("without the key nothing is sealed or signed, and the node says so", async () => {
  const { webhooks } = await call("GET", "/v1/webhooks");
  await ledger.stop();
  rmSync(join(ledger.data, "data", "webhook-key"));
  await ledger.run();
  assert.ok(ledger.log.some((line) => line.includes("their key is not here")));
  const rotated = await ask("POST", `/v1/webhooks/${webhooks[0].id}/rotate-secret`);
  assert.deepEqual([rotated.status, problem(rotated)], [503, "webhook-key-missing"]);
  assert.equal((await show(webhooks[0])).key_present, false);
});
