import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One request that a partner in a test has received. */
export type Received = {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
};

/** What it answers: a status and a body, or full control of the response. */
export type Reply = { readonly status?: number; readonly body?: unknown; readonly headers?: Record<string, string> };
export type Respond = (request: Received, response: ServerResponse) => Reply | "handled";

export type FakePartner = {
  readonly url: string;
  /** All requests so far, in order. */
  readonly received: readonly Received[];
  stop(): Promise<void>;
};

/** A partner beyond us, for tests: a small web server that says exactly what a test wants said. */
export async function startFakePartner(respond: Respond): Promise<FakePartner> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const url = new URL(request.url ?? "/", "http://partner");
      const { method = "", headers } = request;
      const one = { method, path: url.pathname, query: url.searchParams, headers, body };
      received.push(one);
      const reply = respond(one, response);
      if (reply === "handled") return;
      const { status = 200, body: answer } = reply;
      response.writeHead(status, { "content-type": "application/json", "x-request-id": "req-1", ...reply.headers });
      response.end(typeof answer === "string" ? answer : JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
