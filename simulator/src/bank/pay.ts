import { type Cents, formatCents, formatYen, type Yen } from "@kura/shared/money.ts";
import { formatMoment, type Refusal, refuse } from "../http.ts";
import type { World } from "../world.ts";
import { BANK_ACCOUNTS, type BankAccountName, bookLine, formatAmount, getBalance, nextReference } from "./book.ts";
import { once } from "./once.ts";
import { wireArrival } from "./wire-arrival.ts";

/** Virtual accounts of the bank 0398 くら銀行 all belong to this branch. */
export const VIRTUAL_BRANCH = "801";

export type Receipt = { reference: string; bookedAt: string };
export type CustomerTransfer = { amount: Yen; payerName: string; branchCode: string; accountNumber: string };
export type OwnTransfer = { from: BankAccountName; to: BankAccountName; amount: Yen; clientReference: string };
export type Wire = { amount: Cents; clientReference: string };

/** A person sends yen to a virtual account; the yen arrive on `collect`, and whoever follows the bank is told. */
export function receiveCustomerTransfer(
  world: World,
  nowMs: number,
  transfer: CustomerTransfer,
  idempotencyKey: string | null,
): Receipt | Refusal {
  const { state, webhooks } = world;
  const { amount, payerName, branchCode, accountNumber } = transfer;
  if (branchCode !== VIRTUAL_BRANCH) {
    return refuse(422, "account_not_found", `The bank has no branch ${branchCode} with virtual accounts.`);
  }
  const receive = (): Receipt => {
    const reference = nextReference(state, nowMs);
    const sequence = bookLine(state, nowMs, {
      account: "collect",
      kind: "customer_transfer",
      reference,
      amount,
      payerName,
      virtualAccount: { branchCode, accountNumber },
      description: `振込 ${payerName}`,
    });
    webhooks.enqueue("bank", { kind: "statement_line", account: "collect", sequence: String(sequence) });
    return { reference, bookedAt: formatMoment(nowMs) };
  };
  if (idempotencyKey === null) return receive();
  const body = { amount: formatYen(amount), payerName, branchCode, accountNumber };
  return once(state, "customer_transfer", idempotencyKey, body, receive);
}

/** Moves yen between two of the firm's accounts. */
export function transferBetweenAccounts(world: World, nowMs: number, transfer: OwnTransfer): Receipt | Refusal {
  const { state } = world;
  const { from, to, amount, clientReference } = transfer;
  if (BANK_ACCOUNTS[from] !== "JPY" || BANK_ACCOUNTS[to] !== "JPY") {
    return refuse(422, "not_a_yen_account", "Only yen are transferred; dollars are dealt or wired.");
  }
  if (from === to) return refuse(422, "same_account", "A transfer goes from one account to another.");
  const body = { from, to, amount: formatYen(amount) };
  return once(state, "transfer", clientReference, body, () => {
    const short = shortOfFunds(world, from, amount);
    if (short) return short;
    const reference = nextReference(state, nowMs);
    const line = { kind: "transfer", reference, clientReference } as const;
    bookLine(state, nowMs, { ...line, account: from, amount: -amount, description: `振替 ${from} → ${to}` });
    bookLine(state, nowMs, { ...line, account: to, amount, description: `振替 ${from} → ${to}` });
    return { reference, bookedAt: formatMoment(nowMs) };
  });
}

/** Wires dollars to the broker: they leave at once and arrive on a morning in New York. */
export function sendWire(world: World, nowMs: number, wire: Wire): (Receipt & { expectedAt: string }) | Refusal {
  const { state } = world;
  const { amount, clientReference } = wire;
  return once(state, "wire", clientReference, { amount: formatCents(amount), beneficiary: "alpaca" }, () => {
    const short = shortOfFunds(world, "firm_usd", amount);
    if (short) return short;
    const reference = nextReference(state, nowMs);
    const arrivesAtMs = wireArrival(nowMs);
    bookLine(state, nowMs, {
      account: "firm_usd",
      kind: "wire",
      reference,
      amount: -amount,
      clientReference,
      description: "外国送金 ALPACA SECURITIES LLC",
    });
    state.run(
      "insert into wire (client_reference, amount, sent_at, arrives_at) values (?, ?, ?, ?)",
      clientReference,
      amount,
      nowMs,
      arrivesAtMs,
    );
    return { reference, bookedAt: formatMoment(nowMs), expectedAt: formatMoment(arrivesAtMs) };
  });
}

/** Says no when an account holds less than an amount. */
export function shortOfFunds(world: World, account: BankAccountName, amount: bigint): Refusal | null {
  const balance = getBalance(world.state, account);
  if (balance >= amount) return null;
  const available = formatAmount(account, balance);
  return refuse(422, "insufficient_funds", `${account} holds ${available}, which is less than the amount.`);
}
