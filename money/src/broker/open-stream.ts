import { type Partner, PartnerError, problemError, readText } from "./partner.ts";
import { readServerSentEvents, type StreamMessage } from "./server-sent-events.ts";

/** A stream opened and then said nothing for too long. */
export class SilenceError extends PartnerError {}

/** How long a stream may take to begin, where it is given less to say something. */
const OPENING_MS = 15_000;

/** Reads one connection until it ends, piece by piece. Every way in which it can break is a `PartnerError`. */
export async function* openStream(
  { partner, path, silenceMs }: { readonly partner: Partner; readonly path: string; readonly silenceMs: number },
  query: Readonly<Record<string, string>>,
  signal: AbortSignal,
): AsyncGenerator<readonly StreamMessage[], void> {
  const closed = new AbortController();
  const question = { method: "GET", path, query } as const;
  let opened = false;
  let silent = false;
  let timer: NodeJS.Timeout | undefined;
  const listen = (ms = silenceMs) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      silent = true;
      closed.abort();
    }, ms);
  };
  listen(Math.max(silenceMs, OPENING_MS));
  try {
    const stream = await partner.open(question, AbortSignal.any([signal, closed.signal]));
    if (stream.status !== 200) throw problemError(partner.name, question, stream, await readText(stream.chunks));
    opened = true;
    listen();
    for await (const messages of readServerSentEvents(withNotice(stream.chunks, listen))) {
      clearTimeout(timer); // While the caller works on what was said, it is we who are silent.
      yield messages;
      listen();
    }
  } catch (error) {
    if (signal.aborted) return;
    if (silent && opened) throw new SilenceError("outage", `${partner.name}: ${path} is silent`);
    if (error instanceof PartnerError) throw error;
    throw new PartnerError("outage", `${partner.name}: ${path} broke off`, { cause: error });
  } finally {
    clearTimeout(timer);
    closed.abort();
  }
}

async function* withNotice<Item>(items: AsyncIterable<Item>, notice: () => void): AsyncGenerator<Item, void> {
  for await (const item of items) {
    notice();
    yield item;
  }
}
