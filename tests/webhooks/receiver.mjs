// A receiver as people write them: an HTTP server that keeps what came, and answers as it is told.

import { createServer } from "node:http";
import { once } from "node:events";

export class Receiver {
  /** Of each request: path, headers, body, when. */
  came = [];
  /** What the next requests are answered, by path; else 204. */
  answers = {};

  static async start(host = "127.0.0.1") {
    const receiver = new Receiver();
    receiver.server = createServer((request, response) => {
      const pieces = [];
      request.on("data", (piece) => pieces.push(piece));
      request.on("end", () => {
        const body = Buffer.concat(pieces).toString("utf8");
        const { url: path, headers } = request;
        receiver.came.push({ path, headers, body, at: performance.now(), json: JSON.parse(body) });
        const answer = receiver.answers[path] ?? { status: 204 };
        response.writeHead(answer.status, answer.headers ?? {}).end();
      });
    });
    receiver.server.listen(0, host);
    await once(receiver.server, "listening");
    receiver.url = `http://${host}:${receiver.server.address().port}`;
    return receiver;
  }

  /** Waits until so many requests came that `is` likes; gives them. */
  async until(count, is = () => true) {
    const deadline = Date.now() + 30_000;
    for (;;) {
      const found = this.came.filter(is);
      if (found.length >= count) return found;
      if (Date.now() > deadline) throw new Error(`${found.length} of ${count} came`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  async stop() {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, "close");
  }
}
