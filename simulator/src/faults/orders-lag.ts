import type { Order } from "../orders/order.ts";
import type { Row } from "../state.ts";
import type { World } from "../world.ts";
import type { FaultName } from "./faults.ts";

const LAG_MS = 2_000;
const LOOKS = 3;

/**
 * Whether a look-up or a list misses an order that the broker has: for two business seconds after it was placed, or
 * for three looks when those come first. The second ending is for a clock that stands, where seconds never pass.
 */
export function isOrderHidden(world: World, order: Order, named: readonly FaultName[]): boolean {
  const { state, clock, faults } = world;
  const { id, accountId, clientOrderId, symbol, submittedAtMs } = order;
  if (clock.nowMs() >= submittedAtMs + LAG_MS) return false;
  const lag = state.find<Row & { looks_left: bigint }>("select looks_left from order_lag where order_id = ?", id);
  if (lag === null && named.length === 0 && order.faults.length === 0 && !faults.any()) return false;
  // Kept as one change, so that whoever looks on each change looks again, and finds it in the end.
  return state.transaction(() => {
    if (lag === null) {
      const key = `${accountId} ${clientOrderId}`;
      const struck = faults.strikes("orders_lag", { key, symbol, named: [...named, ...order.faults] });
      state.run("insert into order_lag values (?, ?)", id, struck ? LOOKS - 1 : 0);
      return struck;
    }
    if (lag.looks_left === 0n) return false;
    state.run("update order_lag set looks_left = looks_left - 1 where order_id = ?", id);
    return true;
  });
}
