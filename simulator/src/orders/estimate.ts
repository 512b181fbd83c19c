import { cents, notional, shares } from "@kura/shared/money.ts";
import type { Account } from "../accounts/account.ts";
import { type BrokerRefusal, isBrokerRefusal } from "../broker-http.ts";
import type { World } from "../world.ts";
import { createOrder } from "./create-order.ts";
import { sharesFor } from "./match.ts";
import type { Order, OrderRequest } from "./order.ts";
import { checkOrder, priceNow } from "./place.ts";
import { unprocessable } from "./read-field.ts";

/** Says what a market order would come to if it filled now at the price it is counted at. Nothing is kept. */
export function estimateOrder(
  world: World,
  nowMs: number,
  account: Account,
  request: OrderRequest,
): Order | BrokerRefusal {
  if (request.type !== "market") return unprocessable("only market orders can be estimated");
  const checked = checkOrder(world, nowMs, account, request, []);
  if (isBrokerRefusal(checked)) return checked;
  const { asked, standing } = checked;
  const { seed } = world.state;
  const beginning = {
    sequence: standing.nextSequence,
    accountId: account.id,
    reserved: 0n,
    faults: [],
    replaces: null,
  };
  const order = createOrder(asked, nowMs, { seed, ...beginning });
  const at = priceNow(world, asked, asked, nowMs);
  const qty = order.qty ?? sharesFor(order.notional ?? cents(0n), at);
  const spent = notional(at, qty, "half_even");
  return { ...order, status: "filled", endedAtMs: nowMs, filledQty: shares(qty), filledValue: qty * at, spent };
}
