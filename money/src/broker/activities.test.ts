import { afterEach, describe, expect, test } from "vitest";
import {
  booking,
  closeAll,
  connectFake,
  connectStreams,
  EXECUTION,
  FIRST,
  eventId as id,
  pull,
  type Stream,
  since,
} from "./fake-alpaca.ts";
import { ulidBefore } from "./ulid.ts";

afterEach(closeAll);

/** A connection that ends when everything was said. */
const holding =
  (...events: unknown[]): Stream =>
  ({ send, end }) => {
    send(...events);
    end();
  };
const ids = (activities: readonly { readonly eventId: string }[]) => activities.map(({ eventId }) => eventId);

describe("what the broker has booked", () => {
  test("an execution is the same as in the trade events, known by the same id", async () => {
    const { broker, partner } = await connectStreams(holding(booking(1, { ref_id: "x1" })));
    const [activity] = await pull(broker);
    expect(activity).toMatchObject({ kind: "execution", id: "x1", execution: EXECUTION, netAmount: -45_180n });
    expect(partner.received[0]?.query.get("until_id")).toMatch(/^7Z{25}$/);
  });

  test("an execution is bookable without what it does not need", async () => {
    const facts = [{ settle_date: null }, { settle_date: "2026-11-23T00:00:00Z" }, { settle_date: undefined }];
    const rest = [{ executed_at: null }, { net_amount: null, price: "0.0000000001" }];
    const { broker } = await connectStreams(holding(...[...facts, ...rest].map((one, i) => booking(i + 1, one))));
    const found = await pull(broker);
    expect(found.map((one) => one.execution?.settlesOn)).toEqual([
      null,
      "2026-11-23",
      null,
      "2026-11-23",
      "2026-11-23",
    ]);
    expect(String(found[3]?.execution?.executedAt)).toBe("2026-11-20T15:02:11.417203Z");
    expect(found[4]).toMatchObject({ netAmount: null, execution: { price: 0n, priceText: "0.0000000001" } });
  });

  test("amounts may be numbers, and are exact all the same", async () => {
    const text = JSON.stringify(booking(1, { qty: "Q", net_amount: "N" }));
    const { broker } = await connectStreams(holding(text.replace('"Q"', "0.123456789").replace('"N"', "-37.19")));
    expect(await pull(broker)).toMatchObject([{ netAmount: -3_719n, execution: { shares: 123_456_789n } }]);
  });

  test("dollars that came in carry their sender's reference", async () => {
    const wire = { activity_type: "CSD", net_amount: "25000", qty: "0", details: { reference: "wire-7" } };
    const { broker } = await connectStreams(holding(booking(1, wire)));
    const [activity] = await pull(broker);
    expect(activity).toMatchObject({ kind: "cash_in", amount: 2_500_000n, reference: "wire-7", eventId: id(1) });
  });

  test("corrections, reversals, fees and types of tomorrow are told of, never taken for a plain booking", async () => {
    const bust = { details: { ...booking(3).details, execution_type: "trade_bust" }, qty: "-1.5" };
    const { broker } = await connectStreams(
      holding(
        booking(1, { previous_id: "r0" }),
        booking(2, { status: "canceled" }),
        booking(3, bust),
        booking(4, { activity_type: "FEE", activity_subtype: "TAF", net_amount: "-0.005", details: {} }),
        booking(5, { activity_type: "TELEPORT", net_amount: null, details: null }),
      ),
    );
    const activities = await pull(broker);
    expect(activities.map((one) => one.kind === "other" && [one.type, one.correctsId, one.netAmountText])).toEqual([
      ["TRD", "r0", "-451.8"],
      ["TRD", null, "-451.8"],
      ["TRD", null, "-451.8"],
      ["FEE", null, "-0.005"],
      ["TELEPORT", null, null],
    ]);
  });

  test("what cannot be read does not hide what follows", async () => {
    const odd = booking(2, { activity_type: "CSD", net_amount: "0.001" });
    const { broker } = await connectStreams(holding(booking(1, { qty: "x" }), odd, "no JSON", booking(4)));
    const kinds = (await pull(broker)).map(({ kind }) => kind);
    expect(kinds).toEqual(["unreadable", "unreadable", "unreadable", "execution"]);
  });

  test("bookings on accounts that are not ours are passed over", async () => {
    const { broker } = await connectStreams(holding(booking(1, { account_id: "another" }), booking(2)));
    expect(ids(await pull(broker))).toEqual([id(2)]);
  });
});

describe("reading what there is", () => {
  test("begins some minutes before the last booking, and gives what it gave before only once", async () => {
    const { broker, partner } = await connectStreams(
      holding(booking(1), booking(3)),
      holding(booking(1), booking(2), booking(3), booking(4)),
      holding(booking(1), booking(2), booking(3), booking(4)),
    );
    expect(ids(await pull(broker))).toEqual([id(1), id(3)]);
    expect(ids(await pull(broker, id(3)))).toEqual([id(2), id(4)]);
    expect(ids(await pull(broker, id(4)))).toEqual([]);
    expect(since(partner)).toEqual([FIRST, ulidBefore(id(3), 300_000), ulidBefore(id(4), 300_000)]);
  });

  test("what was given and could not be applied is given again, late ones too", async () => {
    const { broker } = await connectStreams(
      holding(booking(5)),
      holding(booking(3), booking(5), booking(6)),
      holding(booking(3), booking(5), booking(6)),
    );
    await pull(broker);
    const failing = async () => {
      for await (const _ of broker.activities({ afterId: id(5) })) throw new Error("the database is away");
    };
    await expect(failing()).rejects.toThrow("the database is away");
    expect(ids(await pull(broker, id(5)))).toEqual([id(3), id(6)]);
  });

  test("another process knows nothing of it and is given all of it: whoever books does so once", async () => {
    const everything = holding(booking(1), booking(2));
    const [one, two] = [await connectStreams(everything), await connectStreams(everything)];
    expect(await pull(one.broker)).toHaveLength(2);
    expect(await pull(two.broker, id(2))).toHaveLength(2);
  });

  test("where the broker keeps the stream open, a heartbeat or a silence ends the reading", async () => {
    const { broker } = await connectStreams(
      ({ send, comment }) => {
        send(booking(1));
        comment("heartbeat");
      },
      ({ send }) => send(booking(2)),
    );
    expect(ids(await pull(broker))).toEqual([id(1)]);
    expect(ids(await pull(broker, id(1)))).toEqual([id(2)]);
  });

  test("dropped messages end the reading before the gap", async () => {
    const { broker } = await connectStreams(({ send, comment }) => {
      send(booking(1));
      comment(" you are reading too slowly, dropped 7 messages");
      send(booking(9));
    });
    expect(ids(await pull(broker))).toEqual([id(1)]);
  });

  test("a connection that breaks off is an outage, not the end", async () => {
    const { broker } = await connectStreams(({ send, response }) => {
      send(booking(1));
      setTimeout(() => response.destroy(), 20);
    });
    await expect(pull(broker)).rejects.toMatchObject({ kind: "outage" });
  });

  test("a refusal is an error", async () => {
    const { broker } = await connectFake(() => ({ status: 403, body: { message: "forbidden." } }));
    await expect(pull(broker)).rejects.toMatchObject({ kind: "refused" });
  });
});
