import type { Booking } from "./book.ts";

/** What else is told of a booking, by the broker's names: which of them are there depends on its type. */
export type BookingDetails = Readonly<Partial<Record<DetailName, string>>>;
type DetailName =
  | ("symbol" | "cusip" | "side" | "order_id" | "order_status" | "execution_type" | "cum_qty" | "leaves_qty")
  | ("group_id" | "rate" | "description");

/** The details of a booking as whoever lists or charges it reads them. */
export function detailsOf({ details }: Pick<Booking, "details">): BookingDetails {
  return details;
}
