import { assert, present } from "@kura/shared/assert.ts";
import { type Bps, type Rate, yenToCents } from "@kura/shared/money.ts";
import { type Command, lock, type RowUpdate, shareLock } from "../command.ts";
import { cash, held } from "../ledger/accounts.ts";
import { currencyConverted } from "../ledger/movements/currency-converted.ts";
import { yenReleased } from "../ledger/movements/yen-held.ts";
import { dealingRate } from "../market/dealing-rate.ts";
import type { InstructionRow } from "../rows.ts";

type WindowInput = { readonly windowId: string };

/** At the cut-off a window takes no more instructions. */
export const freezeWindow: Command<WindowInput, null> = {
  name: "freezeWindow",
  locks: ({ windowId }) => [lock("windows", windowId)],
  decide(state, { windowId }, { now }) {
    const window = state.get("windows", windowId);
    if (window.stage !== "open") return { answer: null };
    assert(Temporal.Instant.compare(now, window.cutoff_at) >= 0, "freezeWindow: the cut-off has passed");
    return { update: [{ table: "windows", id: windowId, set: { stage: "frozen" } }], answer: null };
  },
};

/** Fixes the one dealing rate of a window, for all its customers. */
export const fixRate: Command<WindowInput & { readonly mid: Rate; readonly spread: Bps }, null> = {
  name: "fixRate",
  locks: ({ windowId }) => [lock("windows", windowId)],
  decide(state, { windowId, mid, spread }) {
    if (state.get("windows", windowId).stage !== "frozen") return { answer: null };
    const set = { stage: "converted", mid_rate: mid, customer_rate: dealingRate(mid, spread), spread_bps: spread };
    return { update: [{ table: "windows", id: windowId, set }], answer: null };
  },
};

type Convert = WindowInput & { readonly instructions: readonly Pick<InstructionRow, "id" | "customer_id">[] };

/**
 * Converts the held yen of a chunk of instructions at the window's rate, each rounded down to the cent.
 * Yen that are not worth a cent, or whose owner's trading was frozen meanwhile, are given back instead.
 */
export const convertInstructions: Command<Convert, null> = {
  name: "convertInstructions",
  locks: ({ windowId, instructions }) => [
    shareLock("windows", windowId),
    ...instructions.flatMap(({ id, customer_id }) => [
      shareLock("customers", customer_id),
      lock("instructions", id),
      cash(customer_id, "JPY"),
      held(customer_id, "JPY"),
      held(customer_id, "USD"),
    ]),
  ],
  decide(state, { windowId, instructions }, { now, newId }) {
    const window = state.get("windows", windowId);
    const rate = present(window.customer_rate, "convertInstructions: the window's rate is fixed");
    const waiting = instructions
      .map(({ id }) => state.get("instructions", id))
      .filter((instruction) => instruction.status === "received")
      .map((instruction) => {
        const cents = yenToCents(instruction.amount, rate, "down");
        const frozen = state.get("customers", instruction.customer_id).trading_frozen;
        return { instruction, cents, obstacle: frozen ? "account_frozen" : cents === 0n ? "below_one_cent" : null };
      });
    const going = waiting.filter(({ obstacle }) => obstacle === null);
    const staying = waiting.filter(({ obstacle }) => obstacle !== null);

    const entries = staying.map(({ instruction }) => {
      const { id, customer_id: customerId, amount } = instruction;
      return yenReleased({ subject: `instruction:${id}`, at: now, customerId, amount });
    });
    const customers = going.map(({ instruction, cents }) => {
      return { customerId: instruction.customer_id, yen: instruction.amount, cents };
    });
    const converted = { subject: `window:${windowId}`, at: now, customers };
    return {
      insert: going.map(({ instruction, cents }) => ({
        table: "conversions",
        row: {
          id: newId(),
          instruction_id: instruction.id,
          window_id: windowId,
          customer_id: instruction.customer_id,
          yen: instruction.amount,
          cents,
          customer_rate: rate,
          at: now,
        },
      })),
      update: [
        ...going.map(({ instruction }) => setStatus(instruction.id, { status: "ordering" })),
        ...staying.map(({ instruction, obstacle }) =>
          setStatus(instruction.id, { status: "canceled", done_at: now, reason: obstacle }),
        ),
      ],
      entries: customers.length > 0 ? [...entries, currencyConverted(converted)] : entries,
      answer: null,
    };
  },
};

const setStatus = (id: string, set: Partial<InstructionRow>): RowUpdate => ({ table: "instructions", id, set });
