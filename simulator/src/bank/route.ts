import { z } from "zod";
import { requireKey } from "../auth/require-key.ts";
import { type App, answer, formatMoment, refuse, refuseField } from "../http.ts";
import type { World } from "../world.ts";
import {
  BANK_ACCOUNTS,
  type BankAccountName,
  formatAmount,
  listAccounts,
  listLines,
  type StatementLine,
} from "./book.ts";
import { AccountNumber, BranchCode, ClientReference, DollarAmount, PayerName, YenAmount } from "./fields.ts";
import { receiveCustomerTransfer, sendWire, transferBetweenAccounts } from "./pay.ts";

const AccountName = z.enum(Object.keys(BANK_ACCOUNTS) as [BankAccountName, ...BankAccountName[]]);
const MOST_LINES = 1_000;

/** The bank's interface for the firm: balances, statements, transfers, wires; and a person sending yen. */
export function bankRoutes(app: App, world: World): void {
  app.register(async (scope: App) => {
    requireKey(scope, world);
    readingRoutes(scope, world);
    payingRoutes(scope, world);
  });
}

function readingRoutes(app: App, { state }: World): void {
  app.get("/bank/accounts", (_request, reply) => {
    const accounts = listAccounts(state).map(({ name, currency, balance }) => ({
      account: name,
      currency,
      balance: formatAmount(name as BankAccountName, balance),
    }));
    return answer(reply, 200, { accounts });
  });

  app.get("/bank/accounts/:account/statement", {
    schema: {
      params: z.object({ account: z.string() }),
      querystring: z.object({
        after: z
          .string()
          .regex(/^\d{1,18}$/, "must be a sequence")
          .default("0"),
        limit: z.coerce.number().int().min(1).max(MOST_LINES).default(500),
      }),
    },
    handler: (request, reply) => {
      const account = AccountName.safeParse(request.params.account);
      if (!account.success) return answer(reply, 404, refuse(404, "account_not_found", "There is no such account."));
      const { after, limit } = request.query;
      const lines = listLines(state, account.data, BigInt(after), limit);
      return answer(reply, 200, { lines: lines.map(lineView), next: String(lines.at(-1)?.sequence ?? BigInt(after)) });
    },
  });
}

function payingRoutes(app: App, world: World): void {
  const { clock } = world;
  app.post("/bank/customer-transfers", {
    schema: {
      body: z.object({
        amount: YenAmount,
        payerName: PayerName,
        branchCode: BranchCode,
        accountNumber: AccountNumber,
      }),
    },
    handler: (request, reply) => {
      const key = request.headers["idempotency-key"];
      if (key !== undefined && !ClientReference.safeParse(key).success) {
        return answer(reply, 400, refuseField("Idempotency-Key", "must be 1 to 200 visible ASCII characters"));
      }
      const idempotencyKey = key === undefined ? null : String(key);
      const outcome = clock.act((nowMs) => receiveCustomerTransfer(world, nowMs, request.body, idempotencyKey));
      return answer(reply, 201, outcome);
    },
  });

  app.post("/bank/transfers", {
    schema: {
      body: z.object({ from: AccountName, to: AccountName, amount: YenAmount, clientReference: ClientReference }),
    },
    handler: (request, reply) =>
      answer(
        reply,
        201,
        clock.act((nowMs) => transferBetweenAccounts(world, nowMs, request.body)),
      ),
  });

  app.post("/bank/wires", {
    schema: {
      body: z.object({ amount: DollarAmount, clientReference: ClientReference, beneficiary: z.literal("alpaca") }),
    },
    handler: (request, reply) =>
      answer(
        reply,
        201,
        clock.act((nowMs) => sendWire(world, nowMs, request.body)),
      ),
  });
}

function lineView(line: StatementLine): object {
  const account = line.account as BankAccountName;
  const { branch_code: branchCode, account_number: accountNumber } = line;
  return {
    sequence: String(line.sequence),
    reference: line.reference,
    bookedAt: formatMoment(Number(line.booked_at)),
    kind: line.kind,
    amount: formatAmount(account, line.amount),
    balance: formatAmount(account, line.balance),
    payerName: line.payer_name,
    virtualAccount: branchCode === null ? null : { branchCode, accountNumber },
    clientReference: line.client_reference,
    description: line.description,
  };
}
