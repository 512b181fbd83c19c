import { Pool } from "undici";
import { ACCOUNT_ID, BASIC } from "./bench-broker-samples.ts";

const PATH = `/v1/trading/accounts/${ACCOUNT_ID}/orders`;
const HEADERS = { authorization: BASIC, "content-type": "application/json" };

/** Places one order for each client order id, over so many connections that each have one request under way. */
export async function placeOrders(url: string, ids: readonly string[], connections: number): Promise<void> {
  const pool = new Pool(url, { connections, pipelining: 1 });
  const left = ids[Symbol.iterator]();
  const placeInTurn = async () => {
    for (const id of left) await placeOrder(pool, id);
  };
  try {
    await Promise.all(Array.from({ length: connections }, placeInTurn));
  } finally {
    await pool.close();
  }
}

async function placeOrder(pool: Pool, id: string): Promise<void> {
  const order = { symbol: "VTI", notional: "10.00", side: "buy", type: "market", time_in_force: "day" };
  const body = JSON.stringify({ ...order, client_order_id: id, subtag: "bench" });
  const answered = await pool.request({ path: PATH, method: "POST", headers: HEADERS, body });
  const text = await answered.body.text();
  const placed = answered.statusCode === 200 ? JSON.parse(text).client_order_id : null;
  if (placed !== id) throw new Error(`${answered.statusCode} to an order: ${text}`);
}
