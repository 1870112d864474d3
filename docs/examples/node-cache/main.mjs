// node main.mjs BROKERS TOPIC NODE_HOST NODE_PORT: answers each secret on the standard input, a
// line each, with a line of JSON: whether it is good, and whether the cache or the node said so.
// LEDGER_TOKEN is a token with the scope ledger:verify. What the topic revokes is printed as it
// comes. Before the first time: npm ci

import { createHash, randomUUID } from "node:crypto";
import { createInterface } from "node:readline";
import { Kafka as Binding } from "cloudevents";
import kafkajs from "kafkajs";
import { RevocationCache } from "./revocation_cache.mjs";

const [brokers, topic, host, port] = process.argv.slice(2);
const token = process.env.LEDGER_TOKEN;
if (!port || !token) {
  giveUp("usage: LEDGER_TOKEN=… node main.mjs BROKERS TOPIC NODE_HOST NODE_PORT");
}
const cache = new RevocationCache();

function print(line) {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** Ends the process: whoever starts it again has an empty cache, which is always right. */
function giveUp(why) {
  process.stderr.write(`revocation_cache: ${why}\n`);
  process.exit(1);
}

// The topic.

let ledger;

/** The record as a CloudEvent; nothing where it is none. */
function eventOf(message, headers) {
  try {
    return Binding.toEvent({ value: message.value.toString(), headers });
  } catch {
    return undefined;
  }
}

/** Type and subject stand beside the record. Where they do not, the record is parsed, and so are
 * the first one and barriers: they name the ledger, so that another one in its place is noticed.
 */
function recordOf(message) {
  const headers = Object.fromEntries(
    Object.entries(message.headers ?? {}).map(([name, value]) => [name, value?.toString()]),
  );
  const record = {
    position: Number(message.offset),
    timeMs: Number(message.timestamp),
    type: headers.ce_type,
    subject: headers.ce_subject,
  };
  const isBarrier = record.type === "tokenledger.ledger.barrier.v1";
  if (record.type && !isBarrier && record.position > 0) return record;
  headers["content-type"] ??= "application/cloudevents+json";
  const event = eventOf(message, headers);
  if (!event) return record;
  ledger ??= event.source;
  if (event.source !== ledger) {
    if (isBarrier || record.position === 0) giveUp("the topic holds another ledger now");
    return record; // not of this ledger: it means nothing
  }
  const { type, subject, data } = event;
  return { ...record, type, subject, intervalMs: isBarrier ? data.interval_ms : undefined };
}

const kafka = new kafkajs.Kafka({
  clientId: "revocation-cache",
  brokers: brokers.split(","),
  logLevel: kafkajs.logLevel.ERROR,
});
// kafkajs joins a group whatever one does. One of its own, in which nothing is committed, begins at
// 0 each time: a cache that is empty has to hear of everything.
const consumer = kafka.consumer({ groupId: `revocation-cache-${randomUUID()}` });
consumer.on(consumer.events.CRASH, ({ payload }) => {
  if (!payload.restart) giveUp(payload.error.message);
});
await consumer.connect();
await consumer.subscribe({ topic, fromBeginning: true });
await consumer.run({
  autoCommit: false,
  eachMessage: async ({ message }) => {
    const record = recordOf(message);
    const { type, subject, position } = record;
    if (cache.read(record)) print({ seen: type, subject: subject ?? "", position });
  },
});

// The node.

/** `POST /v1/verify`; nothing where the node cannot say. */
async function ask(secret, atLeast) {
  try {
    const reply = await fetch(`http://${host}:${port}/v1/verify`, {
      method: "POST",
      headers: {
        Authorization: `Bearer ${token}`,
        "Content-Type": "application/json",
        // The node answers when it has read that far.
        ...(atLeast > 0 ? { "Ledger-Min-Position": String(atLeast) } : {}),
      },
      body: JSON.stringify({ token: secret }),
      signal: AbortSignal.timeout(30_000),
    });
    return reply.status === 200 ? await reply.json() : undefined;
  } catch (failure) {
    process.stderr.write(`revocation_cache: ${failure.message}\n`);
    return undefined;
  }
}

async function judge(secret) {
  const digest = createHash("sha256").update(secret).digest("hex");
  if (cache.find(digest, Date.now())) return { active: true, from: "cache" };
  let atLeast = 0;
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const answer = await ask(secret, atLeast);
    if (!answer) break;
    if (!answer.active) return { active: false, from: "node" };
    atLeast = cache.keep(digest, answer);
    if (atLeast === undefined) return { active: true, from: "node" };
  }
  return { active: null }; // nobody knows: neither let in nor call the token bad
}

for await (const secret of createInterface({ input: process.stdin })) print(await judge(secret));
process.exit(0);
