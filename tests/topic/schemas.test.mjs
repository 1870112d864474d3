// docs/schemas against the records that the program writes, and against broken ones: what a schema
// refuses the program refuses, too.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import Ajv from "ajv";
import addFormats from "ajv-formats";

const folder = new URL("../../docs/schemas/", import.meta.url);
const sample = process.env.TOPIC_SAMPLE;
const ajv = addFormats(new Ajv({ strict: true, strictTypes: false }));
const files = readdirSync(folder);
for (const file of files) ajv.addSchema(JSON.parse(readFileSync(new URL(file, folder))), file);

const fileOf = (event) => `${event.type.replace(/^tokenledger\./, "")}.json`;

/** Whether the schema of its own type takes it; `type`: of that type, whatever it says itself. */
function isValid(event, type = fileOf(event)) {
  const validate = ajv.getSchema(type);
  assert.ok(validate, `there is no docs/schemas/${type}`);
  return validate(event);
}

const lines = execFileSync(sample, ["write"], { maxBuffer: 1 << 26 })
  .toString("utf8")
  .trimEnd()
  .split("\n");
const events = lines.map((line) => JSON.parse(line));
const golden = events.slice(0, events.findIndex((event) => event.type.includes("barrier")) + 2);

test("every record that the program writes is what its schema says", () => {
  for (const [i, event] of events.entries()) {
    const file = fileOf(event);
    assert.ok(isValid(event), `${lines[i]}\n${JSON.stringify(ajv.getSchema(file)?.errors)}`);
  }
});

test("every event shown in docs/events.md is what its schema says", () => {
  const page = readFileSync(new URL("../events.md", folder), "utf8");
  const shown = [...page.matchAll(/```json\n(.*?)```/gs)]
    .map(([, json]) => JSON.parse(json))
    .filter((event) => event.type);
  for (const event of shown) {
    assert.ok(isValid(event), JSON.stringify(ajv.getSchema(fileOf(event))?.errors));
  }
  assert.deepEqual(new Set(shown.map(fileOf)), new Set(golden.map(fileOf)));
});

test("there is a schema for each type, and for nothing else", () => {
  const types = new Set(golden.map(fileOf));
  assert.deepEqual(new Set(files), types.add("definitions.json"));
});

test("a record is of its own type alone", () => {
  for (const event of golden) {
    for (const file of files.filter((file) => file !== "definitions.json")) {
      assert.equal(isValid(event, file), file === fileOf(event), `${file}: ${event.type}`);
    }
  }
});

const values = [null, {}, [null], true, "", "\u0000", -1, 0.5, " x "];
/** Members that a record of some type does without. */
const optional = {
  "token.updated": ["data.name", "data.scopes"],
  "token.regenerated": ["data.overlap_until"],
  "session.ended": ["data.session"],
  "webhook.registered": ["data.owners", "data.after", "data.public_key"],
  "webhook.resumed": ["data.after"],
  "webhook.secret-rotated": ["data.overlap_until", "data.public_key"],
  "ledger.barrier": ["data.node_name", "data.rules", "data.leaving", "data.interval_ms"],
};

/** Whether the record may still be good without the member at `path`. */
function mayLack(event, path) {
  if (path === "reliedon") return true;
  const kind = event.type.split(".").slice(1, 3).join(".");
  if (kind === "token.updated" && Object.keys(event.data).length < 2) return false;
  return (optional[kind] ?? []).includes(path);
}

/** Whether it may still be good with that value: a schema need not see it, or it is no fault. */
function mayBe(event, path, value) {
  if (path === "data.name") return value === " x ";
  const isEmpty = value !== null && !Array.isArray(value) && typeof value === "object";
  const needsNothing = ["session.ended", "webhook.resumed"];
  return path === "data" && isEmpty && needsNothing.some((type) => event.type.includes(type));
}

/** Copies of `event`, each broken in one place: what was done, the copy, whether it may be good. */
function* broken(event) {
  for (const part of [undefined, "data"]) {
    const at = (copy) => (part ? copy[part] : copy);
    for (const name of Object.keys(at(event))) {
      const path = part ? `${part}.${name}` : name;
      const lacking = structuredClone(event);
      delete at(lacking)[name];
      yield [`without ${path}`, lacking, mayLack(event, path)];
      for (const value of values) {
        const json = JSON.stringify(value);
        if (JSON.stringify(at(event)[name]) === json) continue;
        const other = structuredClone(event);
        at(other)[name] = value;
        yield [`${path} = ${json}`, other, mayBe(event, path, value)];
      }
    }
  }
  const more = structuredClone(event);
  more.data.more = 1;
  yield ["a member more", more, event.type.includes("barrier")];
}

test("a record that is broken in one place is refused", () => {
  let count = 0;
  for (const event of golden) {
    for (const [what, copy, mayBeGood] of broken(event)) {
      // Of the type that it was: a wrong `type` has no schema of its own.
      const valid = isValid(copy, fileOf(event));
      count += 1;
      if (mayBeGood) continue;
      assert.ok(!valid, `${event.type} with ${what}: ${JSON.stringify(copy)}`);
    }
  }
  assert.ok(count > 1000, `${count}`);
});

test("what a schema refuses the program refuses, too", () => {
  const refused = golden.flatMap((event) =>
    [...broken(event)].filter(([, copy]) => !isValid(copy, fileOf(event))),
  );
  const input = refused.map(([, copy]) => JSON.stringify(copy)).join("\n");
  const verdicts = execFileSync(sample, ["judge"], { input }).toString().trimEnd().split("\n");
  assert.equal(verdicts.length, refused.length);
  for (const [i, verdict] of verdicts.entries()) {
    assert.equal(verdict, "refused", `${refused[i][0]}: ${JSON.stringify(refused[i][1])}`);
  }
});
