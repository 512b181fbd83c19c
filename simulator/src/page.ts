import type { FastifyReply, FastifyRequest } from "fastify";
import type { App } from "./http.ts";

/** The two languages people here read. */
export type Language = "ja" | "en";

/** Markup that is safe to send: only `html` makes it. */
export type Html = { markup: string };

/** Writes markup in which every inserted text is escaped; inserted markup stays as it is. */
export function html(parts: TemplateStringsArray, ...values: readonly (string | Html | readonly Html[])[]): Html {
  const inserted = values.map((value) => {
    if (typeof value === "string") return escapeText(value);
    return "markup" in value ? value.markup : value.map((each) => each.markup).join("");
  });
  return { markup: parts.map((part, index) => part + (inserted[index] ?? "")).join("") };
}

function escapeText(text: string): string {
  const names: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return text.replace(/[&<>"']/g, (character) => names[character] ?? character);
}

/** The language of a page: as asked for in the address, otherwise as the browser prefers. */
export function languageOf(request: FastifyRequest): Language {
  const asked = (request.query as { lang?: string }).lang;
  if (asked === "ja" || asked === "en") return asked;
  return /^\s*en\b/i.test(request.headers["accept-language"] ?? "") ? "en" : "ja";
}

/** A page for a phone: what it is called, what is on it, and the same page in the other language. */
export type Page = { language: Language; title: string; other: string; body: Html; formTargets?: readonly string[] };

/** Sends a page that may run no script at all and send its form nowhere but here (and on to `formTargets`). */
export function sendPage(reply: FastifyReply, status: number, page: Page): FastifyReply {
  const targets = ["'self'", ...(page.formTargets ?? [])].join(" ");
  const nowhere = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'";
  const policy = `${nowhere}; style-src 'self'; form-action ${targets}`;
  const [code, name] = page.language === "ja" ? ["en", "English"] : ["ja", "日本語"];
  const document = html`<!doctype html>
<html lang="${page.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${page.title}</title>
<link rel="stylesheet" href="/sim/page.css">
</head>
<body>
<header>
<span>${page.language === "ja" ? "模擬環境" : "Simulated"}</span>
<a href="${page.other}" lang="${code}">${name}</a>
</header>
<main>
<h1>${page.title}</h1>
${page.body}
</main>
</body>
</html>
`;
  reply.headers({
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": policy,
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
  });
  return reply.code(status).send(document.markup);
}

/** Serves the look of all pages, and reads what their forms send. */
export function pageRoutes(app: App): void {
  app.get("/sim/page.css", (_request, reply) => reply.type("text/css; charset=utf-8").send(STYLE));
}

/** Lets a scope read what a plain form sends. */
export function acceptForms(scope: App): void {
  scope.addContentTypeParser("application/x-www-form-urlencoded", { parseAs: "string" }, (_request, text, done) => {
    done(null, Object.fromEntries(new URLSearchParams(String(text))));
  });
}

const STYLE = `
:root { color-scheme: light dark; --ink: #1d2733; --soft: #5b6876; --line: #d6dce3; --card: #fff; --back: #f3f5f7;
  --main: #1f5d8c; --bad: #a32626; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8edf2; --soft: #a3afbb; --line: #36414c; --card: #1b232b; --back: #12181e; --main: #6fb1e4;
    --bad: #f08a8a; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--ink); line-height: 1.6;
  font-family: "Noto Sans JP", "Hiragino Sans", "Yu Gothic UI", system-ui, sans-serif; }
header { display: flex; justify-content: space-between; max-width: 30rem; margin: 0 auto; padding: .75rem 1rem;
  color: var(--soft); font-size: .85rem; }
a { color: var(--main); }
main { max-width: 30rem; margin: 0 auto 2rem; padding: 1.25rem 1rem 1.5rem; background: var(--card);
  border: 1px solid var(--line); border-radius: .75rem; }
@media (max-width: 31rem) { main { border-radius: 0; border-width: 1px 0; } }
h1 { margin: 0 0 .75rem; font-size: 1.25rem; line-height: 1.35; }
p { margin: 0 0 1rem; }
.soft { color: var(--soft); font-size: .9rem; }
.bad { color: var(--bad); font-weight: 600; }
label { display: block; margin: 0 0 1rem; font-size: .9rem; font-weight: 600; }
input { display: block; width: 100%; margin-top: .25rem; padding: .7rem .8rem; font: inherit; font-size: 1rem;
  font-weight: 400; color: inherit; background: transparent; border: 1px solid var(--line); border-radius: .5rem; }
button { display: block; width: 100%; margin-top: .75rem; padding: .85rem 1rem; font: inherit; font-weight: 600;
  color: #fff; background: #1f5d8c; border: 1px solid #1f5d8c; border-radius: .5rem; cursor: pointer; }
button.quiet { color: var(--ink); background: transparent; border-color: var(--line); }
:is(a, input, button):focus-visible { outline: 3px solid var(--main); outline-offset: 2px; }
dl { display: grid; grid-template-columns: minmax(6rem, 42%) 1fr; gap: .4rem 1rem; margin: 0 0 1rem; }
dt { color: var(--soft); }
dd { margin: 0; text-align: right; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
`;
