import { type Cents, cents, formatCents, formatShares, notional, type Price, type Shares } from "@kura/shared/money.ts";
import { type BrokerRefusal, brokerRefuse, CODES } from "../broker-http.ts";
import { sharesFor } from "./match.ts";
import type { Order, OrderRequest } from "./order.ts";

/** What the broker looks at before it takes an order. */
export type AccountView = {
  /** Cash that no open purchase keeps. */
  buyingPower: Cents;
  /** Shares of the symbol in the pool, and how many of them open sales keep. */
  heldQty: Shares;
  reservedQty: Shares;
  /** The oldest open order on the other side of the symbol, while the wash-trade check is on. */
  opposite: Pick<Order, "id" | "type" | "limitPrice"> | null;
  fractionable: boolean;
};

const ONE_DOLLAR = 100n;
const ONE_SHARE = 1_000_000_000n;
const forbidden = (message: string, extra: object = {}) => brokerRefuse(403, CODES.forbidden, message, extra);

/** What a request is worth at a price: the limit, or what the market asks. */
export function costBasis(request: OrderRequest, at: Price): Cents {
  if (request.notional !== null) return request.notional;
  return notional(request.limitPrice ?? at, request.qty ?? (0n as Shares), "up");
}

/** Decides whether the account can do what is asked, and what the order keeps from others until it is over. */
export function checkAccount(
  request: OrderRequest,
  at: Price,
  account: AccountView,
): { reserved: bigint } | BrokerRefusal {
  const fractional = request.notional !== null || (request.qty ?? 0n) % ONE_SHARE !== 0n;
  if (fractional && !account.fractionable) return forbidden(`asset "${request.symbol}" is not fractionable`);
  const wash = washTrade(request, account.opposite);
  if (wash) return wash;
  return request.side === "buy" ? checkPurchase(request, at, account) : checkSale(request, at, account);
}

function checkPurchase(
  request: OrderRequest,
  at: Price,
  { buyingPower }: AccountView,
): { reserved: bigint } | BrokerRefusal {
  const cost = costBasis(request, at);
  if (cost < ONE_DOLLAR) return forbidden("cost basis must be >= minimal amount of order 1");
  if (cost <= buyingPower) return { reserved: cost };
  return forbidden("insufficient buying power", {
    buying_power: formatCents(cents(buyingPower > 0n ? buyingPower : 0n)),
    cost_basis: formatCents(cost),
  });
}

function checkSale(request: OrderRequest, at: Price, account: AccountView): { reserved: bigint } | BrokerRefusal {
  const wanted = request.qty ?? sharesFor(request.notional ?? (0n as Cents), at);
  const available = account.heldQty - account.reservedQty;
  if (account.heldQty === 0n && wanted % ONE_SHARE === 0n) return forbidden("account is not allowed to short");
  if (wanted <= available) return { reserved: wanted };
  const [requested, free] = [formatShares(wanted), formatShares(available)];
  return forbidden(`insufficient qty available for order (requested: ${requested}, available: ${free})`, {
    symbol: request.symbol,
    existing_qty: formatShares(account.heldQty),
    held_for_orders: formatShares(account.reservedQty),
    available: free,
  });
}

/** Orders that could trade with each other in one account are refused; two limits that cannot meet are not. */
function washTrade(request: OrderRequest, opposite: AccountView["opposite"]): BrokerRefusal | null {
  if (!opposite) return null;
  if (request.limitPrice !== null && opposite.limitPrice !== null) {
    const [buy, sell] =
      request.side === "buy" ? [request.limitPrice, opposite.limitPrice] : [opposite.limitPrice, request.limitPrice];
    if (buy < sell) return null;
  }
  return forbidden("potential wash trade detected. use complex orders", {
    existing_order_id: opposite.id,
    reject_reason: `opposite side ${opposite.type} order exists`,
  });
}
