import { createServer, type ServerResponse } from "node:http";
import { sampleEvent } from "./bench-broker-samples.ts";

// A broker that has nothing to do but to send trade events, made beforehand, as fast as they are read.
const count = Number(process.argv[2]);
if (!Number.isInteger(count) || count < 1) throw new Error("Say how many events to send.");

const AT_ONCE = 64;
const chunks: Buffer[] = [];
for (let from = 0; from < count; from += AT_ONCE) {
  const indexes = Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, offset) => from + offset);
  chunks.push(Buffer.from(indexes.map((index) => `data: ${sampleEvent(index)}\n\n`).join("")));
}

/** Sends all events and then keeps the stream open, as the broker's streams stay. */
async function blast(response: ServerResponse): Promise<void> {
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.write(": welcome to the Alpaca events\n\n");
  for (const chunk of chunks) {
    if (response.destroyed) return;
    if (response.write(chunk)) continue;
    await new Promise<void>((resolve) => {
      const go = () => {
        response.off("drain", go).off("close", go);
        resolve();
      };
      response.on("drain", go).on("close", go);
    });
  }
}

const server = createServer((_request, response) => void blast(response)).listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (address !== null && typeof address === "object") {
    console.log(`The source of events is at http://127.0.0.1:${address.port}`);
  }
});
