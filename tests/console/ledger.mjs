// A ledger to test against: the real program as another process, on a free port of its own.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const program = process.env.TOKENLEDGER_PROGRAM;
if (!program) throw new Error("TOKENLEDGER_PROGRAM names the program to test");

/** Lines of the program log, kept: no secret may be among them. */
export class Ledger {
  log = [];

  /** `settings`: more of the settings file. */
  static async start(settings = "") {
    const ledger = Ledger.prepare(settings);
    await ledger.run();
    ledger.operator = readFileSync(join(ledger.data, "data/operator-token"), "utf8").trim();
    return ledger;
  }

  /** Its folder and its settings; run() starts it. */
  static prepare(settings) {
    const ledger = new Ledger();
    ledger.data = mkdtempSync(join(tmpdir(), "tokenledger-console-"));
    ledger.settings = join(ledger.data, "settings.toml");
    writeFileSync(ledger.settings, settings);
    ledger.port = 0;
    return ledger;
  }

  async run() {
    const listen = `127.0.0.1:${this.port}`;
    const words = ["serve", "--data", join(this.data, "data"), "--listen", listen];
    this.process = spawn(program, [...words, "--config", this.settings, "--threads", "1"], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.ended = once(this.process, "exit");
    await new Promise((resolve, reject) => {
      const hear = (line) => {
        this.log.push(line);
        const port = /"message":"serving".*"port":(\d+)|^\S+ .*serving.*port=(\d+)/.exec(line);
        if (!port) return;
        this.port = Number(port[1] ?? port[2]);
        resolve();
      };
      createInterface({ input: this.process.stdout }).on("line", hear);
      createInterface({ input: this.process.stderr }).on("line", hear);
      this.process.once("exit", (code) =>
        reject(new Error(`the program ended (${code}):\n${this.log.join("\n")}`)),
      );
    });
  }

  host = "127.0.0.1";

  get origin() {
    return `http://${this.host}:${this.port}`;
  }

  async stop(signal = "SIGTERM") {
    this.process.kill(signal);
    await this.ended;
  }

  async remove() {
    await this.stop("SIGKILL");
    rmSync(this.data, { recursive: true, force: true });
  }

  /** What the API answers to `token`: {status, headers, body}. */
  async ask(token, method, path, body, headers = {}) {
    const answer = await fetch(`http://127.0.0.1:${this.port}${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    const json = text === "" ? null : JSON.parse(text);
    return { status: answer.status, headers: answer.headers, body: json };
  }

  /** A token by the operator, with its secret. */
  async issue(owner, name, more = {}) {
    const made = await this.ask(this.operator, "POST", "/v1/tokens", { owner, name, ...more });
    if (made.status !== 201) throw new Error(`${made.status} ${JSON.stringify(made.body)}`);
    return made.body;
  }

  async tokensOf(owner, name = "") {
    const found = await this.ask(
      this.operator,
      "GET",
      `/v1/tokens?limit=100&owner=${owner}&name=${encodeURIComponent(name)}`,
    );
    return found.body.tokens;
  }
}
