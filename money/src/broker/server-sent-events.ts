/** One thing that a stream of server-sent events says: data, or a comment, which for the broker matters as much. */
export type StreamMessage = { readonly data: string } | { readonly comment: string };

/** No single line is longer. One that is means that this is no such stream. */
const LONGEST_LINE = 4 * 1024 * 1024;

/**
 * Takes the bytes of a stream apart into messages, however they were cut in transit.
 *
 * Data lines are joined until the empty line that ends an event; an event cut off by the end of the stream is not one.
 * `id:`, `event:` and `retry:` lines are skipped: the broker's cursor is inside the data.
 */
export async function* readServerSentEvents(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<StreamMessage, void> {
  const decoder = new TextDecoder();
  let rest = "";
  let data: string[] = [];
  for await (const chunk of chunks) {
    rest += decoder.decode(chunk, { stream: true });
    if (rest.length > LONGEST_LINE) throw new RangeError("a stream of events has no line this long");
    // A carriage return at the very end may be the first half of a line's end.
    const whole = rest.endsWith("\r") ? rest.length - 1 : rest.length;
    const lines = rest.slice(0, whole).split(/\r\n|\n|\r/);
    rest = (lines.pop() ?? "") + rest.slice(whole);
    for (const line of lines) {
      if (line.startsWith(":")) yield { comment: line.slice(1).trim() };
      else if (line.startsWith("data:")) data.push(line.slice(5).replace(/^ /, ""));
      else if (line === "" && data.length > 0) {
        yield { data: data.join("\n") };
        data = [];
      }
    }
  }
}
