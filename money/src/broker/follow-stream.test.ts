import { afterEach, describe, expect, test } from "vitest";
import {
  closeAll,
  connectFake,
  connectStreams,
  FIRST,
  fill,
  eventId as id,
  quickMachine,
  since,
  take,
} from "./fake-alpaca.ts";
import { ulidBefore } from "./ulid.ts";

afterEach(closeAll);

const OVERLAP_MS = 5 * 60_000;
const earlier = (count: number) => ulidBefore(id(count), OVERLAP_MS);

describe("the stream", () => {
  test("begins some minutes before the stored event, without one at the very first, never from now on", async () => {
    const one = await connectStreams(({ send }) => send(fill(8)));
    await take(one.broker, 1, id(7));
    expect(since(one.partner)).toEqual([earlier(7)]);
    const two = await connectStreams(({ send }) => send(fill(1)));
    await take(two.broker, 1);
    expect(since(two.partner)).toEqual([FIRST]);
  });

  test("resumes when the server closes, drops messages or says it failed, and repeats nothing", async () => {
    const { broker, partner } = await connectStreams(
      ({ send, end }) => {
        send(fill(1));
        end();
      },
      ({ send, comment }) => {
        send(fill(1), fill(2));
        comment(" you are reading too slowly, dropped 3 messages");
        send(fill(9));
      },
      ({ send, comment }) => {
        send(fill(1), fill(2), fill(3));
        comment(" internal server error");
      },
      ({ send }) => send(fill(3), fill(4)),
    );
    const events = await take(broker, 4);
    expect(events.map(({ eventId }) => eventId)).toEqual([id(1), id(2), id(3), id(4)]);
    expect(since(partner)).toEqual([FIRST, earlier(1), earlier(2), earlier(3)]);
  });

  test("an event that sorts before one already seen is not lost, neither at once nor after a resumption", async () => {
    const { broker, partner } = await connectStreams(
      ({ send, end }) => {
        send(fill(5), fill(4));
        end();
      },
      ({ send }) => send(fill(3), fill(4), fill(5), fill(6)),
    );
    expect((await take(broker, 4)).map(({ eventId }) => eventId)).toEqual([id(5), id(4), id(3), id(6)]);
    expect(since(partner)).toEqual([FIRST, earlier(5)]);
  });

  test("a broker that repeats the event it was asked to begin after is understood", async () => {
    const { broker } = await connectStreams(
      ({ send, end }) => {
        send(fill(1), fill(2));
        end();
      },
      ({ send }) => send(fill(2), fill(3)),
    );
    expect((await take(broker, 3)).map(({ eventId }) => eventId)).toEqual([id(1), id(2), id(3)]);
  });

  test("an event without an id of its own has the place of the one before, and is given", async () => {
    const bare = (execution_id: string) => fill(1, { event_id: undefined, execution_id });
    const { broker } = await connectStreams(({ send }) => send(fill(1), bare("a"), bare("b")));
    expect((await take(broker, 3)).map(({ eventId }) => eventId)).toEqual([id(1), id(1), id(1)]);
  });

  test("what comes in one piece is given together", async () => {
    const { broker } = await connectStreams(({ send }) => send(fill(1), fill(2), fill(3)));
    const stop = new AbortController();
    for await (const events of broker.tradeEvents({ afterId: null, signal: stop.signal })) {
      expect(events).toHaveLength(3);
      stop.abort();
    }
  });

  test("a silent connection is dead though nobody closed it; heartbeats keep a quiet one alive", async () => {
    const { broker, partner } = await connectStreams(
      ({ send }) => send(fill(1)),
      ({ send, comment }) => {
        const beat = setInterval(() => comment("heartbeat"), 50);
        setTimeout(() => {
          clearInterval(beat);
          send(fill(2));
        }, 1_200);
      },
    );
    const events = await take(broker, 2);
    expect(events.map(({ eventId }) => eventId)).toEqual([id(1), id(2)]);
    expect(partner.received).toHaveLength(2);
  });

  test("while we work on events the stream is not called silent", async () => {
    const { broker, partner } = await connectStreams(({ send }) => {
      send(fill(1));
      setTimeout(() => send(fill(2)), 50);
    });
    const stop = new AbortController();
    for await (const [event] of broker.tradeEvents({ afterId: null, signal: stop.signal })) {
      if (event?.eventId === id(2)) stop.abort();
      else await new Promise((resolve) => setTimeout(resolve, 900));
    }
    expect(partner.received).toHaveLength(1);
  });

  test("stops when told to, in the middle of a silence", async () => {
    const { broker } = await connectStreams(() => {});
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 50);
    for await (const _ of broker.tradeEvents({ afterId: null, signal: stop.signal })) throw new Error("no event");
  });

  test("waits longer and longer while it cannot be opened, and short again once something came", async () => {
    const machine = quickMachine();
    let asked = 0;
    const { broker } = await connectFake(
      (_request, response) => {
        asked += 1;
        if (asked <= 4 || asked === 6) return { status: asked === 2 ? 429 : 503, body: "" };
        response.writeHead(200, { "content-type": "text/event-stream" });
        if (asked === 5) response.end(`data: ${JSON.stringify(fill(1))}\n\n`);
        else response.write(`data: ${JSON.stringify(fill(2))}\n\n`);
        return "handled";
      },
      {},
      { machine },
    );
    await take(broker, 2);
    expect(machine.pauses.slice(0, 6)).toEqual([250, 500, 1_000, 2_000, 250, 500]);
  });

  test("a stream that is refused is an error: asking again would be refused again", async () => {
    const { broker } = await connectFake(() => ({ status: 403, body: { message: "forbidden." } }));
    const facts = { kind: "refused", status: 403, problem: "not_authorized" };
    await expect(take(broker, 1)).rejects.toMatchObject(facts);
  });
});
