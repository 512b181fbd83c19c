import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { provideData } from "./data-provider.ts";
import { askGateway } from "./gateway.ts";

type Asked = { method: string; path: string; query: Record<string, string>; client: string | null; body: unknown };

/** A gateway that notes what it is asked and answers as told. */
function recordedGateway(answer: (asked: Asked) => { status?: number; body: unknown }) {
  const asked: Asked[] = [];
  const gateway = askGateway({
    baseUrl: "http://console.test/api",
    fetch: async (request) => {
      const url = new URL(request.url);
      const text = await request.text();
      const note = {
        method: request.method,
        path: url.pathname,
        query: Object.fromEntries(url.searchParams),
        client: request.headers.get("X-Kura-Client"),
        body: text === "" ? null : JSON.parse(text),
      };
      asked.push(note);
      const { status = 200, body } = answer(note);
      return Response.json(body, { status });
    },
  });
  return { asked, provider: provideData(gateway) };
}

const EMPTY_PAGE = { total: 0, items: [] };

describe("the list", () => {
  test("every page of any size is asked for by its offset, and pages never overlap", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 400 }), fc.constantFrom(10, 25, 50, 100), async (page, perPage) => {
        const { asked, provider } = recordedGateway(() => ({ body: EMPTY_PAGE }));
        await provider.getList("applications", { pagination: { page, perPage } });
        expect(asked[0]?.query).toMatchObject({ offset: String((page - 1) * perPage), limit: String(perPage) });
      }),
    );
  });

  test("a status is asked for only when one is chosen", async () => {
    const { asked, provider } = recordedGateway(() => ({ body: EMPTY_PAGE }));
    await provider.getList("applications", { filter: { status: "review" } });
    await provider.getList("applications", { filter: {} });
    expect(asked.map(({ query }) => query.status)).toEqual(["review", undefined]);
  });

  test("a column that the gateway cannot sort by falls back to the time of submission", async () => {
    const { asked, provider } = recordedGateway(() => ({ body: EMPTY_PAGE }));
    await provider.getList("applications", { sort: { field: "status", order: "ASC" } });
    await provider.getList("applications", { sort: { field: "email", order: "DESC" } });
    expect(asked.map(({ query }) => [query.sort, query.order])).toEqual([
      ["status", "asc"],
      ["submittedAt", "desc"],
    ]);
  });

  test("the gateway's total is the list's total", async () => {
    const items = [
      { id: "a", status: "review", submittedAt: null, ageHours: null, applicant: null, email: "u***@x.jp" },
    ];
    const { provider } = recordedGateway(() => ({ body: { total: 43, items } }));
    expect(await provider.getList("applications", {})).toEqual({ data: items, total: 43 });
  });
});

describe("a decision", () => {
  const decision = { decision: "approve", reason: "checked", expectedStatus: "review" };

  test("carries its reason and the status it was made on, and what is shown is read anew", async () => {
    const { asked, provider } = recordedGateway(({ method }) => ({
      body: { id: "a", status: method === "GET" ? "approved" : "unused" },
    }));
    const { data } = await provider.update("applications", { id: "a", data: decision, previousData: { id: "a" } });
    expect(asked.map(({ method, path, body }) => [method, path, body])).toEqual([
      ["POST", "/api/operator/applications/a/approve", { reason: "checked", expectedStatus: "review" }],
      ["GET", "/api/operator/applications/a", null],
    ]);
    expect(data).toEqual({ id: "a", status: "approved" });
  });

  test("made on a page that is out of date fails with 409, and nothing further is asked", async () => {
    const problem = { type: "about:blank", title: "Conflict", status: 409, detail: "moved", code: "application_moved" };
    const { asked, provider } = recordedGateway(() => ({ status: 409, body: problem }));
    const update = provider.update("applications", {
      id: "a",
      data: { ...decision, decision: "reject" },
      previousData: { id: "a" },
    });
    await expect(update).rejects.toMatchObject({ status: 409, message: "kura.problem.application_moved" });
    expect(asked.map(({ path }) => path)).toEqual(["/api/operator/applications/a/reject"]);
  });
});

test("every request says which program sent it", async () => {
  const { asked, provider } = recordedGateway(() => ({ body: EMPTY_PAGE }));
  await provider.getList("applications", {});
  expect(asked[0]?.client).toMatch(/^console\//);
});

test("applications are never created, deleted or decided in bulk", async () => {
  const { asked, provider } = recordedGateway(() => ({ body: EMPTY_PAGE }));
  await expect(provider.create("applications", { data: {} })).rejects.toThrow();
  await expect(provider.delete("applications", { id: "a" })).rejects.toThrow();
  await expect(provider.deleteMany("applications", { ids: ["a"] })).rejects.toThrow();
  await expect(provider.updateMany("applications", { ids: ["a"], data: {} })).rejects.toThrow();
  expect(asked).toEqual([]);
});
