type Account = { branchCode: string; accountNumber: string };

const FIRST_AMOUNT = "100000";

/** The practice bank's address with the account filled in. No name goes into an address: it is typed there. */
export function practiceBankAddress(bankUrl: string, { branchCode, accountNumber }: Account): string {
  const address = new URL(bankUrl);
  address.searchParams.set("branchCode", branchCode);
  address.searchParams.set("accountNumber", accountNumber);
  address.searchParams.set("amount", FIRST_AMOUNT);
  return address.href;
}
