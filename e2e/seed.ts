import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { addOperator } from "@kura/gateway/main.ts";
import { tokyoDay, tokyoMoment } from "@kura/shared/calendar.ts";
import type { Desk, SignIn } from "../tools/seeding.ts";
import { ANN, apply, approveAll, signInOperator, signUp, until } from "./first-customer.ts";
import { openPerson, type Person } from "./person.ts";
import { openSimulated, type Simulated } from "./simulated.ts";

type Operator = Parameters<typeof addOperator>[1];
const PASSWORD = "kura-demo-password";

/** Base32 secrets for people who exist on desks only. */
const OPERATORS: readonly Operator[] = [
  {
    email: "aoki@kura.example",
    name: "青木 透",
    role: "reviewer",
    password: PASSWORD,
    totpSecret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
  },
];

const HANA = {
  ...ANN,
  familyName: "佐藤",
  givenName: "花",
  familyKana: "サトウ",
  givenKana: "ハナ",
  birthOn: "1988-07-12",
};
const KEN = {
  ...ANN,
  familyName: "高橋",
  givenName: "健",
  familyKana: "タカハシ",
  givenKana: "ケン",
  birthOn: "1995-11-03",
};

/**
 * Fills an empty desk with a small brokerage: an operator, a customer who already owns shares, and one whose
 * application waits for a decision. A desk that has them is left as it is.
 */
export async function seed(desk: Desk): Promise<readonly SignIn[]> {
  const { DATABASE_URL: _, ...environment } = desk.gatewayEnvironment;
  const config = {
    databaseUrl: environment.GATEWAY_DATABASE_URL ?? "",
    vaultKeyFile: environment.VAULT_KEY_FILE ?? "",
  };
  const known = join(dirname(environment.VAULT_KEY_FILE ?? ""), "people.json");
  let isNew = false;
  for (const operator of OPERATORS) isNew = (await addOperator(config, operator)).added || isNew;
  const signIns: SignIn[] = OPERATORS.map(({ name, email, totpSecret }) => {
    return { name, where: "console", email, password: PASSWORD, totpSecret };
  });
  if (isNew) {
    desk.say("Filling the brokerage with its first people; the simulated clock passes one US session …");
    writeFileSync(known, JSON.stringify(await addPeople(desk)), { mode: 0o600 });
  }
  const customers = existsSync(known) ? (JSON.parse(readFileSync(known, "utf8")) as SignIn[]) : [];
  return [...customers, ...signIns];
}

/** Customers choose their authenticators' secrets as everybody does; a desk notes them, to be able to show codes. */
async function addPeople(desk: Desk): Promise<SignIn[]> {
  const { gateway, simulator } = desk.addresses;
  const simulated = openSimulated(simulator);
  const [hana, ken, operator] = [openPerson(gateway), openPerson(gateway), openPerson(gateway, "console")];
  try {
    const hanaSecret = await signUp(hana, "hana@kura.example", PASSWORD);
    await apply(hana, simulated, HANA);
    const [first] = OPERATORS;
    if (first) await signInOperator(operator, first);
    await approveAll(operator);
    await until("Hana's account is open", async () => (await hana.must("GET", "/session")).accountOpened === true);
    await copyAndSend(hana, simulated);
    const window = (await hana.must("GET", "/windows/next")) as { runsAt: string };
    await simulated.advance(Temporal.Instant.from(window.runsAt).add({ minutes: 15 }));
    await simulated.advance(nextMorning(await simulated.now()));

    const kenSecret = await signUp(ken, "ken@kura.example", PASSWORD);
    await apply(ken, simulated, KEN);
    const customer = (name: string, email: string, totpSecret: string): SignIn => {
      return { name, where: "web", email, password: PASSWORD, totpSecret };
    };
    return [
      customer("佐藤 花 (owns shares)", "hana@kura.example", hanaSecret),
      customer("高橋 健 (waits for approval)", "ken@kura.example", kenSecret),
    ];
  } finally {
    await Promise.all([hana.close(), ken.close(), operator.close(), simulated.close()]);
  }
}

async function copyAndSend(person: Person, simulated: Simulated): Promise<void> {
  type Model = { id: string; version: number; holdings: { symbol: string; weightBps: number }[] };
  const { portfolios } = (await person.must("GET", "/portfolios")) as { portfolios: Model[] };
  const model = portfolios[1] ?? portfolios[0];
  if (!model) throw new Error("there are no model portfolios");
  await person.must("PUT", "/target", {
    holdings: model.holdings.map(({ symbol, weightBps }) => ({ symbol, weightBps })),
    source: { portfolioId: model.id, version: model.version },
  });
  const { depositAccount } = (await person.must("GET", "/account")) as {
    depositAccount: { branchCode: string; accountNumber: string };
  };
  const { branchCode, accountNumber } = depositAccount;
  await simulated.sendYen({ amount: "300000", payerName: "サトウ ハナ", branchCode, accountNumber });
  await until("Hana's yen have arrived", async () => {
    const { inProgress } = (await person.must("GET", "/overview")) as { inProgress: unknown[] };
    return inProgress.length > 0;
  });
}

/** Half past nine in Japan, when people look at their phones and the desk opens. */
function nextMorning(now: Temporal.Instant): Temporal.Instant {
  const morning = tokyoMoment(tokyoDay(now), "09:30");
  return Temporal.Instant.compare(morning, now) > 0 ? morning : morning.add({ hours: 24 });
}
