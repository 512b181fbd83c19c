import { expect, test } from "vitest";
import { PROBLEMS, type ProblemKind, readProblem } from "./read-problem.ts";

const said = (code: number | null, message: string, more: object = {}) =>
  JSON.stringify({ ...(code === null ? {} : { code }), message, ...more });

/** Everything on record of what the broker answers instead of a success: status, body, and what it means to us. */
const RECORDED: readonly (readonly [number, string, ProblemKind])[] = [
  [400, said(40010000, "request body format is invalid"), "invalid_request"],
  [400, said(40010000, "only one of qty or notional is accepted"), "invalid_request"],
  [400, '"account id is not a UUID"', "invalid_request"],
  [401, said(null, "unauthorized."), "not_authorized"],
  [401, "<html><head><title>401 Authorization Required</title></head></html>", "not_authorized"],
  [401, "", "not_authorized"],
  [403, said(null, "forbidden."), "not_authorized"],
  [403, said(40310000, "forbidden."), "not_authorized"],
  [403, "", "not_authorized"],
  [403, "<html>denied</html>", "not_authorized"],
  [
    403,
    said(40310000, "insufficient buying power", { buying_power: "1", cost_basis: "2" }),
    "insufficient_buying_power",
  ],
  [403, said(null, "insufficient buying power"), "insufficient_buying_power"],
  [403, '"insufficient buying power"', "insufficient_buying_power"],
  [
    403,
    said(40310000, "insufficient qty available for order (requested: 20, available: 8)", {
      ...{ symbol: "VTI", existing_qty: "20", held_for_orders: "12", available: "8" },
    }),
    "insufficient_shares",
  ],
  [
    403,
    said(40310000, "potential wash trade detected. use complex orders", {
      ...{ existing_order_id: "x", reject_reason: "opposite side market/stop order exists" },
    }),
    "opposite_order_open",
  ],
  [422, said(42210000, "potential wash trade detected. use complex orders"), "opposite_order_open"],
  [403, said(40310000, "cannot open a long buy while a short sell order is open"), "opposite_order_open"],
  [403, said(40310000, "account is not allowed to short"), "insufficient_shares"],
  [403, said(40310000, "cost basis must be >= minimal amount of order 1"), "below_minimum"],
  [422, said(40310000, "cost basis must be >= minimal amount of order 1"), "below_minimum"],
  [403, said(40310000, 'asset "X" is not fractionable'), "not_fractionable"],
  [403, said(40310000, "order parameters are not changed"), "nothing_to_change"],
  [403, said(40310000, "something that we have never read"), "forbidden"],
  [404, said(40410000, "order not found for 61e69015-8549-4bfd-b9c3-01e75843f47d"), "not_found"],
  [404, said(40410000, "position does not exist"), "not_found"],
  [404, "", "not_found"],
  [422, said(40010001, "client_order_id must be unique"), "id_taken"],
  [422, said(42210000, "client_order_id must be unique"), "id_taken"],
  [422, said(40010001, "client_order_id must be no more than 128 characters"), "invalid_request"],
  [422, said(40010001, "order_id is missing"), "invalid_request"],
  [422, said(40010001, "qty or notional is required"), "invalid_request"],
  [422, said(42210000, 'asset "X" not found'), "unknown_symbol"],
  [422, said(42210000, 'asset "X" is not tradable'), "not_tradable"],
  [422, said(42210000, "fractional orders must be DAY orders"), "invalid_request"],
  [422, said(42210000, "fractional orders must be simple orders"), "invalid_request"],
  [422, said(42210000, "fractional orders must be market, limit, stop, or stop_limit orders"), "invalid_request"],
  [
    422,
    said(42210000, "invalid limit_price 1.005. sub-penny increment does not fulfill minimum pricing criteria"),
    "invalid_request",
  ],
  [422, said(42210000, "notional value must be limited to 2 decimal places"), "invalid_request"],
  [422, said(42210000, 'order is already in "filled" state'), "not_cancelable"],
  [422, said(40010001, "cannot submit incoming wire transfer using this API"), "invalid_request"],
  [422, said(null, "idempotency key was used with another body"), "invalid_request"],
  [422, "", "invalid_request"],
  [429, said(42910000, "rate limit exceeded"), "too_many_requests"],
  [429, said(null, "too many requests."), "too_many_requests"],
  [429, "", "too_many_requests"],
  [409, said(40910000, "account already exists"), "conflict"],
  [410, said(41010000, "endpoint is gone"), "gone"],
  [500, said(50010000, "internal server error occurred"), "outage"],
  [502, "<html><h1>502 Bad Gateway</h1></html>", "outage"],
  [503, "", "outage"],
  [504, '"upstream request timeout"', "outage"],
  [408, "", "outage"],
];

test.each(RECORDED)("%i %s is %s", (status, body, kind) => {
  expect(readProblem(status, body).kind).toBe(kind);
});

test("every problem on our list is met by something on record", () => {
  expect(new Set(RECORDED.map(([, , kind]) => kind))).toEqual(new Set(PROBLEMS));
});

test("words count only within a status that judges the request: a failure that quotes them is still a failure", () => {
  for (const [, body] of RECORDED) {
    expect(readProblem(500, body).kind).toBe("outage");
    expect(readProblem(429, body).kind).toBe("too_many_requests");
    expect(readProblem(404, body).kind).toBe("not_found");
  }
});

test("the code never decides: any code beside the same status and words means the same", () => {
  for (const [status, body, kind] of RECORDED) {
    if (!body.startsWith('{"code"')) continue;
    for (const code of [0, 40010000, 42210000, 50010000])
      expect(readProblem(status, body.replace(/"code":\d+/, `"code":${code}`)).kind).toBe(kind);
  }
});

test("a problem carries the code and the words for people, and is brief", () => {
  expect(readProblem(422, said(42210000, "no\n  way"))).toEqual({
    ...{ kind: "invalid_request", code: "42210000", message: "no way" },
  });
  expect(readProblem(422, '{"code":"insufficient_funds","detail":"There is too little."}')).toMatchObject({
    ...{ code: "insufficient_funds", message: "There is too little." },
  });
  expect(readProblem(502, "x".repeat(5_000)).message).toHaveLength(300);
  expect(readProblem(400, "null")).toEqual({ kind: "invalid_request", code: null, message: "" });
  expect(readProblem(400, "[1]")).toEqual({ kind: "invalid_request", code: null, message: "" });
});
