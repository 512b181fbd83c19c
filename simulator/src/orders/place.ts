import type { Account } from "../accounts/account.ts";
import { type BrokerRefusal, brokerRefuse, CODES, isBrokerRefusal } from "../broker-http.ts";
import { uuidFrom } from "../chance.ts";
import { phaseAt } from "../clock/us-calendar.ts";
import type { FaultName } from "../faults/faults.ts";
import type { Listing } from "../market/market.ts";
import { lastPrint } from "../market/trading.ts";
import type { Row, State } from "../state.ts";
import type { World } from "../world.ts";
import { checkAccount, countedPrice } from "./check-account.ts";
import { createOrder } from "./create-order.ts";
import { circumstancesOf, keepProgress } from "./keep-order.ts";
import { carryOn } from "./life.ts";
import { isFractional } from "./match.ts";
import { FINAL, OPEN, type Order, type OrderRequest, type OrderTerms } from "./order.ts";
import { unprocessable } from "./read-field.ts";
import { refuseAuction } from "./refuse-terms.ts";
import { readStanding, type Standing } from "./standing.ts";
import { findWashTrade, refuseWashTrade } from "./wash-trade.ts";

const forbidden = (message: string) => brokerRefuse(403, CODES.forbidden, message);

/**
 * Takes an order, or refuses it and keeps nothing. While the market is open to it, it trades at once; otherwise it
 * waits. The answer shows it as it was taken: news comes by the stream.
 */
export function placeOrder(
  world: World,
  nowMs: number,
  account: Account,
  request: OrderRequest,
  faults: readonly FaultName[],
): Order | BrokerRefusal {
  const checked = checkOrder(world, nowMs, account, request, faults);
  if (isBrokerRefusal(checked)) return checked;
  const { asked, standing, reserved } = checked;
  const { seed } = world.state;
  const beginning = { seed, sequence: standing.nextSequence, accountId: account.id, reserved, faults, replaces: null };
  const order = createOrder(asked, nowMs, beginning);
  beginOrder(world, order, nowMs, standing);
  return order;
}

/** Tells of a new order, and lets it trade at once where it can. It is written once, as it is after that. */
export function beginOrder(world: World, order: Order, nowMs: number, { spendable, heldQty }: Standing): void {
  const taken = { kind: "event", event: order.status === "accepted" ? "accepted" : "pending_new", order } as const;
  if (order.status === "accepted") {
    keepProgress(world, null, { order, steps: [taken] }, nowMs);
    return;
  }
  const now = { ...circumstancesOf(world, order, nowMs), held: () => heldQty, spendable: () => spendable };
  const progress = carryOn(order, now);
  keepProgress(world, null, { order: progress.order, steps: [taken, ...progress.steps] }, nowMs);
}

/** A request that the broker takes, with what was seen on the way. */
export type Checked = { asked: OrderRequest; standing: Standing; reserved: bigint };

/** Looks at all that depends on the account, the symbol, the hour and other orders. */
export function checkOrder(
  world: World,
  nowMs: number,
  account: Account,
  request: OrderRequest,
  faults: readonly FaultName[],
): Checked | BrokerRefusal {
  const { state, market } = world;
  const fractional = request.notional !== null || (request.qty !== null && isFractional(request.qty));
  const stopped = refuseAccount(account, fractional);
  if (stopped) return stopped;
  const listed = market.find(request.symbol);
  if (!listed) return brokerRefuse(422, CODES.unprocessable, `asset "${request.symbol}" not found`);
  const untaken = refuseListing(listed, request, account, nowMs);
  if (untaken) return untaken;
  const asked = { ...request, symbol: listed.symbol };
  const standing = readStanding(state, account.id, asked);
  if (standing.taken) {
    const code = FINAL[standing.taken] ? CODES.invalid : CODES.unprocessable;
    return brokerRefuse(422, code, "client_order_id must be unique");
  }
  const refusal =
    refuseAuction(asked, nowMs) ?? checkOtherOrders(world, nowMs, account, asked, standing.opposed, faults);
  if (refusal) return refusal;
  const outcome = checkAccount(asked, priceNow(world, asked, listed, nowMs), standing);
  return isBrokerRefusal(outcome) ? outcome : { asked, standing, reserved: outcome.reserved };
}

/** At which price an order is counted now. */
export function priceNow({ market }: World, terms: OrderTerms, { symbol }: Pick<Listing, "symbol">, nowMs: number) {
  const [quote, last] = [market.quote(symbol, nowMs), market.lastPrice(symbol, nowMs)];
  return countedPrice(terms, { phase: phaseAt(nowMs), quote, last });
}

/** What the broker's master list of assets forbids. */
function refuseListing(
  listed: Listing,
  { side, type, qty, notional }: OrderRequest,
  { configurations }: Account,
  nowMs: number,
): BrokerRefusal | null {
  const { symbol, status, tradable, fractionable, attributes } = listed;
  if (status !== "active") return unprocessable(`asset "${symbol}" is not active`);
  if (side === "buy" && !tradable) return unprocessable(`asset "${symbol}" is not tradable`);
  if (side === "buy" && attributes.includes("ptp_no_exception") && !configurations.ptp_no_exception_entry) {
    return forbidden(`asset "${symbol}" is a publicly traded partnership without exception`);
  }
  if (type !== "limit" && attributes.includes("ipo") && lastPrint(listed, nowMs) === null) {
    return unprocessable("only limit orders are accepted before the first trade of an IPO");
  }
  const fractional = notional !== null || (qty !== null && isFractional(qty));
  return fractional && !fractionable ? forbidden(`asset "${symbol}" is not fractionable`) : null;
}

/** Only an active account trades, unless its holder has stopped it. */
function refuseAccount({ status, configurations }: Account, fractional: boolean): BrokerRefusal | null {
  if (status !== "ACTIVE") return forbidden("account is not authorized to trade");
  if (configurations.suspend_trade) return forbidden("new orders are rejected by user request");
  if (fractional && !configurations.fractional_trading) return forbidden("fractional trading is disabled");
  return null;
}

/** What other open orders of the account forbid. */
function checkOtherOrders(
  world: World,
  nowMs: number,
  account: Account,
  asked: OrderRequest,
  opposed: boolean,
  faults: readonly FaultName[],
): BrokerRefusal | null {
  const { state } = world;
  const opposite = opposed && world.washTradeCheck ? findWashTrade(state, account.id, asked) : null;
  if (opposite) return refuseWashTrade(opposite);
  const { clientOrderId, symbol } = asked;
  const occasion = { key: clientOrderId ?? "", symbol, named: faults, askedAtMs: nowMs };
  if (world.faults.strikes("wash_trade", occasion)) {
    return refuseWashTrade({ id: uuidFrom(state.seed, "unseen order", clientOrderId ?? "", nowMs), type: "market" });
  }
  return asked.side === "sell" && phaseAt(nowMs) !== "core" ? refuseSecondSale(state, account.id, asked) : null;
}

/** Outside the session a sale by dollars must be the only open sale of its symbol: nobody knows yet how much it is. */
function refuseSecondSale(state: State, accountId: string, asked: OrderRequest): BrokerRefusal | null {
  const other = state.find<Row>(
    `select 1 as found from trade_order where ${OPEN} and account_id = ? and symbol = ? and side = 'sell'
       and (? or notional is not null) limit 1`,
    accountId,
    asked.symbol,
    asked.notional === null ? 0 : 1,
  );
  return other && forbidden(`only one notional sell order of ${asked.symbol} may be open outside market hours`);
}
