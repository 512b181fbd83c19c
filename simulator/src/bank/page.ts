import { formatYen } from "@kura/shared/money.ts";
import { z } from "zod";
import { type App, isRefusal } from "../http.ts";
import { acceptForms, type Html, html, type Language, languageOf, sendPage } from "../page.ts";
import type { World } from "../world.ts";
import { AccountNumber, BranchCode, PayerName, YenAmount } from "./fields.ts";
import { type CustomerTransfer, type Receipt, receiveCustomerTransfer } from "./pay.ts";

const WORDS = {
  ja: {
    title: "模擬銀行：お振込み",
    intro: "テスト用の銀行です。実際のお金は動きません。くら銀行（0398）のバーチャル口座へ振り込みます。",
    branchCode: "支店番号（3桁）",
    accountNumber: "口座番号（7桁・普通）",
    amount: "金額（円）",
    payerName: "振込依頼人名（カナ）",
    send: "振り込む",
    done: "お振込みを受け付けました",
    reference: "受付番号",
    bookedAt: "受付日時",
    again: "続けて振り込む",
    problem: "入力内容をご確認ください",
  },
  en: {
    title: "Simulated bank: send yen",
    intro: "A bank for testing; no real money moves. Sends yen to a virtual account at Kura Bank (0398).",
    branchCode: "Branch code (3 digits)",
    accountNumber: "Account number (7 digits, ordinary)",
    amount: "Amount (yen)",
    payerName: "Payer's name (kana)",
    send: "Send",
    done: "Your transfer was accepted",
    reference: "Reference",
    bookedAt: "Booked at",
    again: "Send another",
    problem: "Please check what you entered",
  },
} as const satisfies Record<Language, Record<string, string>>;

type Words = (typeof WORDS)[Language];
const FIELDS = ["branchCode", "accountNumber", "amount", "payerName"] as const;
type Entries = Partial<Record<(typeof FIELDS)[number], string>>;

/** People write amounts with separators and full-width digits; the bank understands both. */
const digits = (text: unknown) => (typeof text === "string" ? text.normalize("NFKC").replace(/[,\s¥円]/g, "") : text);
const Form = z.object({
  branchCode: z.preprocess(digits, BranchCode),
  accountNumber: z.preprocess(digits, AccountNumber),
  amount: z.preprocess(digits, YenAmount),
  payerName: PayerName,
});

/** The page on which a person sends yen, filled in beforehand from the address, and the receipt. */
export function bankPage(app: App, world: World): void {
  app.register(async (scope: App) => {
    acceptForms(scope);

    scope.get("/bank", (request, reply) => {
      const language = languageOf(request);
      const entries = readEntries(request.query);
      return sendPage(reply, 200, page(language, entries, form(language, { branchCode: "801", ...entries })));
    });

    scope.post("/bank", (request, reply) => {
      const language = languageOf(request);
      const entries = readEntries(request.body);
      const read = Form.safeParse(request.body);
      const problems = read.error?.issues.map(
        (issue) => `${WORDS[language][issue.path[0] as keyof Words]}: ${issue.message}`,
      );
      if (!read.success) return sendPage(reply, 400, page(language, entries, form(language, entries, problems)));
      const outcome = world.clock.act((nowMs) => receiveCustomerTransfer(world, nowMs, read.data, null));
      if (isRefusal(outcome)) {
        const { status, detail } = outcome.refused;
        return sendPage(reply, status, page(language, entries, form(language, entries, [detail])));
      }
      return sendPage(reply, 200, page(language, entries, receipt(language, read.data, outcome)));
    });
  });
}

function page(language: Language, entries: Entries, body: Html) {
  const other = `/bank?${new URLSearchParams({ ...entries, lang: language === "ja" ? "en" : "ja" })}`;
  return { language, title: WORDS[language].title, other, body };
}

function readEntries(from: unknown): Entries {
  const given = (from ?? {}) as Record<string, unknown>;
  return Object.fromEntries(FIELDS.flatMap((name) => (typeof given[name] === "string" ? [[name, given[name]]] : [])));
}

function form(language: Language, entries: Entries, problems: readonly string[] = []): Html {
  const words = WORDS[language];
  const field = (name: (typeof FIELDS)[number], mode: string) => html`<label>${words[name]}
<input name="${name}" value="${entries[name] ?? ""}" inputmode="${mode}" autocomplete="off" required></label>
`;
  const notice = problems.map((problem) => html`<p class="bad" role="alert">${words.problem}: ${problem}</p>\n`);
  const fields = FIELDS.map((name) => field(name, name === "payerName" ? "text" : "numeric"));
  return html`<p class="soft">${words.intro}</p>
${notice}<form method="post" action="/bank?lang=${language}">
${fields}<button type="submit">${words.send}</button>
</form>`;
}

function receipt(language: Language, transfer: CustomerTransfer, { reference, bookedAt }: Receipt): Html {
  const words = WORDS[language];
  const yen = `¥${formatYen(transfer.amount).replace(/\B(?=(\d{3})+$)/g, ",")}`;
  const at = Temporal.Instant.from(bookedAt).toZonedDateTimeISO("Asia/Tokyo").toPlainDateTime();
  const rows: [string, string][] = [
    [words.reference, reference],
    [words.bookedAt, at.toString({ smallestUnit: "minute" }).replace("T", " ")],
    [words.branchCode, transfer.branchCode],
    [words.accountNumber, transfer.accountNumber],
    [words.payerName, transfer.payerName],
    [words.amount, yen],
  ];
  return html`<p role="status"><strong>${words.done}</strong></p>
<dl>${rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>\n`)}</dl>
<p><a href="/bank?lang=${language}">${words.again}</a></p>`;
}
