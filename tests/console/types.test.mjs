// The API's types, as the page has them written once, hold for every example of docs/http-api.md,
// which a test of its own executes. An example becomes a typed constant, and the compiler judges.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const page = join(here, "../../services/console/page");
const ts = createRequire(join(page, "../package.json"))("typescript");

/** What a call of the page answers with, by status; others are not the page's. */
const answers = [
  [/^POST \/v1\/tokens$/, "TokenWithSecret"],
  [/^GET \/v1\/tokens$/, "TokenPage"],
  [/^(GET|PATCH) \/v1\/tokens\/[^/]+$/, "Token"],
  [/^POST \/v1\/tokens\/[^/]+\/regenerate$/, "TokenWithSecret"],
  [/^GET \/v1\/tokens\/[^/]+\/events$/, "EventPage"],
  [/^POST \/v1\/owners\/[^/]+\/(suspend|resume|revoke-tokens)$/, "OwnerState"],
  [/^GET \/v1\/owners\/[^/]+$/, "OwnerState"],
  [/^GET \/v1\/policy$/, "Policy"],
  [/^POST \/v1\/identify$/, "Identified"],
  [/^GET \/v1\/session$/, "Session"],
  [/^GET \/v1\/stats$/, "Stats"],
  [/^GET \/v1\/commands\/[^/]+$/, "CommandOutcome"],
];

function examples(document) {
  const blocks = [...document.matchAll(/^```http\n(.*?)^```$/gms)].map((found) => found[1]);
  const found = [];
  for (let at = 0; at + 1 < blocks.length; at += 2) {
    const [method, target] = blocks[at].split("\n")[0].split(" ");
    const [head, body] = blocks[at + 1].split("\n\n");
    const isJson = /^Content-Type: application\/(problem\+)?json$/m.test(head);
    if (body === undefined || !isJson) continue;
    const status = Number(head.split(" ")[1]);
    found.push({ call: `${method} ${target.split("?")[0]}`, status, body: body.trim() });
  }
  return found;
}

/** Complaints of the compiler about a text. */
function complaintsOf(text) {
  const folder = mkdtempSync(join(tmpdir(), "tokenledger-types-"));
  try {
    const file = join(folder, "examples.ts");
    writeFileSync(file, text);
    const options = { strict: true, noEmit: true, exactOptionalPropertyTypes: true };
    const program = ts.createProgram([file], options);
    return ts.getPreEmitDiagnostics(program).map((one) => {
      const line = text.slice(0, one.start).split("\n").length;
      return `${line}: ${ts.flattenDiagnosticMessageText(one.messageText, "\n")}`;
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function typed(list) {
  const used = new Set();
  const lines = list.map(({ call, status, body }, index) => {
    const type = status >= 400 ? "Problem" : answers.find(([pattern]) => pattern.test(call))?.[1];
    if (type === undefined) return "";
    used.add(type);
    return `export const example${index}: types.${type} = ${body};`;
  });
  const types = JSON.stringify(join(page, "api/types"));
  return { text: `import type * as types from ${types};\n${lines.join("\n")}\n`, used };
}

const document = readFileSync(join(here, "../../docs/http-api.md"), "utf8");

test("Every example is of the type that the page takes it for", () => {
  const { text, used } = typed(examples(document));
  assert.deepEqual(complaintsOf(text), []);
  // Each type has an example at least.
  const wanted = new Set([...answers.map(([, type]) => type), "Problem"]);
  assert.deepEqual(
    [...wanted].filter((type) => !used.has(type)),
    [],
  );
});

test("A member more, one less and another kind are found", () => {
  const [session] = examples(document).filter(
    ({ call, status }) => call === "GET /v1/session" && status === 200,
  );
  for (const [from, to] of [
    ['"owner": ', '"more": 1, "owner": '],
    ['"operator": true,', ""],
    ['"operator": true', '"operator": "true"'],
  ]) {
    const broken = { ...session, body: session.body.replace(from, to) };
    assert.notEqual(broken.body, session.body);
    assert.equal(complaintsOf(typed([broken]).text).length, 1, to);
  }
});
