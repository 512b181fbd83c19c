import { type App, isRefusal } from "../http.ts";
import { acceptForms, type Html, html, type Language, languageOf, sendPage } from "../page.ts";
import type { World } from "../world.ts";
import { type Check, type CheckResult, completeCheck, findCheck } from "./check.ts";

const WORDS = {
  ja: {
    title: "本人確認（模擬）",
    intro: "実際のサービスでは、ここでマイナンバーカードを読み取ります（公的個人認証）。結果を選んでください。",
    name: "氏名",
    birthOn: "生年月日",
    address: "住所",
    pass: "本人確認に成功する",
    fail: "本人確認に失敗する",
    done: "この本人確認は完了しています。",
    back: "元の画面に戻る",
    missing: "この本人確認は見つかりません。",
  },
  en: {
    title: "Identity check (simulated)",
    intro: "The real service reads your My Number card here (JPKI). Please choose the result.",
    name: "Name",
    birthOn: "Date of birth",
    address: "Address",
    pass: "The check succeeds",
    fail: "The check fails",
    done: "This check is complete.",
    back: "Go back",
    missing: "There is no such check.",
  },
} as const satisfies Record<Language, Record<string, string>>;

/** Where a person does a check. */
export function pagePath(checkId: string): string {
  return `/ekyc/pages/${checkId}`;
}

/** The vendor's page: who is checked, and one button for each result; then back to where the person came from. */
export function ekycPage(app: App, world: World): void {
  app.register(async (scope: App) => {
    acceptForms(scope);

    scope.get<{ Params: { checkId: string } }>("/ekyc/pages/:checkId", (request, reply) => {
      const language = languageOf(request);
      const { checkId } = request.params;
      const check = findCheck(world, checkId);
      const words = WORDS[language];
      const other = `${pagePath(checkId)}?lang=${language === "ja" ? "en" : "ja"}`;
      const page = { language, title: words.title, other };
      if (!check) return sendPage(reply, 404, { ...page, body: html`<p>${words.missing}</p>` });
      // A browser checks the address a form is redirected to as well.
      const formTargets = [new URL(check.returnUrl).origin];
      const body = check.status === "pending" ? choice(language, check) : finished(language, check);
      return sendPage(reply, 200, { ...page, formTargets, body });
    });

    scope.post<{ Params: { checkId: string } }>("/ekyc/pages/:checkId", (request, reply) => {
      const { checkId } = request.params;
      const { result } = (request.body ?? {}) as { result?: string };
      const check = findCheck(world, checkId);
      if (check && (result === "passed" || result === "failed")) {
        const outcome = world.clock.act((nowMs) => completeCheck(world, nowMs, checkId, result as CheckResult));
        if (!isRefusal(outcome)) return reply.redirect(outcome.returnUrl, 303);
      }
      return reply.redirect(pagePath(checkId), 303);
    });
  });
}

function choice(language: Language, { id, person }: Check): Html {
  const words = WORDS[language];
  return html`<p class="soft">${words.intro}</p>
<dl><dt>${words.name}</dt><dd>${person.name}（${person.kana}）</dd>
<dt>${words.birthOn}</dt><dd>${person.birthOn}</dd>
<dt>${words.address}</dt><dd>${person.address}</dd></dl>
<form method="post" action="${pagePath(id)}?lang=${language}">
<button type="submit" name="result" value="passed">${words.pass}</button>
<button type="submit" name="result" value="failed" class="quiet">${words.fail}</button>
</form>`;
}

function finished(language: Language, { returnUrl }: Check): Html {
  const words = WORDS[language];
  return html`<p>${words.done}</p>
<p><a href="${returnUrl}">${words.back}</a></p>`;
}
