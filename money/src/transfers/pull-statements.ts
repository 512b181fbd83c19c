import { rows } from "../db.ts";
import { findOpenWindows } from "../instructions/windows.ts";
import { findCustomersByDepositAccount } from "../ledger/find-customer.ts";
import type { World } from "../money.ts";
import type { BankAccount } from "../treasury/bank.ts";
import { takeStatementLine } from "./take-statement-line.ts";

/** The accounts whose lines book something; the trust's own lines are all ours. */
const PULLED: readonly BankAccount[] = ["collect", "firm_jpy", "firm_usd"];
const LINES_MOST = 500;

/** Takes over what is new on the bank's statements, and says whether anything was. */
export async function pullStatements(world: World): Promise<boolean> {
  let news = false;
  for (const account of PULLED) {
    for (;;) {
      const taken = await pullPage(world, account);
      news ||= taken > 0;
      if (taken < LINES_MOST) break;
    }
  }
  return news;
}

async function pullPage(world: World, account: BankAccount): Promise<number> {
  const [cursor] = await rows<{ position: string }>(world.pool, "select position from cursors where name = $1", [
    `bank:${account}`,
  ]);
  const position = cursor?.position ?? "0";
  const { lines } = await world.bank.statement(account, { after: position, limit: LINES_MOST });
  if (lines.length === 0) return 0;
  const named = lines.flatMap((line) => line.virtualAccount ?? []);
  const customers = await findCustomersByDepositAccount(world.pool, named);
  const windows = await findOpenWindows(world.pool, world.clock.now());

  // In the statement's order: the runner decides each after the one before it, and none past one that failed.
  await Promise.all(
    lines.map((line, index) => {
      const to = line.virtualAccount;
      const customerId = to ? (customers.get(`${to.branchCode}-${to.accountNumber}`) ?? null) : null;
      const windowIds = windows.map((window) => window.id);
      const after = lines[index - 1]?.sequence ?? position;
      return world.commands.run(takeStatementLine, { account, line, after, customerId, windowIds });
    }),
  );
  return lines.length;
}
