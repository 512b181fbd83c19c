import type { SQLInputValue } from "node:sqlite";
import { parseShares, type Shares } from "@kura/shared/money.ts";
import { type BrokerRefusal, brokerRefuse, CODES } from "../broker-http.ts";
import { parseMoment } from "../http.ts";
import type { State } from "../state.ts";
import { OPEN, type Order, type OrderRow, orderFrom } from "./order.ts";

export type Query = Readonly<Record<string, string | string[] | undefined>>;

/** A condition in SQL with the value it compares with. */
type Condition = { sql: string; value: SQLInputValue };
type Filter = { conditions: Condition[]; descending: boolean; limit: number };

const MOST_ORDERS = 500;
const IS_OPEN = `? and ${OPEN}`;
const DECIMAL = /^\d{1,9}(\.\d{1,9})?$/;

/** The orders of an account that a query asks for; moments are those of submission, and are excluded. */
export function listOrders(state: State, accountId: string, query: Query): Order[] | BrokerRefusal {
  const filter = readFilter(query);
  if ("refused" in filter) return filter;
  const { conditions, descending, limit } = filter;
  const where = ["account_id = ?", ...conditions.map(({ sql }) => sql)].join(" and ");
  const direction = descending ? "desc" : "asc";
  // Open orders are few: the plus keeps SQLite from walking through all that ever were, to save a sort.
  const submitted = conditions.some(({ sql }) => sql === IS_OPEN) ? "+submitted_at" : "submitted_at";
  const sql = `select * from trade_order where ${where}
    order by ${submitted} ${direction}, sequence ${direction} limit ?`;
  return state.all<OrderRow>(sql, accountId, ...conditions.map(({ value }) => value), limit).map(orderFrom);
}

/** Reads which orders a list is to show. */
function readFilter(query: Query): Filter | BrokerRefusal {
  const { status = "open", limit = "50", direction = "desc", nested = "false", asset_class: assetClass } = query;
  if (status !== "open" && status !== "closed" && status !== "all") return invalid("status");
  if (direction !== "asc" && direction !== "desc") return invalid("direction");
  if (nested !== "true" && nested !== "false") return invalid("nested");
  if (typeof limit !== "string" || !/^\d{1,6}$/.test(limit) || Number(limit) < 1) return invalid("limit");
  if (Array.isArray(assetClass)) return invalid("asset_class");
  const conditions: Condition[] = [];
  if (status !== "all") {
    conditions.push({ sql: status === "open" ? IS_OPEN : `? and not (${OPEN})`, value: 1 });
  }
  // Only shares are traded here: whoever wants options or coins finds none.
  if (assetClass !== undefined) {
    conditions.push({ sql: "?", value: assetClass.split(",").includes("us_equity") ? 1 : 0 });
  }
  for (const read of [readMoments, readWords, readQuantities]) {
    const more = read(query);
    if ("refused" in more) return more;
    conditions.push(...more);
  }
  return { conditions, descending: direction === "desc", limit: Math.min(Number(limit), MOST_ORDERS) };
}

function readMoments(query: Query): Condition[] | BrokerRefusal {
  const conditions: Condition[] = [];
  for (const [name, sql] of [
    ["after", "submitted_at > ?"],
    ["until", "submitted_at < ?"],
  ] as const) {
    if (query[name] === undefined) continue;
    const value = parseMoment(String(query[name]));
    if (value === null) return invalid(name);
    conditions.push({ sql, value });
  }
  for (const [name, sign] of [
    ["after_order_id", ">"],
    ["before_order_id", "<"],
  ] as const) {
    const value = query[name];
    if (value === undefined) continue;
    if (Array.isArray(value)) return invalid(name);
    conditions.push({ sql: `sequence ${sign} (select sequence from trade_order where id = ?)`, value });
  }
  return conditions;
}

function readWords({ symbols, side, subtag }: Query): Condition[] | BrokerRefusal {
  const conditions: Condition[] = [];
  if (symbols !== undefined) {
    const wanted = JSON.stringify(String(symbols).split(","));
    conditions.push({ sql: "symbol in (select value from json_each(?))", value: wanted });
  }
  if (side !== undefined) {
    if (side !== "buy" && side !== "sell") return invalid("side");
    conditions.push({ sql: "side = ?", value: side });
  }
  if (subtag !== undefined) {
    if (Array.isArray(subtag)) return invalid("subtag");
    conditions.push({ sql: "subtag = ?", value: subtag });
  }
  return conditions;
}

/** An order by dollars has no quantity, and is neither above nor below one. */
function readQuantities(query: Query): Condition[] | BrokerRefusal {
  const conditions: Condition[] = [];
  for (const [name, sql] of [
    ["qty_above", "qty > ?"],
    ["qty_below", "qty < ?"],
  ] as const) {
    const value = query[name];
    if (value === undefined) continue;
    if (typeof value !== "string" || !DECIMAL.test(value)) return invalid(name);
    conditions.push({ sql, value: parseShares(value) satisfies Shares });
  }
  return conditions;
}

function invalid(name: string): BrokerRefusal {
  return brokerRefuse(422, CODES.invalid, `${name} is invalid`);
}
