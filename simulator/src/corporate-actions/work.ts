import type { DueWork } from "../clock/business-clock.ts";
import type { World } from "../world.ts";
import type { Action } from "./action.ts";
import { paysAt, withholdsAt } from "./moments.ts";
import { entitle, payDividend, payFractions, withhold } from "./pay.ts";
import { scheduleNextQuarter } from "./quarterly.ts";
import { findDueAction, nextActionMoment, setStep } from "./store.ts";
import { takeEffect } from "./take-effect.ts";

/** Work `corporate actions`: at the beginning of their day they take effect, and their cash comes in the morning. */
export function actionWork(world: World): DueWork {
  return {
    nextAtMs: () => nextActionMoment(world.state),
    run(atMs) {
      for (let action = findDueAction(world.state, atMs); action; action = findDueAction(world.state, atMs)) {
        carryOut(world, action, atMs);
      }
    },
  };
}

/** Does the next step of an action, and says when the one after it is due. */
function carryOut(world: World, action: Action, atMs: number): void {
  const to = (step: Action["step"], nextAtMs: number | null) => setStep(world.state, { id: action.id, step, nextAtMs });
  const { kind, step, payableOn } = action;
  if (step === "announced" && kind === "cash_dividend") {
    to("entitled", paysAt(payableOn));
    entitle(world, action, atMs);
    if (action.quarterly) scheduleNextQuarter(world, action, atMs);
  } else if (step === "announced" && kind !== "cash_dividend") {
    to("done", null);
    const leavesFractions = takeEffect(world, { ...action, kind }, atMs);
    if (leavesFractions) to("entitled", paysAt(payableOn));
  } else if (step === "entitled" && kind === "cash_dividend") {
    const withholds = payDividend(world, action, atMs);
    to(withholds ? "paid" : "done", withholds ? withholdsAt(payableOn) : null);
  } else if (step === "entitled") {
    payFractions(world, action, atMs);
    to("done", null);
  } else {
    withhold(world, action, atMs);
    to("done", null);
  }
}
