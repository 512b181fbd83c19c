import { uuidFrom } from "../chance.ts";
import { isSettlementDay, newYorkDay, sessionOn } from "../clock/us-calendar.ts";
import { type Refusal, refuse } from "../http.ts";
import type { Listing } from "../market/market.ts";
import type { World } from "../world.ts";
import type { Action, ActionKind } from "./action.ts";
import { cusipFrom } from "./cusip.ts";
import { beginningOf, settlementDayAfter } from "./moments.ts";
import { ActionRequest, parseActionRate } from "./read-action.ts";
import { insertAction, isAhead, nextActionSequence } from "./store.ts";

/** Settlement days from a reverse split to the cash in lieu of its fractions, unless said otherwise. */
const CASH_IN_LIEU_DAYS = 3;

/** Which kinds need a security with the new name to be listed, and which need it not to be. */
const NEW_SYMBOL_IS_LISTED: Partial<Record<ActionKind, boolean>> = {
  name_change: false,
  stock_merger: true,
  stock_and_cash_merger: true,
  spin_off: true,
};

/** Kinds after which nothing can follow for the same symbol: what is asked for twice is a mistake. */
const ONCE_AHEAD: readonly ActionKind[] = ["name_change", "cash_merger", "stock_merger", "stock_and_cash_merger"];

/** Schedules a corporate action, or says why it cannot be. Its ids are made of the seed and of how many came before. */
export function scheduleAction(
  world: World,
  nowMs: number,
  asked: ActionRequest,
  { quarterly = false }: { quarterly?: boolean } = {},
): Action | Refusal {
  const { state } = world;
  const request = ActionRequest.parse(asked);
  const listing = findListed(world, request.symbol);
  if (!listing) return refuse(422, "symbol_not_listed", `${request.symbol} is not listed.`);
  const { kind, exOn } = request;
  const given = { ...NOTHING, ...request, symbol: listing.symbol };
  const payableOn = given.payableOn ?? (kind === "reverse_split" ? settlementDayAfter(exOn, CASH_IN_LIEU_DAYS) : exOn);
  const refusal = checkDays(nowMs, { ...given, payableOn }) ?? checkTerms(world, given);
  if (refusal) return refusal;

  const sequence = nextActionSequence(state);
  const action: Action = {
    id: uuidFrom(state.seed, "announcement", sequence),
    corporateActionId: uuidFrom(state.seed, "corporate action", sequence),
    kind,
    symbol: listing.symbol,
    cusip: listing.cusip,
    newSymbol: given.newSymbol,
    newCusip: newCusipOf(world, given, listing, sequence),
    rate: given.rate,
    oldRate: given.oldRate,
    newRate: given.newRate,
    declaredOn: newYorkDay(nowMs),
    exOn,
    recordOn: given.recordOn ?? exOn,
    payableOn,
    foreign: given.foreign,
    special: given.special,
    quarterly,
    step: "announced",
    nextAtMs: beginningOf(exOn),
  };
  insertAction(state, action);
  return action;
}

type Given = Pick<Action, "kind" | "symbol" | "newSymbol" | "rate" | "oldRate" | "newRate" | "exOn"> & {
  newCusip: string | null | undefined;
  recordOn: string | null | undefined;
  payableOn: string | null | undefined;
  foreign: boolean;
  special: boolean;
};
const NOTHING: Omit<Given, "kind" | "symbol" | "exOn"> = {
  newSymbol: null,
  newCusip: null,
  rate: null,
  oldRate: null,
  newRate: null,
  recordOn: null,
  payableOn: null,
  foreign: false,
  special: false,
};

/** The days of an action come one after the other, on days on which such things happen, and are still ahead. */
function checkDays(nowMs: number, { exOn, recordOn, payableOn }: Given): Refusal | null {
  if (sessionOn(exOn) === null) return refuse(422, "no_trading_day", "exOn is no trading day of the US exchanges.");
  if (beginningOf(exOn) <= nowMs) return refuse(422, "too_late", "The day exOn has begun; actions are told of before.");
  if (recordOn && recordOn < exOn) return refuse(422, "days_in_disorder", "recordOn is not before exOn.");
  const payable = payableOn ?? exOn;
  if (payable < (recordOn ?? exOn)) return refuse(422, "days_in_disorder", "payableOn is not before the other days.");
  if (!isSettlementDay(payable)) return refuse(422, "no_settlement_day", "payableOn is no day on which cash is paid.");
  return null;
}

function checkTerms(world: World, given: Given): Refusal | null {
  const { kind, symbol, newSymbol, oldRate, newRate } = given;
  const before = parseActionRate(oldRate ?? "0");
  const after = parseActionRate(newRate ?? "0");
  if (kind === "forward_split" && after <= before) {
    return refuse(422, "rates_in_disorder", "After a forward split there are more shares: newRate is above oldRate.");
  }
  if (kind === "reverse_split" && after >= before) {
    return refuse(422, "rates_in_disorder", "After a reverse split there are fewer shares: newRate is below oldRate.");
  }
  const mustBeListed = NEW_SYMBOL_IS_LISTED[kind];
  if (newSymbol !== null && mustBeListed !== undefined) {
    if (newSymbol === symbol) return refuse(422, "same_symbol", "newSymbol is another symbol.");
    const isListed = findListed(world, newSymbol) !== null;
    if (mustBeListed && !isListed) return refuse(422, "symbol_not_listed", `${newSymbol} is not listed.`);
    if (!mustBeListed && isListed) return refuse(409, "symbol_taken", `${newSymbol} is listed already.`);
  }
  if (ONCE_AHEAD.includes(kind) && ONCE_AHEAD.some((each) => isAhead(world.state, each, symbol))) {
    return refuse(409, "already_scheduled", `${symbol} goes away or changes its name already.`);
  }
  return null;
}

/** What is listed under a symbol today. */
function findListed({ market }: World, symbol: string): Listing | null {
  return market.list().find((listing) => listing.symbol === symbol) ?? null;
}

/** The number of what comes after: of the security that is given for the old one, or a fresh one. */
function newCusipOf({ state, market }: World, given: Given, listing: Listing, sequence: number): string | null {
  const { kind, newCusip, newSymbol } = given;
  if (kind === "cusip_change") return newCusip ?? cusipFrom(state.seed, "new", listing.symbol, sequence);
  if (newSymbol !== null && NEW_SYMBOL_IS_LISTED[kind]) return market.get(newSymbol).cusip;
  return newCusip ?? null;
}
