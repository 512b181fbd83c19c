import { present } from "@kura/shared/assert.ts";
import { type Cents, cents } from "@kura/shared/money.ts";
import type { Row, State } from "../state.ts";

/** The one account that the firm trades through. */
export const ACCOUNT_ID = "3f0c2a51-8a5e-4f0e-9a5b-6f1f5f0b7c21";
export const ACCOUNT_NUMBER = "912345678";

/** The pool's cash, which moves when a trade fills or a wire arrives. */
export function getCash(state: State): Cents {
  const row = state.find<Row & { cash: bigint }>("select cash from broker_cash");
  return cents(present(row, "getCash: the account exists").cash);
}

export function moveCash(state: State, amount: Cents): void {
  state.run("update broker_cash set cash = cash + ?", amount);
}
