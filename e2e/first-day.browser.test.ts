import { resolve } from "node:path";
import { addOperator } from "@kura/gateway/main.ts";
import { proveBooks } from "@kura/money/main.ts";
import pg from "pg";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../tools/test-database.ts";
import { openBrowser } from "./browser.ts";
import { ANN, secretOf } from "./first-customer.ts";
import { codeOf } from "./person.ts";
import { findOverhang, openVisitor, type Visitor } from "./visitor.ts";
import { startWorld, type WholeWorld } from "./world.ts";

const PICTURES = resolve(import.meta.dirname, "../test-output/first-day");
const OPERATOR = { email: "aoki@kura.example", password: "a-long-desk-password", totpSecret: secretOf("aoki") };
const PASSWORD = "correct horse battery";
/** A page follows what others do by asking every few seconds. */
const NOTICES = { timeout: 20_000 };

let databases: { money: TestDatabase; gateway: TestDatabase };
let world: WholeWorld;
let browser: Browser;
let ann: Visitor;
let operator: Visitor;
let phone: Page;
let desk: Page;

beforeAll(async () => {
  databases = { money: await createTestDatabase("money"), gateway: await createTestDatabase("gateway") };
  [world, browser] = await Promise.all([startWorld({ databases, apps: true }), openBrowser()]);
  await addOperator(world.gatewayConfig, { ...OPERATOR, name: "青木 透", role: "reviewer" });
  ann = await openVisitor(browser, { width: 390, height: 844, folder: PICTURES });
  operator = await openVisitor(browser, { width: 1440, height: 900, folder: PICTURES });
  phone = ann.page;
  desk = operator.page;
  for (const page of [phone, desk]) page.setDefaultTimeout(15_000);
});
afterAll(async () => {
  await browser?.close();
  await world?.stop();
  await Promise.all([databases?.money.drop(), databases?.gateway.drop()]);
});
afterEach(async ({ task }) => {
  if (task.result?.state === "fail") {
    await Promise.all([ann.picture("failed-phone"), operator.picture("failed-desk")]);
    return;
  }
  // Whatever the test was about: nothing may have gone wrong behind the pages.
  expect([...ann.troubles.splice(0), ...operator.troubles.splice(0)]).toEqual([]);
});

let count = 0;
/** A picture of this step, and on a phone nothing that could be moved sideways. */
async function keep(visitor: Visitor, name: string, of: Page = visitor.page): Promise<void> {
  count += 1;
  await visitor.picture(`${String(count).padStart(2, "0")}-${name}`, of);
  if (visitor === ann) expect(await findOverhang(of)).toBe(0);
}
const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();
const follow = (page: Page, name: string) => page.getByRole("link", { name, exact: true }).first().click();
const fill = (page: Page, label: string, text: string) => page.getByLabel(label, { exact: true }).fill(text);
const see = (page: Page, heading: string, options = {}) =>
  page.getByRole("heading", { name: heading, exact: true }).first().waitFor(options);

test("a visitor signs up with a password and an authenticator", async () => {
  await phone.goto(world.webUrl);
  await see(phone, "世界の会社を、あなたの蔵に。");
  await keep(ann, "welcome");
  await follow(phone, "口座をひらく");
  await see(phone, "アカウントをつくる");
  await fill(phone, "メールアドレス", "ann@example.com");
  await fill(phone, "パスワード", PASSWORD);
  await keep(ann, "sign-up");
  await press(phone, "次へ進む");
  await see(phone, "認証アプリを登録する");
  await keep(ann, "authenticator");
  const secret = await phone.getByTestId("totp-secret").getAttribute("data-secret");
  await fill(phone, "6桁のコード", codeOf(secret ?? ""));
  await press(phone, "確認する");
});

test("the applicant says who they are, in three short steps", async () => {
  await see(phone, "お名前と生年月日");
  const [year = "", month = "", day = ""] = ANN.birthOn.split("-");
  for (const [label, text] of [
    ["姓", ANN.familyName],
    ["名", ANN.givenName],
    ["セイ（カタカナ）", "やまだ"],
    ["メイ（カタカナ）", ANN.givenKana],
    ["年", year],
    ["月", month],
    ["日", day],
  ] as const)
    await fill(phone, label, text);
  await keep(ann, "name");
  await press(phone, "次へ");
  await see(phone, "ご住所と電話番号");
  await fill(phone, "郵便番号", ANN.postalCode);
  await phone.getByLabel("都道府県").selectOption({ label: ANN.prefecture });
  await fill(phone, "市区町村", ANN.city);
  await fill(phone, "町名・番地・建物名", ANN.street);
  await fill(phone, "電話番号", ANN.phone);
  await keep(ann, "address");
  await press(phone, "次へ");
  await see(phone, "ご職業と税のこと");
  await phone.getByLabel("ご職業").selectOption({ label: "会社員" });
  await phone
    .getByRole("radiogroup", { name: /米国市民/ })
    .getByLabel("いいえ")
    .check();
  await phone
    .getByRole("radiogroup", { name: /税法上の居住地/ })
    .getByLabel("はい")
    .check();
  await keep(ann, "work-and-tax");
  await press(phone, "保存して次へ");
});

test("the applicant reads each document to its end before agreeing to it", async () => {
  await see(phone, "書類をご確認ください");
  await keep(ann, "documents");
  const documents = phone.getByRole("button", { name: /を開く$/ });
  await documents.first().waitFor();
  expect(await phone.getByRole("button", { name: "次へ", exact: true }).isDisabled()).toBe(true);
  for (let index = 0; index < (await documents.count()); index += 1) {
    await documents.nth(index).click();
    const reader = phone.getByRole("dialog");
    const agree = reader.getByRole("button", { name: "同意する" });
    expect(await agree.isDisabled()).toBe(true);
    await keep(ann, `document-${index + 1}`);
    await reader.getByText("書類はここまでです。").scrollIntoViewIfNeeded();
    await agree.click();
    await reader.waitFor({ state: "hidden" });
  }
  await phone.getByText("すべての書類に同意しました。").waitFor();
  await keep(ann, "documents-agreed");
  await follow(phone, "次へ");
});

test("the applicant passes the identity check at the vendor's, comes back and waits", async () => {
  await see(phone, "本人確認");
  await keep(ann, "identity");
  await press(phone, "本人確認をはじめる");
  await see(phone, "本人確認（模擬）");
  expect(phone.url().startsWith(world.simulatorUrl)).toBe(true);
  await keep(ann, "identity-vendor");
  await press(phone, "本人確認に成功する");
  await see(phone, "審査しています", NOTICES);
  expect(phone.url().startsWith(`${world.webUrl}/onboarding/status`)).toBe(true);
  await keep(ann, "in-review");
});

test("an operator signs in to the console and approves the application with a reason", async () => {
  await desk.goto(world.consoleUrl);
  await fill(desk, "メールアドレス", OPERATOR.email);
  await fill(desk, "パスワード", OPERATOR.password);
  await keep(operator, "console-sign-in");
  await press(desk, "次へ");
  await fill(desk, "認証コード", codeOf(OPERATOR.totpSecret));
  await press(desk, "サインイン");
  await see(desk, "デスク");
  await keep(operator, "console-desk");

  await desk.getByRole("navigation").getByRole("link", { name: "口座開設の審査" }).click();
  await see(desk, "口座開設の審査");
  const row = desk.getByRole("row").nth(1);
  await row.waitFor();
  await keep(operator, "console-applications");
  await row.getByRole("link").click();
  await see(desk, "口座開設の申込");
  await desk.getByText(`${ANN.familyName} ${ANN.givenName}`).first().waitFor();
  await keep(operator, "console-application");

  await press(desk, "承認");
  const dialog = desk.getByRole("dialog", { name: "この申込を承認しますか？" });
  await dialog.getByRole("button", { name: "承認して口座を開設する" }).click();
  await dialog.getByText("理由を入力してください。").waitFor();
  await dialog.getByRole("textbox").fill("本人確認の記録と申込内容の一致を確認しました。");
  await keep(operator, "console-approve");
  await dialog.getByRole("button", { name: "承認して口座を開設する" }).click();
  await see(desk, "審査の結果");
  await desk.getByText("開設済み").waitFor(NOTICES);
  await keep(operator, "console-approved");
});

test("the customer opens the catalogue and copies a model portfolio", async () => {
  await see(phone, "口座がひらきました", NOTICES);
  await keep(ann, "account-open");
  await follow(phone, "ポートフォリオをさがす");
  await see(phone, "ポートフォリオをさがす");
  const models = phone.getByRole("article");
  await models.nth(1).waitFor();
  await keep(ann, "catalogue");
  await models.nth(1).getByRole("link").click();
  await follow(phone, "このポートフォリオをコピー");
  await see(phone, "目標を確認する");
  await keep(ann, "copy");
  await press(phone, "この目標に決める");
  await see(phone, "目標を決めました");
  await keep(ann, "target");
  await follow(phone, "入金のしかたを見る");
});

test("the customer gets an account number and sends ¥100,000 at the simulated bank", async () => {
  await see(phone, "入金する");
  const number = await phone.getByTestId("account-number").innerText();
  expect(number).toMatch(/^\d{7}$/);
  await keep(ann, "account-number");
  const opened = phone.context().waitForEvent("page");
  await follow(phone, "練習用の銀行をひらく");
  const bank = await opened;
  await see(bank, "模擬銀行：お振込み");
  expect(await bank.getByLabel("口座番号（7桁・普通）").inputValue()).toBe(number);
  await fill(bank, "金額（円）", "100,000");
  await fill(bank, "振込依頼人名（カナ）", "ヤマダ アン");
  await keep(ann, "bank", bank);
  await press(bank, "振り込む");
  await bank.getByText("お振込みを受け付けました").waitFor();
  await keep(ann, "bank-receipt", bank);
  await bank.close();
});

test("the customer sees the yen set aside, what they will buy, and when", async () => {
  await follow(phone, "ホーム");
  await phone.getByText("￥100,000 の入金").or(phone.getByText("¥100,000 の入金")).first().waitFor(NOTICES);
  await see(phone, "次に買う見込み", NOTICES);
  await phone.getByRole("region", { name: "次の買付" }).waitFor();
  expect(await phone.getByTestId("in-progress").getAttribute("data-status")).toBe("received");
  expect(await phone.getByTestId("held-jpy").innerText()).toMatch(/100,000/);
  expect(await phone.getByTestId("next-window").innerText()).toContain("3月3日");
  await keep(ann, "home-waiting");
  await phone.goto(`${world.webUrl}/preview`);
  await see(phone, "買付の見込み");
  await see(phone, "買うもの");
  await keep(ann, "preview");
  await phone.goto(`${world.webUrl}/home`);
});

test("the operator presses 'next opening', and the clock of the whole brokerage passes the US opening", async () => {
  await desk.getByRole("navigation").getByRole("link", { name: "デスク" }).click();
  await press(desk, "次の寄り付きへ");
  await desk.getByText(/業務時刻が .*になりました/).waitFor({ timeout: 90_000 });
  await keep(operator, "console-after-opening");
});

test("the customer owns fractions of shares near the target, and the history tells how", async () => {
  await phone.getByTestId("in-progress").waitFor({ state: "hidden", ...NOTICES });
  const holdings = phone.getByTestId("holdings").getByRole("listitem");
  await holdings.first().waitFor(NOTICES);
  const texts = await holdings.allInnerTexts();
  expect(texts.length).toBeGreaterThan(1);
  for (const text of texts) {
    expect(text).toMatch(/\d+\.\d{2,9} 株/);
    const [weight = 0, target = 0] = [...text.matchAll(/(\d+(?:\.\d+)?)%/g)].map((found) => Number(found[1]));
    expect(Math.abs(weight - target)).toBeLessThan(0.6);
  }
  expect(await phone.getByTestId("cash-usd").innerText()).toMatch(/\$0\.\d\d$/);
  // What was bought is no longer about to be bought.
  await phone.getByRole("region", { name: "次に買う見込み" }).waitFor({ state: "hidden", ...NOTICES });
  await keep(ann, "home-owning");
  await follow(phone, "履歴");
  await see(phone, "履歴");
  for (const kind of ["account_opened", "target_confirmed", "deposit_received", "currency_converted", "bought"])
    await phone.getByTestId(`history-${kind}`).first().waitFor(NOTICES);
  const bought = phone.getByTestId("history-bought");
  expect(await bought.count()).toBe(texts.length);
  await bought.first().getByText("くわしく").click();
  await bought.first().getByText("国内受渡日").waitFor();
  await keep(ann, "history");
});

test("the books prove themselves, and nothing waits for a person", async () => {
  const client = new pg.Client({ connectionString: databases.money.ownerUrl });
  await client.connect();
  try {
    expect(await proveBooks(client)).toMatchObject({ ok: true, problems: [] });
    expect((await client.query("select kind, subject, detail from breaks")).rows).toEqual([]);
    expect((await client.query("select kind, key, last_error from work where last_error is not null")).rows).toEqual(
      [],
    );
  } finally {
    await client.end();
  }
});
