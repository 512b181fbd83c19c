import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../tools/test-database.ts";
import {
  codeNow,
  nextCode,
  openBrowser,
  openTestWorld,
  PASSWORD,
  signInOperator,
  signUpCustomer,
  type TestWorld,
} from "../test-world.ts";

let database: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  database = await createTestDatabase("gateway");
  world = await openTestWorld({ databaseUrl: database.url });
});
afterAll(async () => {
  await world?.close();
  await database?.drop();
});

const wrongCode = (right: string) => (right === "000000" ? "000001" : "000000");

test("sign-up leads through the authenticator to a full session, whose cookie scripts cannot read", async () => {
  const browser = openBrowser(world.app);
  const signUp = { email: " New@Example.com", password: PASSWORD, locale: "en" };
  const malformed = await browser.call("POST", "/users", signUp);
  expect(malformed.status).toBe(400);
  const signedUp = await browser.call("POST", "/users", { ...signUp, email: "New@Example.com" });
  expect(signedUp.status).toBe(201);
  expect(signedUp.answer.headers["set-cookie"]).toMatch(/kura_session=.*HttpOnly; SameSite=Strict/);
  const first = browser.cookies.get("kura_session");
  expect((await browser.call("GET", "/session")).json).toMatchObject({ level: "password", email: "new@example.com" });
  expect((await browser.call("GET", "/application")).json.code).toBe("second_factor_needed");

  const full = await browser.call("POST", "/session/totp", { code: codeNow(world, signedUp.json.totp.secret) });
  expect(full.json).toMatchObject({ level: "full", locale: "en", application: { status: "draft" } });
  expect(browser.cookies.get("kura_session")).not.toBe(first);
  const old = openBrowser(world.app);
  old.cookies.set("kura_session", first!);
  expect((await old.call("GET", "/session")).json.level).toBe("none");
});

test("until a code was confirmed sign-in shows the same set-up again, and never after", async () => {
  const browser = openBrowser(world.app);
  const person = { email: "slow@example.com", password: PASSWORD };
  const signedUp = await browser.call("POST", "/users", { ...person, locale: "ja" });
  const again = await browser.call("POST", "/session", person);
  expect(again.json).toEqual({ next: "enrol_totp", totp: signedUp.json.totp });
  await browser.call("POST", "/session/totp", { code: nextCode(world, signedUp.json.totp.secret) });
  expect((await browser.call("POST", "/session", person)).json).toEqual({ next: "totp", totp: null });
});

test("an address signs up once, in whatever spelling, also when many try at once", async () => {
  const spellings = ["twin@example.com", "TWIN@example.com", "Twin@Example.com", "twin@EXAMPLE.com"];
  const tries = spellings.map((email) =>
    openBrowser(world.app).call("POST", "/users", { email, password: PASSWORD, locale: "ja" }),
  );
  const statuses = (await Promise.all(tries)).map((answer) => answer.status);
  expect(statuses.toSorted()).toEqual([201, 409, 409, 409]);
});

test("unknown address, wrong password and locked sign-in get the very same answer", async () => {
  const { email } = await signUpCustomer(world);
  const browser = openBrowser(world.app);
  const answers = [];
  answers.push(await browser.call("POST", "/session", { email: "nobody@example.com", password: PASSWORD }));
  for (let tries = 0; tries < 5; tries += 1) {
    answers.push(await browser.call("POST", "/session", { email, password: "not the password" }));
  }
  answers.push(await browser.call("POST", "/session", { email, password: PASSWORD }));
  for (const answer of answers) {
    expect(answer.status).toBe(401);
    expect(answer.json).toEqual(answers[0]!.json);
    expect(answer.answer.cookies).toEqual([]);
  }
});

test("five failures in a row lock sign-in for a quarter of an hour of machine time", async () => {
  const { email } = await signUpCustomer(world);
  const browser = openBrowser(world.app);
  for (let tries = 0; tries < 5; tries += 1) await browser.call("POST", "/session", { email, password: "wrong" });
  expect((await browser.call("POST", "/session", { email, password: PASSWORD })).status).toBe(401);
  world.machine.set(world.machine.now().add({ minutes: 15 }));
  expect((await browser.call("POST", "/session", { email, password: PASSWORD })).status).toBe(200);
});

test("guesses made all at once get no more tries than guesses in a row", async () => {
  const { email } = await signUpCustomer(world);
  const guess = () => openBrowser(world.app).call("POST", "/session", { email, password: "wrong" });
  await Promise.all(Array.from({ length: 12 }, guess));
  const row = await sql<{ refused: bigint }>`
    select count(*) as refused from audit_log where action = 'sign_in_refused'
      and subject_id = (select id from users order by created_at desc, id desc limit 1)`.execute(world.parts.db);
  expect(row.rows[0]!.refused).toBe(5n);
});

test("wrong codes lock sign-in too, and the right password in between does not help", async () => {
  const { email, secret } = await signUpCustomer(world);
  const browser = openBrowser(world.app);
  for (let tries = 0; tries < 5; tries += 1) {
    await browser.call("POST", "/session", { email, password: PASSWORD });
    const refused = await browser.call("POST", "/session/totp", { code: wrongCode(nextCode(world, secret)) });
    expect(refused.json.code).toBe("code_refused");
  }
  expect((await browser.call("POST", "/session", { email, password: PASSWORD })).status).toBe(401);
  const right = await browser.call("POST", "/session/totp", { code: nextCode(world, secret) });
  expect(right.json.code).toBe("code_refused");
});

test("a code that was used is refused, by whoever it comes again", async () => {
  const { email, secret } = await signUpCustomer(world);
  const used = codeNow(world, secret);
  const thief = openBrowser(world.app);
  await thief.call("POST", "/session", { email, password: PASSWORD });
  expect((await thief.call("POST", "/session/totp", { code: used })).json.code).toBe("code_refused");
  expect((await thief.call("GET", "/session")).json.level).toBe("password");
});

test("one code used by many at once signs in one of them", async () => {
  const { email, secret } = await signUpCustomer(world);
  const browsers = Array.from({ length: 4 }, () => openBrowser(world.app));
  for (const browser of browsers) await browser.call("POST", "/session", { email, password: PASSWORD });
  const code = nextCode(world, secret);
  const statuses = await Promise.all(browsers.map((browser) => browser.call("POST", "/session/totp", { code })));
  expect(statuses.map(({ status }) => status).toSorted()).toEqual([200, 401, 401, 401]);
});

test("a session survives a jump of the business clock and not half an hour of the machine's without use", async () => {
  const { call } = await signUpCustomer(world);
  world.business.set(world.business.now().add({ hours: 24 * 40 }));
  expect((await call("GET", "/session")).json.level).toBe("full");
  for (let minutes = 0; minutes < 120; minutes += 29) {
    world.machine.set(world.machine.now().add({ minutes: 29 }));
    expect((await call("GET", "/session")).json.level).toBe("full");
  }
  world.machine.set(world.machine.now().add({ minutes: 30 }));
  expect((await call("GET", "/session")).json.level).toBe("none");
});

test("a session in constant use ends after twelve hours", async () => {
  const { call } = await signUpCustomer(world);
  for (let minutes = 20; minutes < 720; minutes += 20) {
    world.machine.set(world.machine.now().add({ minutes: 20 }));
    expect((await call("GET", "/session")).json.level).toBe("full");
  }
  world.machine.set(world.machine.now().add({ minutes: 20 }));
  expect((await call("GET", "/session")).json.level).toBe("none");
});

test("signing out ends the session at the server, not only in the browser", async () => {
  const customer = await signUpCustomer(world);
  const token = customer.cookies.get("kura_session")!;
  expect((await customer.call("DELETE", "/session")).status).toBe(204);
  const thief = openBrowser(world.app);
  thief.cookies.set("kura_session", token);
  expect((await thief.call("GET", "/application")).status).toBe(401);
});

test("customers' and operators' sessions open only their own doors", async () => {
  const customer = await signUpCustomer(world);
  const operator = await signInOperator(world);
  expect((await operator.call("GET", "/operator/session")).json).toMatchObject({
    level: "full",
    operator: { name: "佐藤 花子", role: "reviewer" },
  });
  const crossed = openBrowser(world.app);
  crossed.cookies.set("kura_operator", customer.cookies.get("kura_session")!);
  crossed.cookies.set("kura_session", operator.cookies.get("kura_operator")!);
  expect((await crossed.call("GET", "/operator/applications")).status).toBe(401);
  expect((await crossed.call("GET", "/application")).status).toBe(401);
});

test("no token that works is kept in the database", async () => {
  const customer = await signUpCustomer(world);
  const rows = await sql<{ row: string }>`select s::text as row from sessions s`.execute(world.parts.db);
  const token = customer.cookies.get("kura_session")!;
  const forms = [token, Buffer.from(token).toString("hex"), Buffer.from(token, "base64url").toString("hex")];
  for (const { row } of rows.rows) for (const form of forms) expect(row).not.toContain(form);
});
