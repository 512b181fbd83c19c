import fc from "fast-check";
import { expect, test } from "vitest";
import { readServerSentEvents, type StreamMessage } from "./server-sent-events.ts";

async function read(chunks: readonly Uint8Array[]): Promise<StreamMessage[]> {
  const found: StreamMessage[] = [];
  const source = (async function* () {
    yield* chunks;
  })();
  for await (const messages of readServerSentEvents(source)) found.push(...messages);
  return found;
}

const bytes = (text: string) => new TextEncoder().encode(text);
const texts = fc.string({ unit: fc.constantFrom(...'ab {}:,"くら€🏦') });
const messages: fc.Arbitrary<StreamMessage> = fc.oneof(
  texts.map((data) => ({ data })),
  texts.map((comment) => ({ comment: comment.trim() })),
);

test("messages arrive whole and in order, however the stream is cut and whichever line ends it uses", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(messages, { maxLength: 8 }),
      fc.constantFrom("\n", "\r\n", "\r"),
      fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
      async (sent, end, cuts) => {
        const lines = sent.map((one) =>
          "data" in one ? `id: 1${end}data: ${one.data}${end}${end}` : `: ${one.comment}${end}`,
        );
        const whole = bytes(`${lines.join("")}:last${end}${end}`);
        const chunks: Uint8Array[] = [];
        for (let from = 0, i = 0; from < whole.length; i++) {
          const length = cuts[i % cuts.length]!;
          chunks.push(whole.slice(from, from + length));
          from += length;
        }
        const found = await read(chunks);
        expect(found.slice(0, sent.length)).toEqual(sent);
      },
    ),
  );
});

test("what becomes whole with one piece of bytes is given together", async () => {
  const source = (async function* () {
    yield bytes('data: {"a":1}\n\ndata: {"a":2}\n\ndata: {"a"');
    yield bytes(":3");
    yield bytes("}\n\n");
  })();
  const batches: (readonly StreamMessage[])[] = [];
  for await (const batch of readServerSentEvents(source)) batches.push(batch);
  expect(batches).toEqual([[{ data: '{"a":1}' }, { data: '{"a":2}' }], [{ data: '{"a":3}' }]]);
});

test("data of several lines is one message, and one cut off by the end of the stream is none", async () => {
  expect(await read([bytes("data: a\ndata:b\n\n:heartbeat\ndata: lost\n")])).toEqual([
    { data: "a\nb" },
    { comment: "heartbeat" },
  ]);
});

test("neither a line without end nor an event without end is collected for ever", async () => {
  const chunk = bytes("x".repeat(1024 * 1024));
  await expect(read([chunk, chunk, chunk, chunk, chunk])).rejects.toThrow(RangeError);
  const line = bytes(`data: ${"x".repeat(1024 * 1024)}\n`);
  await expect(read([line, line, line, line, line])).rejects.toThrow(RangeError);
});
