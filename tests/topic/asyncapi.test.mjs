// docs/asyncapi.yaml: a valid AsyncAPI 3 document of every message that has a schema.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import asyncapi from "@asyncapi/parser";

const docs = new URL("../../docs/", import.meta.url);
const source = fileURLToPath(new URL("asyncapi.yaml", docs));
const text = readFileSync(source, "utf8");

async function parse(document) {
  const { document: parsed, diagnostics } = await new asyncapi.Parser().parse(document, { source });
  return { parsed, errors: diagnostics.filter((each) => each.severity === 0), diagnostics };
}

test("the document is valid, and every reference in it leads somewhere", async () => {
  const { parsed, diagnostics } = await parse(text);
  const worth = diagnostics.filter((each) => each.severity < 2);
  assert.deepEqual(
    worth.map((each) => [each.message, each.path.join(".")]),
    [],
  );
  assert.equal(parsed.version(), "3.0.0");
});

test("it names each type once, with its schema and what stands beside it", async () => {
  const { parsed } = await parse(text);
  const [channel] = parsed.channels().all();
  assert.equal(channel.address(), "tokenledger");
  const messages = channel.messages().all();
  const files = readdirSync(new URL("schemas/", docs)).filter(
    (file) => file !== "definitions.json",
  );
  assert.deepEqual(messages.map((message) => `${message.id()}.json`).sort(), files.sort());
  for (const message of messages) {
    assert.equal(message.name(), `tokenledger.${message.id()}`);
    assert.equal(message.contentType(), "application/cloudevents+json");
    const payload = message.payload().json();
    assert.equal(payload.properties.type.const, message.name());
    const required = new Set(message.headers().json().required);
    const hasSubject = !message.id().startsWith("ledger.");
    assert.deepEqual(
      required,
      new Set(["content-type", "ce_type", ...(hasSubject ? ["ce_subject"] : [])]),
    );
  }
});

test("a broken document is refused", async () => {
  for (const [from, to] of [
    ["asyncapi: 3.0.0", "asyncapi: 3.0"],
    ["action: send", "action: sends"],
    ["./schemas/token.deleted.v1.json", "./schemas/token.gone.v1.json"],
    ["address: tokenledger", "adress: tokenledger"],
    ["#/components/messages/token.deleted.v1'", "#/components/messages/token.gone.v1'"],
  ]) {
    const broken = text.replace(from, to);
    assert.notEqual(broken, text, from);
    const { errors } = await parse(broken);
    assert.ok(errors.length > 0, `${from} -> ${to}`);
  }
});
