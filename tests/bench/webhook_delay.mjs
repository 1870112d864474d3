// From a command's answer to its message at a receiver of a webhook, over loopback without TLS:
// p50 and p99 of so many creates, one after the other. Both ends are timed by one clock, in here.
// Also how long a burst takes that is made by several at once.

import { Agent, request } from "node:http";
import { Ledger } from "../console/ledger.mjs";
import { Receiver } from "../webhooks/receiver.mjs";

const count = Number(process.argv[2] ?? 2000);
const ledger = await Ledger.start('[webhooks]\nnetworks = ["127.0.0.1"]\n[log]\naccess = false\n');
const receiver = await Receiver.start();
const agent = new Agent({ keepAlive: true });

function post(path, body) {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${ledger.operator}`,
      "content-type": "application/json",
    };
    const to = { agent, method: "POST", host: "127.0.0.1", port: ledger.port, path, headers };
    const sent = request(to, (answer) => {
      const at = performance.now();
      let text = "";
      answer.on("data", (piece) => {
        text += piece;
      });
      answer.on("end", () => resolve({ at, body: JSON.parse(text) }));
    });
    sent.on("error", reject);
    sent.end(JSON.stringify(body));
  });
}
const create = (owner) => post("/v1/tokens", { owner, name: "measured", scopes: [] });
const ms = (value) => `${value.toFixed(2)} ms`;

await post("/v1/webhooks", { url: `${receiver.url}/hook`, types: ["token.created"] });
const answered = new Map();
for (let i = 0; i < count; ++i) {
  const { at, body } = await create("one-by-one");
  answered.set(body.id, at);
}
await receiver.until(count);
const delays = receiver.came
  .map((message) => message.at - answered.get(message.json.data.event.subject))
  .sort((left, right) => left - right);
const at = (share) => delays[Math.min(delays.length - 1, Math.floor(share * delays.length))];
const found = `p50 ${ms(at(0.5))}, p99 ${ms(at(0.99))}`;
console.log(`acknowledged -> received, ${count} one by one: ${found}`);

const begin = performance.now();
const burst = Array.from({ length: 16 }, async () => {
  for (let i = 0; i < count / 16; ++i) await create("at-once");
});
await Promise.all(burst);
const made = performance.now();
await receiver.until(2 * count);
const all = receiver.came.at(-1).at;
const took = `made in ${ms(made - begin)}, all received in ${ms(all - begin)}`;
console.log(`${count} by 16 at once: ${took}`);

agent.destroy();
await receiver.stop();
await ledger.remove();
