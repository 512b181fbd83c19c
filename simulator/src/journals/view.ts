import { formatCents, formatPrice, formatShares } from "@kura/shared/money.ts";
import type { Journal } from "./journal.ts";

/** A journal as the broker shows it. */
export function journalView(journal: Journal): object {
  const { size } = journal;
  return {
    id: journal.id,
    entry_type: size.entryType,
    from_account: journal.fromAccount,
    to_account: journal.toAccount,
    status: journal.status,
    settle_date: journal.bookedOn,
    system_date: journal.bookedOn,
    ...(size.entryType === "JNLC"
      ? { net_amount: formatCents(size.amount), symbol: "", qty: null, price: "0" }
      : { net_amount: "0", symbol: size.symbol, qty: formatShares(size.qty), price: formatPrice(size.price) }),
    description: journal.description,
    currency: "USD",
  };
}
