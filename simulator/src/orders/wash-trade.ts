import { type BrokerRefusal, brokerRefuse, CODES } from "../broker-http.ts";
import type { Row, State } from "../state.ts";
import { OPEN, type OrderTerms, type OrderType } from "./order.ts";
import { otherSide } from "./standing.ts";

/** An open order that one could trade with oneself. */
export type Opposite = { id: string; type: OrderType };

const BOUNDS = { buy: "limit_price <= ?", sell: "limit_price >= ?" } as const;

/**
 * The oldest open order of an account that an order could trade with: one on the other side of the symbol where either
 * has no limit, or where both limits can meet. Trailing stops are exempt, on either side.
 */
export function findWashTrade(state: State, accountId: string, terms: OrderTerms): Opposite | null {
  const { symbol, side, type, limitPrice } = terms;
  if (type === "trailing_stop") return null;
  const sql = `select id, type from trade_order where ${OPEN} and account_id = ? and symbol = ? and side = ?
    and type <> 'trailing_stop'`;
  const values = [accountId, symbol, otherSide(side)];
  const oldest = "order by sequence limit 1";
  const row =
    limitPrice === null
      ? state.find<Row>(`${sql} ${oldest}`, ...values)
      : state.find<Row>(`${sql} and (limit_price is null or ${BOUNDS[side]}) ${oldest}`, ...values, limitPrice);
  return row && { id: String(row.id), type: row.type as OrderType };
}

/** Says that an order could trade with another one of the same account. */
export function refuseWashTrade({ id, type }: Opposite): BrokerRefusal {
  const kind = type === "market" || type === "stop" ? "market/stop" : "limit";
  return brokerRefuse(403, CODES.forbidden, "potential wash trade detected. use complex orders", {
    existing_order_id: id,
    reject_reason: `opposite side ${kind} order exists`,
  });
}
