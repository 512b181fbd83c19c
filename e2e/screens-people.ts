import {
  ANN,
  apply,
  approveAll,
  secretOf,
  signInOperator,
  signUp,
  startIdentityCheck,
  until,
} from "./first-customer.ts";
import { openPerson, type Person } from "./person.ts";
import type { WholeWorld } from "./world.ts";

export const OPERATOR = {
  email: "aoki@kura.example",
  password: "a-long-desk-password",
  totpSecret: secretOf("aoki"),
  name: "青木 透",
  role: "reviewer",
} as const;
export const PASSWORD = "correct horse battery";

/** Somebody for every state that a screen can be seen in, by the name before the @ of their address. */
export const PEOPLE = [
  ...["new", "half", "checking", "failed", "applicant", "rejected", "open", "aiming", "waiting", "owner"],
] as const;
export const addressOf = (name: string): string => `${name}@example.com`;

/** What screens need to know to be found. */
export type Cast = {
  readonly portfolioId: string;
  readonly checkUrl: string;
  readonly applications: Readonly<Record<"review" | "approved" | "rejected", string>>;
};

/** Brings people into every state that a screen can be seen in: the owner first, before a day passes. */
export async function gatherPeople(world: WholeWorld): Promise<Cast> {
  const operator = openPerson(world.gatewayUrl, "console");
  await signInOperator(operator, OPERATOR);
  const people: Person[] = [];
  const enter = async (name: string): Promise<Person> => {
    const person = openPerson(world.gatewayUrl);
    people.push(person);
    await signUp(person, addressOf(name), PASSWORD);
    return person;
  };
  const openAccount = async (name: string): Promise<Person> => {
    const person = await enter(name);
    await apply(person, world.simulated);
    await approveAll(operator);
    await until("the account is open", async () => (await person.must("GET", "/session")).accountOpened === true);
    return person;
  };
  const owner = await openAccount("owner");
  const portfolioId = await copyModel(owner);
  await sendYen(world, owner, "300000");
  const { runsAt } = (await owner.must("GET", "/windows/next")) as { runsAt: string };
  await world.simulated.advance(Temporal.Instant.from(runsAt).add({ hours: 9, minutes: 40 }));

  await openAccount("open");
  await copyModel(await openAccount("aiming"));
  const waiting = await openAccount("waiting");
  await copyModel(waiting);
  await sendYen(world, waiting, "100000");

  await enter("new");
  await (await enter("half")).must("PUT", "/application/personal", ANN);
  const { url: checkUrl } = await startIdentityCheck(await enter("checking"));
  await failCheck(world, await enter("failed"));
  await apply(await enter("rejected"), world.simulated);
  await rejectAll(operator);
  await apply(await enter("applicant"), world.simulated);

  const applications = {
    review: await findApplication(operator, "review"),
    approved: await findApplication(operator, "approved"),
    rejected: await findApplication(operator, "rejected"),
  };
  await Promise.all([operator, ...people].map((person) => person.close()));
  return { portfolioId, checkUrl, applications };
}

async function failCheck(world: WholeWorld, person: Person): Promise<void> {
  const { checkId } = await startIdentityCheck(person);
  await world.simulated.call("POST", `/ekyc/checks/${checkId}/complete`, { result: "failed" });
  await until("the check has failed", async () => {
    const { identity } = (await person.must("GET", "/application")) as { identity: { status: string } };
    return identity.status === "failed";
  });
}

type Listed = { readonly items: readonly { readonly id: string }[] };

async function rejectAll(operator: Person): Promise<void> {
  const { items } = (await operator.must("GET", "/operator/applications?status=review")) as Listed;
  for (const { id } of items)
    await operator.must("POST", `/operator/applications/${id}/reject`, {
      reason: "ご申告の内容を確認できませんでした。",
      expectedStatus: "review",
    });
}

async function findApplication(operator: Person, status: string): Promise<string> {
  const { items } = (await operator.must("GET", `/operator/applications?status=${status}`)) as Listed;
  const [first] = items;
  if (!first) throw new Error(`there is an application in status ${status}`);
  return first.id;
}

async function copyModel(person: Person): Promise<string> {
  type Model = { id: string; version: number; holdings: { symbol: string; weightBps: number }[] };
  const { portfolios } = (await person.must("GET", "/portfolios")) as { portfolios: Model[] };
  const model = portfolios[1];
  if (!model) throw new Error("there is a second model portfolio");
  const holdings = model.holdings.map(({ symbol, weightBps }) => ({ symbol, weightBps }));
  await person.must("PUT", "/target", { holdings, source: { portfolioId: model.id, version: model.version } });
  return model.id;
}

async function sendYen(world: WholeWorld, person: Person, amount: string): Promise<void> {
  type Account = { depositAccount: { branchCode: string; accountNumber: string } };
  const { branchCode, accountNumber } = ((await person.must("GET", "/account")) as Account).depositAccount;
  await world.simulated.sendYen({ amount, payerName: "ヤマダ アン", branchCode, accountNumber });
  await until("the yen have arrived", async () => {
    const { inProgress } = (await person.must("GET", "/overview")) as { inProgress: unknown[] };
    return inProgress.length > 0;
  });
}
