import fc from "fast-check";

// A new route that takes a body gets a row in ROUTES, one that takes a query a row in QUERIES: everything that
// bad-input.test.ts says then holds for it too.

type Body = Record<string, unknown>;
/** A route that takes a body, with what is right and what is wrong in it. */
export type Route = {
  path: string;
  method: "POST" | "PATCH";
  /** Whose words it says no in: the broker's `{code, message}`, or problem details. */
  words: "broker" | "desk";
  /** The clock and the identity vendor ask for none. */
  key?: "none";
  /** A body that is taken; `n` is another one each time. */
  good(n: number): Body;
  /** What must not stand in each of its fields. `undefined` leaves the field out. */
  wrong: Record<string, fc.Arbitrary<unknown>>;
  /** Fields that may hold much that is right; whatever they hold, nothing breaks. */
  others: readonly string[];
};

const absent = fc.constantFrom(undefined, null, "");
// The first of these was found by chance: an object that cannot be made a text.
const tricky = fc.constantFrom({ toString: {} }, { valueOf: {} }, { length: 1e9 }, { constructor: null }, [[[]]]);
const structure = fc.oneof(tricky, fc.boolean(), fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue()));
const number = fc.oneof(fc.integer(), fc.double());
const tooLong = fc.string({ minLength: 301, maxLength: 2_000 });
const words = (...right: string[]) => fc.string().filter((text) => !right.includes(text));
const decimal = fc.oneof(
  structure,
  fc.constantFrom("0", "-1", "abc", "NaN", "Infinity", "1,000", "0x10", "1.1.1", "１", " 1", "9".repeat(31)),
  fc.string().filter((text) => !/\d/.test(text)),
);
const required = (...more: fc.Arbitrary<unknown>[]) => fc.oneof(absent, structure, ...more);

/** Where the desk places its orders. */
export const ORDERS = "/v1/trading/accounts/3f0c2a51-8a5e-4f0e-9a5b-6f1f5f0b7c21/orders";
const order = { symbol: "VTI", side: "buy", type: "market", time_in_force: "day" };
const ORDER_WRONG = {
  symbol: required(tooLong, fc.constant("NOSUCH")),
  side: required(words("buy", "sell", "sell_short")),
  type: required(words("market", "limit", "stop", "stop_limit", "trailing_stop")),
  time_in_force: required(words("day", "gtc", "opg", "cls", "ioc", "fok")),
  client_order_id: fc.oneof(structure, tooLong),
  subtag: fc.oneof(structure, tooLong),
};
const ORDER_OTHERS = [
  ...["extended_hours", "order_class", "position_intent", "stop_price", "trail_price", "trail_percent", "take_profit"],
  ...["stop_loss", "commission", "commission_type", "source", "instructions", "legs", "advanced_instructions"],
];
const person = { name: "ヤマダ", kana: "ヤマダ", birthOn: "1990-04-01", address: "東京都" };

/** Every route that takes a body. */
export const ROUTES: readonly Route[] = [
  {
    ...{ path: ORDERS, method: "POST", words: "broker", others: ["notional", "qty", ...ORDER_OTHERS] },
    good: (n) => ({ ...order, notional: "1.00", client_order_id: `dollars-${n}` }),
    wrong: { ...ORDER_WRONG, notional: required(decimal, fc.constant("1.001")) },
  },
  {
    ...{ path: ORDERS, method: "POST", words: "broker", others: ["qty", "limit_price", ...ORDER_OTHERS] },
    good: (n) => ({ ...order, type: "limit", qty: "1", limit_price: "1.00", client_order_id: `shares-${n}` }),
    wrong: { ...ORDER_WRONG, qty: required(decimal), limit_price: required(decimal, fc.constant("10.001")) },
  },
  {
    ...{ path: "/bank/customer-transfers", method: "POST", words: "desk", others: ["payerName"] },
    good: () => ({ amount: "100", payerName: "ヤマダ", branchCode: "801", accountNumber: "1234567" }),
    wrong: {
      amount: required(decimal, number, fc.constant("1.5")),
      payerName: required(number, tooLong),
      branchCode: required(
        number,
        words().filter((text) => !/^\d{3}$/.test(text)),
      ),
      accountNumber: required(
        number,
        words().filter((text) => !/^\d{7}$/.test(text)),
      ),
    },
  },
  {
    ...{ path: "/bank/transfers", method: "POST", words: "desk", others: ["clientReference"] },
    good: (n) => ({ from: "firm_jpy", to: "trust", amount: "100", clientReference: `t-${n}` }),
    wrong: {
      from: required(number, fc.constantFrom("trusts", "firm_usd", "trust")),
      to: required(number, fc.constantFrom("trusts", "firm_usd", "firm_jpy")),
      amount: required(decimal, number),
      clientReference: required(number, tooLong),
    },
  },
  {
    ...{ path: "/bank/wires", method: "POST", words: "desk", others: ["clientReference"] },
    good: (n) => ({ amount: "1.00", clientReference: `w-${n}`, beneficiary: "alpaca" }),
    wrong: {
      amount: required(decimal, number, fc.constant("1.001")),
      clientReference: required(number, tooLong),
      beneficiary: required(number, words("alpaca")),
    },
  },
  {
    ...{ path: "/fx/deals", method: "POST", words: "desk", others: ["clientReference"] },
    good: (n) => ({ pair: "USDJPY", side: "buy", usd: "1.00", clientReference: `d-${n}` }),
    wrong: {
      pair: required(number, words("USDJPY")),
      side: required(number, words("buy")),
      usd: required(decimal, number),
      clientReference: required(number, tooLong),
    },
  },
  {
    ...{ path: "/ekyc/checks", method: "POST", words: "desk", key: "none", others: ["clientReference", "returnUrl"] },
    good: (n) => ({ clientReference: `c-${n}`, returnUrl: "http://127.0.0.1/back", person }),
    wrong: {
      clientReference: required(number, tooLong),
      returnUrl: required(number, fc.constantFrom("ftp://x/y", "javascript:alert(1)", "back")),
      person: fc.oneof(absent, number, fc.constantFrom({ ...person, birthOn: "1990-02-30" }, { ...person, name: 5 })),
    },
  },
  {
    ...{ path: "/sim/clock/advance", method: "POST", words: "desk", key: "none", others: [] },
    good: () => ({ to: "2026-03-02T13:15:00Z" }),
    wrong: { to: required(fc.constantFrom("monday", "2026-13-01", "1999-01-01T00:00:00Z")), wait: number },
  },
  {
    ...{ path: "/sim/clock/speed", method: "POST", words: "desk", key: "none", others: [] },
    good: () => ({ speed: 0 }),
    wrong: { speed: required(fc.constantFrom(-1, 100_001, "1", "fast")) },
  },
];

/** Paths with a query, and what is wrong in it; all of it is read and refused, or passed over, but never breaks. */
export const QUERIES: readonly [path: string, ...queries: string[]][] = [
  [ORDERS, "status=maybe", "limit=0", "limit=x", "limit=-1", "after=monday", "direction=up", "until=2026-13-45"],
  [`${ORDERS}:by_client_order_id`, "", "client_order_id=", "client_order_id=a&client_order_id=b"],
  ["/v2/events/trades", "until=2026-03-01", "since=x", "since_id=x", "since=2026-03-01&since_id=1", "until_id=1"],
  ["/v2beta1/events/activities", "since=x&until=y", "since_id=%00"],
];
/** Queries that no path knows. */
export const BROKEN_QUERIES = [
  "%",
  "%E0%A4%A",
  "a[b]=c&a[]=d",
  "&&&",
  "=",
  `limit=${"9".repeat(2_000)}`,
  "__proto__=1",
  "%00=%00",
];
