import type { Action, ActionKind } from "./action.ts";

/** The groups in which the market data host lists actions. */
export const GROUPS: Record<ActionKind, string> = {
  cash_dividend: "cash_dividends",
  forward_split: "forward_splits",
  reverse_split: "reverse_splits",
  name_change: "name_changes",
  cusip_change: "name_changes",
  cash_merger: "cash_mergers",
  stock_merger: "stock_mergers",
  stock_and_cash_merger: "stock_and_cash_mergers",
  spin_off: "spin_offs",
};

/** The day on which an action is processed: by it the list is ordered and cut. */
export function processDate({ kind, exOn, payableOn }: Action): string {
  return kind === "cash_dividend" ? payableOn : exOn;
}

/** A rate: written as a JSON number digit by digit, or as text. */
type Rate = { rate: string };

/** The fields of an action, whose rates are still to be written. */
function fieldsOf(action: Action): Record<string, string | boolean | null | Rate> {
  const { kind, symbol, cusip, newSymbol } = action;
  const newCusip = action.newCusip ?? cusip;
  const [oldRate, newRate] = [{ rate: action.oldRate ?? "1" }, { rate: action.newRate ?? "1" }];
  const cash = { rate: action.rate ?? "0" };
  const common = { id: action.id, process_date: processDate(action) };
  const days = { ex_date: action.exOn, record_date: action.recordOn, payable_date: action.payableOn };
  const merged = { ...common, effective_date: action.exOn, payable_date: action.payableOn };
  switch (kind) {
    case "cash_dividend":
      return { ...common, symbol, cusip, rate: cash, special: action.special, foreign: action.foreign, ...days };
    case "forward_split":
      return { ...common, symbol, cusip, new_rate: newRate, old_rate: oldRate, ...days };
    case "reverse_split":
      return {
        ...common,
        symbol,
        old_cusip: cusip,
        new_cusip: newCusip,
        new_rate: newRate,
        old_rate: oldRate,
        ...days,
      };
    case "name_change":
    case "cusip_change":
      return {
        ...common,
        old_symbol: symbol,
        old_cusip: cusip,
        new_symbol: newSymbol ?? symbol,
        new_cusip: newCusip,
      };
    case "cash_merger":
      return { ...merged, acquiree_symbol: symbol, acquiree_cusip: cusip, rate: cash };
    case "stock_merger":
    case "stock_and_cash_merger":
      return {
        ...merged,
        acquirer_symbol: newSymbol,
        acquirer_cusip: newCusip,
        acquirer_rate: newRate,
        acquiree_symbol: symbol,
        acquiree_cusip: cusip,
        acquiree_rate: oldRate,
        ...(kind === "stock_merger" ? {} : { cash_rate: cash }),
      };
    case "spin_off":
      return {
        ...common,
        source_symbol: symbol,
        source_cusip: cusip,
        source_rate: oldRate,
        new_symbol: newSymbol,
        new_cusip: newCusip,
        new_rate: newRate,
        ...days,
      };
  }
}

/** An action as JSON text; rates are numbers with all their digits, or text as on the stream. */
export function dataText(action: Action, rates: "numbers" | "text"): string {
  const fields = Object.entries(fieldsOf(action)).map(([name, value]) => {
    const isRate = typeof value === "object" && value !== null;
    const text = isRate ? numberText(value.rate, rates) : JSON.stringify(value);
    return `${JSON.stringify(name)}:${text}`;
  });
  return `{${fields.join(",")}}`;
}

function numberText(rate: string, as: "numbers" | "text"): string {
  if (as === "text") return JSON.stringify(rate);
  return rate.replace(/^0+(?=\d)/, ""); // JSON knows no leading zeros
}

/** A page of actions in groups, each in the order of the page. */
export function groupsText(actions: readonly Action[], nextPageToken: string | null): string {
  const groups = Map.groupBy(actions, ({ kind }) => GROUPS[kind]);
  const listed = [...groups].map(
    ([group, members]) => `${JSON.stringify(group)}:[${members.map((each) => dataText(each, "numbers")).join(",")}]`,
  );
  return `{"corporate_actions":{${listed.join(",")}},"next_page_token":${JSON.stringify(nextPageToken)}}`;
}
