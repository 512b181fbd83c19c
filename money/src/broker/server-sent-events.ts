import { StringDecoder } from "node:string_decoder";

/** One thing that a stream of server-sent events says: data, or a comment, which for the broker matters as much. */
export type StreamMessage = { readonly data: string } | { readonly comment: string };

/** No single line is longer. One that is means that this is no such stream. */
const LONGEST_LINE = 4 * 1024 * 1024;
const COLON = 58;
const SPACE = 32;

/**
 * Takes the bytes of a stream apart into messages, however they were cut in transit: for each piece of bytes, what has
 * become whole with it.
 *
 * Data lines are joined until the empty line that ends an event; an event cut off by the end of the stream is not one.
 * `id:`, `event:` and `retry:` lines are skipped: the broker's cursor is inside the data.
 */
export async function* readServerSentEvents(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<readonly StreamMessage[], void> {
  const decoder = new StringDecoder("utf8");
  const reader = createLineReader();
  for await (const chunk of chunks) {
    const messages = reader.read(decoder.write(chunk as Buffer));
    if (messages.length > 0) yield messages;
  }
}

/** Splits text into lines, and lines into messages. It runs for every event there is, so it copies little. */
function createLineReader() {
  let rest = "";
  let data: string | null = null;
  const readLine = (line: string, found: StreamMessage[]): void => {
    if (line === "") {
      if (data !== null) found.push({ data });
      data = null;
    } else if (line.charCodeAt(0) === COLON) found.push({ comment: line.slice(1).trim() });
    else if (line.startsWith("data:")) {
      const more = line.slice(line.charCodeAt(5) === SPACE ? 6 : 5);
      data = data === null ? more : `${data}\n${more}`;
    }
  };
  return {
    read(piece: string): StreamMessage[] {
      let text = rest === "" ? piece : rest + piece;
      let end = "";
      if (text.includes("\r")) {
        // A carriage return at the very end may be the first half of a line's end.
        if (text.endsWith("\r")) [text, end] = [text.slice(0, -1), "\r"];
        text = text.replace(/\r\n?/g, "\n");
      }
      const found: StreamMessage[] = [];
      let from = 0;
      for (let to = text.indexOf("\n"); to !== -1; to = text.indexOf("\n", from)) {
        readLine(text.slice(from, to), found);
        from = to + 1;
      }
      rest = text.slice(from) + end;
      if (rest.length + (data?.length ?? 0) > LONGEST_LINE)
        throw new RangeError("a stream of events has no line this long");
      return found;
    },
  };
}
