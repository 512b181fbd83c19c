/** Why a purchase that the target would suggest is not made, for the customer to see. */
export const NOT_MADE = [
  /** Its part of the deposit is less than one cent. */
  "below_one_cent",
  /** Other holdings are further from their targets and take the whole deposit. */
  "near_enough",
  /** All customers' purchases of the symbol together are less than the broker's minimum of one dollar. */
  "block_below_minimum",
] as const;

export type NotMadeReason = (typeof NOT_MADE)[number];

export type NotMade = { readonly symbol: string; readonly reason: NotMadeReason };
