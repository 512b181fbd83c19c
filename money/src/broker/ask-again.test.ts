import { expect, test } from "vitest";
import { askAgain } from "./ask-again.ts";
import { quickMachine } from "./fake-alpaca.ts";
import { type Answer, type Partner, PartnerError, type Question } from "./partner.ts";

const answer = (status: number): Answer => ({ status, requestId: null, text: "", limit: null });
const outage = new PartnerError("outage", "no answer");

/** Asks a partner who answers one thing after the other, and says what came of it and after which pauses. */
async function ask(method: Question["method"], says: readonly (number | PartnerError)[]) {
  const machine = quickMachine();
  let asked = 0;
  const partner: Partner = {
    name: "partner",
    async ask() {
      const said = says[asked] ?? 200;
      asked += 1;
      if (typeof said === "number") return answer(said);
      throw said;
    },
    open: () => Promise.reject(outage),
    close: async () => {},
  };
  const came = await askAgain(partner, machine)
    .ask({ method, path: "/" })
    .then(({ status }) => status)
    .catch((error: PartnerError) => error.kind);
  return { came, asked, pauses: machine.pauses };
}

test.each(["GET", "DELETE"] as const)(
  "%s is asked again after a failure or no answer, with growing pauses",
  async (method) => {
    expect(await ask(method, [503, outage, 200])).toEqual({ came: 200, asked: 3, pauses: [100, 200] });
    expect(await ask(method, [408, 200])).toMatchObject({ came: 200, asked: 2 });
  },
);

test("a few times and no more: then the failure is what there is", async () => {
  expect(await ask("GET", [503, 503, 502, 200])).toMatchObject({ came: 502, asked: 3 });
  expect(await ask("GET", [outage, outage, outage, 200])).toMatchObject({ came: "outage", asked: 3 });
});

test("what places something is never asked again, whatever happened", async () => {
  expect(await ask("POST", [503, 200])).toMatchObject({ came: 503, asked: 1, pauses: [] });
  expect(await ask("POST", [outage, 200])).toMatchObject({ came: "outage", asked: 1, pauses: [] });
});

test.each([200, 400, 403, 404, 422, 429])("%i is an answer, and asked for once", async (status) => {
  expect(await ask("GET", [status])).toMatchObject({ came: status, asked: 1 });
});

test("a refusal or an answer that is unreadable is not asked for again", async () => {
  expect(await ask("GET", [new PartnerError("refused", "no")])).toMatchObject({ came: "refused", asked: 1 });
  expect(await ask("GET", [new PartnerError("unreadable", "?")])).toMatchObject({ came: "unreadable", asked: 1 });
});
