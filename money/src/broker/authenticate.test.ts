import { parseCents } from "@kura/shared/money.ts";
import { afterEach, describe, expect, test } from "vitest";
import { ACCOUNT, closeAll, connectFake, fill, order, quickMachine, take } from "./fake-alpaca.ts";
import type { Received, Reply } from "./fake-partner.ts";

afterEach(closeAll);

const FORBIDDEN: Reply = { status: 403, body: { message: "forbidden." } };
const TRADING_ACCOUNT = { cash: "1", buying_power: "1", status: "ACTIVE" };
const bearer = (request: Received) => request.headers.authorization?.replace("Bearer ", "") ?? "";

/** A broker who gives out tokens, one after the other, and knows only some of them. */
async function connectWithTokens(
  options: { expiresIn?: unknown; knows?: (token: string) => boolean; tokenReply?: Reply; answerMs?: number } = {},
) {
  const { expiresIn = 899, knows = () => true, tokenReply } = options;
  const lines: unknown[] = [];
  let given = 0;
  let now = 0;
  const machine = { ...quickMachine(), now: () => now };
  const log = { info: (facts: object, message: string) => void lines.push({ ...facts, message }) };
  const tokens = await connectFake((request) => {
    given += 1;
    if (request.path !== "/v1/oauth2/token") return { status: 404 };
    return tokenReply ?? { body: { access_token: `T${given}`, expires_in: expiresIn, token_type: "Bearer" } };
  });
  const { broker, partner } = await connectFake(
    (request) => (knows(bearer(request)) ? { body: request.method === "POST" ? order() : TRADING_ACCOUNT } : FORBIDDEN),
    { auth: "oauth", tokenUrl: `${tokens.partner.url}/v1/oauth2/token` },
    { machine, log },
  );
  const pass = (seconds: number) => {
    now += seconds * 1000;
  };
  return { broker, partner, tokens: tokens.partner.received, lines, pass };
}

describe("showing who asks", () => {
  test("by Basic, which is the default", async () => {
    const { broker, partner } = await connectFake(() => ({ body: TRADING_ACCOUNT }));
    await broker.account();
    expect(partner.received[0]?.headers.authorization).toBe(`Basic ${Buffer.from("KEY:SECRET").toString("base64")}`);
  });

  test("by the pair of headers", async () => {
    const { broker, partner } = await connectFake(() => ({ body: TRADING_ACCOUNT }), { auth: "headers" });
    await broker.account();
    const [request] = partner.received;
    expect(request?.headers).toMatchObject({ "apca-api-key-id": "KEY", "apca-api-secret-key": "SECRET" });
    expect(request?.headers).not.toHaveProperty("authorization");
  });

  test("by a token that is asked for with key and secret in a form", async () => {
    const { broker, partner, tokens } = await connectWithTokens();
    await broker.account();
    expect(tokens[0]).toMatchObject({ method: "POST", path: "/v1/oauth2/token" });
    expect(tokens[0]?.headers["content-type"]).toBe("application/x-www-form-urlencoded");
    expect(Object.fromEntries(new URLSearchParams(tokens[0]?.body))).toEqual({
      ...{ grant_type: "client_credentials", client_id: "KEY", client_secret: "SECRET" },
    });
    expect(partner.received[0]?.headers.authorization).toBe("Bearer T1");
  });
});

describe("a token", () => {
  test("is asked for once, however many need it at the same time", async () => {
    const { broker, tokens } = await connectWithTokens();
    await Promise.all([broker.account(), broker.account(), broker.account()]);
    expect(tokens).toHaveLength(1);
  });

  test("is used until shortly before it ends, and then replaced", async () => {
    const { broker, partner, tokens, pass } = await connectWithTokens();
    await broker.account();
    pass(838);
    await broker.account();
    expect(tokens).toHaveLength(1);
    pass(2);
    await broker.account();
    expect(partner.received.map(bearer)).toEqual(["T1", "T1", "T2"]);
  });

  test.each([
    ["10", 4, 2],
    [null, 239, 2],
    [30, 14, 2],
  ])("that lives for %s seconds is used for at least %i of them", async (expiresIn, seconds, more) => {
    const { broker, tokens, pass } = await connectWithTokens({ expiresIn });
    await broker.account();
    pass(seconds);
    await broker.account();
    expect(tokens).toHaveLength(1);
    pass(more);
    await broker.account();
    expect(tokens).toHaveLength(2);
  });

  test("that is no longer known is replaced once, and the question asked again, an order too", async () => {
    const { broker, partner } = await connectWithTokens({ knows: (token) => token === "T2" });
    const request = { clientOrderId: "kura-1", symbol: "VT", notional: parseCents("650.10") };
    expect((await broker.placeBuy(request)).outcome).toBe("accepted");
    expect(partner.received.map((one) => [one.method, bearer(one)])).toEqual([
      ["POST", "T1"],
      ["POST", "T2"],
    ]);
  });

  test("that is never known is not asked for again and again", async () => {
    const { broker, partner } = await connectWithTokens({ knows: () => false });
    await expect(broker.account()).rejects.toMatchObject({ kind: "refused", problem: "not_authorized" });
    expect(partner.received).toHaveLength(2);
  });

  test("is not replaced for a 'no' that is about the question", async () => {
    const tokens: string[] = [];
    const giving = await connectFake(() => ({ body: { access_token: `T${tokens.push("")}` } }));
    const { broker, partner } = await connectFake(
      () => ({ status: 403, body: { code: 40310000, message: "insufficient buying power" } }),
      { auth: "oauth", tokenUrl: giving.partner.url },
    );
    await expect(broker.account()).rejects.toMatchObject({ problem: "insufficient_buying_power" });
    expect([partner.received.length, tokens.length]).toEqual([1, 1]);
  });

  test("opens streams as well, with a new one where the old is no longer known", async () => {
    const giving = await connectFake(() => ({ body: { access_token: `T${giving.partner.received.length}` } }));
    const { broker, partner } = await connectFake(
      (request, response) => {
        if (bearer(request) !== "T2") return FORBIDDEN;
        response.writeHead(200, { "content-type": "text/event-stream" }).write(`data: ${JSON.stringify(fill(1))}\n\n`);
        return "handled";
      },
      { auth: "oauth", tokenUrl: giving.partner.url },
    );
    expect(await take(broker, 1)).toHaveLength(1);
    expect(partner.received.map(bearer)).toEqual(["T1", "T2"]);
  });

  test.each([
    ["a wrong secret", { status: 401, body: { error: "invalid_client", access_token: "LEAK" } }, "refused"],
    ["a failure there", { status: 503, body: "LEAK" }, "outage"],
    ["an answer without it", { body: { token: "LEAK" } }, "outage"],
    ["an answer that is not JSON", { body: "LEAK" }, "outage"],
  ])("that is not given, by %s, means that nothing was asked", async (_why, tokenReply, kind) => {
    const { broker, partner } = await connectWithTokens({ tokenReply });
    const error: unknown = await broker.account().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ kind, sent: false });
    expect(String(error)).not.toMatch(/LEAK|SECRET/);
    expect((await broker.placeBuy({ clientOrderId: "k", symbol: "VT", notional: parseCents("1") })).outcome).toBe(
      "in_doubt",
    );
    expect(partner.received).toHaveLength(0);
  });
});

describe("the log", () => {
  test("has every answer's request id, and never a query, a body, a key or a token", async () => {
    const { broker, lines } = await connectWithTokens();
    await broker.findByClientOrderId("kura-1").catch(() => {});
    await broker.account();
    expect(lines).toHaveLength(2);
    expect(lines[0]).toEqual({
      ...{ partner: "broker", method: "GET", path: `/v1/trading/accounts/${ACCOUNT}/orders:by_client_order_id` },
      ...{ status: 200, requestId: "req-1", ms: 0, message: "broker answered" },
    });
    expect(JSON.stringify(lines)).not.toMatch(/SECRET|KEY|T1|kura-1|buying_power/);
  });
});
