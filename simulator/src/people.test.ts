import { request } from "undici";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startWorld, type TestWorld } from "./test-world.ts";

let world: TestWorld;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.stop());

const NEW_CHECK = {
  clientReference: "application-1",
  returnUrl: "http://127.0.0.1:4000/onboarding/status",
  person: { name: "山田 <b>太郎</b>", kana: "ヤマダ タロウ", birthOn: "1990-04-01", address: "東京都千代田区1-1" },
};

/** What a browser does: no key, forms as browsers send them, no redirect followed. */
async function browse(method: "GET" | "POST", path: string, form?: Record<string, string>) {
  const answered = await request(new URL(path, world.url), {
    method,
    headers: form ? { "content-type": "application/x-www-form-urlencoded" } : {},
    body: form ? new URLSearchParams(form).toString() : null,
  });
  return { status: answered.statusCode, headers: answered.headers, text: await answered.body.text() };
}

test("a check is pending until its person chooses a result, and then leads back to where they came from", async () => {
  const opened = await world.call("POST", "/ekyc/checks", NEW_CHECK);
  expect(opened.status).toBe(201);
  const { checkId, url } = opened.body;
  expect(url).toBe(`${world.url}/ekyc/pages/${checkId}`);
  expect((await world.call("GET", `/ekyc/checks/${checkId}`)).body).toEqual({
    checkId,
    clientReference: "application-1",
    status: "pending",
    method: "jpki",
    completedAt: null,
  });

  const shown = await browse("GET", `/ekyc/pages/${checkId}?lang=en`);
  expect(shown.text).toContain("The check succeeds");
  expect(shown.text).toContain("&lt;b&gt;太郎");
  expect(shown.headers["content-security-policy"]).toContain("form-action 'self' http://127.0.0.1:4000");
  expect(shown.headers["content-security-policy"]).toContain("default-src 'none'");

  const chosen = await browse("POST", `/ekyc/pages/${checkId}`, { result: "passed" });
  expect([chosen.status, chosen.headers.location]).toEqual([303, NEW_CHECK.returnUrl]);
  expect((await world.call("GET", `/ekyc/checks/${checkId}`)).body).toMatchObject({
    status: "passed",
    completedAt: "2026-03-02T00:00:00Z",
  });
  expect((await browse("GET", `/ekyc/pages/${checkId}`)).text).toContain("完了しています");
});

test("a result stays: the same again changes nothing, another is refused; who failed may begin anew", async () => {
  const first = (await world.call("POST", "/ekyc/checks", NEW_CHECK)).body;
  expect((await world.call("POST", "/ekyc/checks", NEW_CHECK)).body).toEqual(first);
  const complete = (result: string) => world.call("POST", `/ekyc/checks/${first.checkId}/complete`, { result });
  expect(await complete("failed")).toMatchObject({ status: 200, body: { status: "failed" } });
  expect((await complete("failed")).status).toBe(200);
  expect(await complete("passed")).toMatchObject({ status: 409, body: { code: "already_completed" } });
  const second = (await world.call("POST", "/ekyc/checks", NEW_CHECK)).body;
  expect(second.checkId).not.toBe(first.checkId);
});

test("a check that is not well formed is refused with the field named", async () => {
  const bad: [object, string][] = [
    [{ ...NEW_CHECK, returnUrl: "javascript:alert(1)" }, "returnUrl"],
    [{ ...NEW_CHECK, clientReference: "" }, "clientReference"],
    [{ ...NEW_CHECK, person: { ...NEW_CHECK.person, birthOn: "1990-02-30" } }, "person.birthOn"],
    [{ ...NEW_CHECK, person: { ...NEW_CHECK.person, name: "" } }, "person.name"],
  ];
  for (const [body, field] of bad) {
    const { status, body: problem } = await world.call("POST", "/ekyc/checks", body);
    expect([status, problem.errors?.[0]?.field]).toEqual([400, field]);
  }
  expect((await world.call("GET", "/ekyc/checks/none")).status).toBe(404);
  expect((await world.call("POST", "/ekyc/checks/none/complete", { result: "passed" })).status).toBe(404);
  expect((await browse("GET", "/ekyc/pages/none")).status).toBe(404);
  expect((await browse("POST", "/ekyc/pages/none", { result: "passed" })).status).toBe(303);
});

test("the bank's page is filled in from the address, in both languages, and can be used without a key", async () => {
  const query = "branchCode=801&accountNumber=7654321&amount=100000&payerName=%E3%83%A4%E3%83%9E%E3%83%80";
  const japanese = await browse("GET", `/bank?${query}`);
  expect(japanese.text).toContain('lang="ja"');
  for (const value of ["801", "7654321", "100000", "ヤマダ"]) expect(japanese.text).toContain(`value="${value}"`);
  expect((await browse("GET", `/bank?lang=en&${query}`)).text).toContain("Simulated bank: send yen");
  expect((await browse("GET", '/bank?payerName="><script>')).text).toContain("&quot;&gt;&lt;script&gt;");

  const form = { branchCode: "801", accountNumber: "７６５４３２１", amount: "100,000円", payerName: "ヤマダ" };
  const sent = await browse("POST", "/bank?lang=ja", form);
  expect([sent.status, sent.text.includes("¥100,000")]).toEqual([200, true]);
  const { lines } = (await world.call("GET", "/bank/accounts/collect/statement")).body;
  expect(lines).toMatchObject([{ amount: "100000", virtualAccount: { accountNumber: "7654321" } }]);
});

test("a form that is not right is shown again with what is wrong, and nothing is booked", async () => {
  const form = { branchCode: "801", accountNumber: "12", amount: "0", payerName: "" };
  const sent = await browse("POST", "/bank?lang=en", form);
  expect(sent.status).toBe(400);
  expect(sent.text).toContain('value="12"');
  expect(sent.text.match(/role="alert"/g)).toHaveLength(3);
  expect(
    (
      await browse("POST", "/bank", {
        ...form,
        accountNumber: "1234567",
        amount: "5",
        payerName: "ア",
        branchCode: "001",
      })
    ).status,
  ).toBe(422);
  expect((await world.call("GET", "/bank/accounts/collect/statement")).body.lines).toEqual([]);
});
