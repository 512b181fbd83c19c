import type { BrokerOrder } from "./broker.ts";
import { type Partner, PartnerError, readAnswer } from "./partner.ts";
import { OrderList } from "./read-order.ts";

const PAGE = 500;
/** Pages overlap, because orders submitted at the same moment would fall between them. */
const OVERLAP = Temporal.Duration.from({ milliseconds: 1 });

/**
 * Lists orders by the time of their submission. The broker has no page token: each page begins shortly before the
 * last order of the one before, and repeats are dropped.
 */
export async function listOrders(
  partner: Partner,
  path: string,
  wanted: { readonly status: "open" | "all"; readonly after: Temporal.Instant | null },
): Promise<BrokerOrder[]> {
  const found = new Map<string, BrokerOrder>();
  let after = wanted.after;
  for (;;) {
    const query = { status: wanted.status, limit: String(PAGE), direction: "asc", after: after?.toString() };
    const question = { method: "GET", path, query } as const;
    const page = readAnswer(partner, question, await partner.ask(question), OrderList);
    const news = page.filter((order) => !found.has(order.id));
    for (const order of news) found.set(order.id, order);
    if (page.length < PAGE) return [...found.values()];
    const last = page.at(-1)?.submittedAt;
    if (news.length === 0 || !last)
      throw new PartnerError("unreadable", `${partner.name}: the list of orders has no end`);
    after = last.subtract(OVERLAP);
  }
}
