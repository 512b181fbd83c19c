import type { FastifyReply } from "fastify";

/** One open stream of server-sent events. */
export type EventStream = {
  /** Sends messages of JSON text, all of them in one piece. */
  send(...jsons: readonly string[]): void;
  comment(text: string): void;
  /** Says nothing more, not even that it is alive. */
  silence(): void;
  /** Whether the reader is so far behind that nothing more can be kept for it. */
  isFull(): boolean;
  onDrain(listener: () => void): void;
  /** Waits until the reader has taken most of what was sent; false when it went away. */
  taken(): Promise<boolean>;
  end(): void;
  onClose(listener: () => void): void;
};

const HEARTBEAT_MS = 15_000;
/** A reader this far behind reads too slowly, */
const FULL_BYTES = 16 * 1024 * 1024;
/** and one this far behind has stopped. */
const MOST_UNREAD_BYTES = 2 * FULL_BYTES;

/** Takes over the answer to a request and keeps it open, with a comment now and then by the machine's time. */
export function openEventStream(reply: FastifyReply, heartbeatMs = HEARTBEAT_MS): EventStream {
  reply.hijack();
  const response = reply.raw;
  response.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    "content-type": "text/event-stream",
    "cache-control": "no-store",
    "x-accel-buffering": "no",
  });
  response.flushHeaders();
  const heartbeat = setInterval(() => write(":heartbeat\n\n"), heartbeatMs).unref();
  const write = (text: string) => {
    if (response.writableEnded || response.destroyed) return;
    response.write(text);
    if (response.writableLength > MOST_UNREAD_BYTES) response.destroy();
  };
  response.on("close", () => clearInterval(heartbeat));
  response.on("error", () => response.destroy());
  response.socket?.setNoDelay(true);
  return {
    send(...jsons) {
      if (jsons.length > 0) write(`data: ${jsons.join("\n\ndata: ")}\n\n`);
    },
    comment: (text) => write(`:${text}\n\n`),
    silence: () => clearInterval(heartbeat),
    isFull: () => response.writableLength > FULL_BYTES,
    onDrain: (listener) => {
      response.on("drain", listener);
    },
    async taken() {
      if (response.writableNeedDrain) {
        await new Promise<void>((resolve) => {
          response.once("drain", resolve);
          response.once("close", resolve);
        });
      }
      return !response.destroyed;
    },
    end: () => response.end(),
    onClose: (listener) => {
      response.on("close", listener);
    },
  };
}
