// What `npm run tidy` enforces, as data. The style guide's "map" says why; this says exactly what.

/** A program's slices, in the order in which they may know one another: each only those before it. */
export const SLICES: Readonly<Record<string, readonly string[]>> = {
  money: [
    ...["controls", "breaks", "ledger", "market", "broker", "portfolios", "planning", "instructions", "treasury"],
    ...["orders", "transfers", "execution", "settlement", "dividends", "corporate-actions", "standing", "valuation"],
    "reconciliation",
  ],
  gateway: [
    ...["vault", "audit", "operators", "switches", "sessions", "notifications", "documents", "consents", "identity"],
    ...["screening", "applications", "customers", "surveillance", "forwarding", "desk"],
  ],
};

/** Files that put a program together. Slices are put together by them, so a slice never imports one. */
export const ASSEMBLY = ["main.ts", "http.ts", "worker.ts", "openapi.ts"];

/** A slice's own business, whoever else would like it. */
export const PRIVATE_FILES = ["store.ts", "route.ts"];

/** What `e2e` and `tools` may import of a program: its ways in. */
export const WAYS_IN = ["src/main.ts", "src/openapi.ts", "src/config.ts", "serve.ts"];

/** What the tests of a program may import of `tools`. */
export const FOR_TESTS = ["tools/test-database.ts"];

/** Who may use which generated client: programs meet over HTTP, and the wall has one door. */
export const CLIENTS: Readonly<Record<string, readonly string[]>> = {
  "shared/api/money.gen.ts": ["gateway", "e2e", "tools"],
  "shared/api/gateway.gen.ts": ["web", "console", "e2e", "tools"],
};

/** Files that only decide, wherever they are in a program: `plan-deposit.ts`, `state.ts`, `ledger/movements/…`. */
export const PURE_NAMES = /^(plan.*|state|match|rules|calendar|money)\.ts$/;
export const PURE_FOLDERS = ["money/src/ledger/movements/"];
export const PURE_PROGRAMS = ["money", "gateway", "shared", "simulator"];

/** A pure file may compute a hash, and use nothing else of the machine. */
export const PURE_CRYPTO = ["createHash", "createHmac", "hash"];
export const IMPURE_FILES = ["db.ts", "clock.ts", "store.ts", "route.ts", "main.ts", "http.ts", "worker.ts"];
export const IMPURE_PACKAGES = /^(pg|kysely|undici|fastify|openapi-fetch|jose)(\/|$)/;
export const IMPURE_CALLS = [
  ...["Date.now", "Math.random", "Temporal.Now", "performance.now", "crypto.randomUUID", "crypto.getRandomValues"],
  ...["fetch", "setTimeout", "setInterval", "setImmediate", "queueMicrotask"],
];

/** Names that say nothing: a function lives in a file named for what it does. */
export const BANNED_FILES = /^(index|utils?|helpers?|common|misc|services?)\.(test\.)?(ts|tsx|mjs)$/;
export const BANNED_FOLDERS = /^(utils?|helpers?|common|misc|services?)$/;

export const MOST_LINES = 400;
export const MOST_COLUMNS = 120;
export const MOST_FUNCTION_LINES = 60;
/** A page of markup, or one whole story told in a test, may be longer than a decision. */
export const MOST_COMPONENT_LINES = 120;

/** Where lines may be longer, because they are text for people that cannot be broken. */
export const LONG_LINES_ALLOWED: readonly { file: string; why: string }[] = [
  { file: "gateway/migrations/0003_documents.sql", why: "the paragraphs of a legal document" },
];

/** Where money may become a plain number, and why that is no amount, price or quantity. */
export const NUMBERS_ALLOWED: readonly { file: string; why: string }[] = [
  { file: "money/src/config.ts", why: "ports and limits of the machine" },
  { file: "money/src/plain-number.ts", why: "the one place for counts and basis points" },
];
