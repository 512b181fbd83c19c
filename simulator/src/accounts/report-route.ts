import { divide, formatCents, formatDecimal, formatPrice, formatShares, notional } from "@kura/shared/money.ts";
import { type BrokerRefusal, brokerAnswer, brokerRefuse, brokerScope, CODES } from "../broker-http.ts";
import { sessionOn } from "../clock/us-calendar.ts";
import type { App } from "../http.ts";
import type { World } from "../world.ts";
import { listPositionCloses, type PositionClose, reportedDay } from "./close-of-day.ts";
import type { Query } from "./list-accounts.ts";

const COST_PER_CENT = 10_000_000_000_000n;
const MOST_POSITIONS = 10_000;

/** The report of what every account held at the close of the last trading day. */
export function reportRoutes(app: App, world: World): void {
  brokerScope(app, world, "broker", (scope) => {
    scope.get<{ Querystring: Query }>("/v1/reporting/eod/positions", (request, reply) =>
      brokerAnswer(reply, reportPositions(world, request.query)),
    );
  });
}

function reportPositions(world: World, query: Query): object | BrokerRefusal {
  const on = reportedDay(world.clock.nowMs());
  const { account_id: accountId, asset, asof = on, page_token: token, limit = "1000" } = query;
  const invalid = (name: string) => brokerRefuse(422, CODES.invalid, `${name} is invalid`);
  if (asof !== on) return brokerRefuse(422, CODES.invalid, `asof must be the last trading date ${on}`);
  if (typeof limit !== "string" || !/^\d{1,5}$/.test(limit)) return invalid("limit");
  const most = Number(limit);
  if (most < 1 || most > MOST_POSITIONS) return invalid("limit");
  const after = token === undefined ? (["", ""] as [string, string]) : readToken(String(token));
  if (!after) return invalid("page_token");
  const listing = asset === undefined ? null : world.market.find(String(asset));
  if (asset !== undefined && !listing) return invalid("asset");
  const fits = (each: PositionClose) =>
    (accountId === undefined || each.accountId === accountId) && (!listing || each.symbol === listing.symbol);
  // What does not fit is passed over, so the page is read from all that was held.
  const found = listPositionCloses(world.state, on, after, -1).filter(fits);
  const page = found.slice(0, most);
  const last = page.at(-1);
  return {
    positions: Object.fromEntries(
      Map.groupBy(page, (each) => each.accountId)
        .entries()
        .map(([id, closes]) => [id, closes.map((each) => closeView(world, each, on))]),
    ),
    next_page_token: last && found.length > most ? writeToken(last) : null,
  };
}

const writeToken = ({ accountId, symbol }: PositionClose) =>
  Buffer.from(`${accountId} ${symbol}`).toString("base64url");

function readToken(token: string): [string, string] | null {
  const [accountId, symbol, ...rest] = Buffer.from(token, "base64url").toString().split(" ");
  return accountId && symbol && rest.length === 0 ? [accountId, symbol] : null;
}

function closeView({ market }: World, { symbol, qty, cost }: PositionClose, on: string): object {
  const closeMs = sessionOn(on)?.closeMs ?? 0;
  const price = market.lastPrice(symbol, closeMs);
  const { id, exchange } = market.get(symbol);
  return {
    asset_id: id,
    symbol,
    exchange,
    asset_class: "us_equity",
    qty: formatShares(qty),
    side: "long",
    avg_entry_price: formatDecimal(divide(cost * 10_000_000_000n, qty, "half_even"), 16, 2),
    close_price: formatPrice(price),
    market_value: formatCents(notional(price, qty, "half_even")),
    cost_basis: formatCents(divide(cost, COST_PER_CENT, "half_even")),
  };
}
