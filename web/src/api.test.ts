import { expect, test } from "vitest";
import { answer, Problem, problemFrom } from "./api.ts";

const response = (status: number) => new Response(null, { status });

test("problem details become a problem with its code and the fields it names", () => {
  const body = { code: "validation_failed", detail: "…", errors: [{ field: "phone", message: "10 or 11 digits" }] };
  const problem = problemFrom(400, body);
  expect(problem.code).toBe("validation_failed");
  expect(problem.fields).toEqual([{ field: "phone", message: "10 or 11 digits" }]);
});

test("whatever stands between us and the gateway cannot break the page: odd bodies are an unknown problem", () => {
  for (const body of [undefined, null, "", "<html>", 7, [], { errors: "no" }, { code: 5 }]) {
    expect(problemFrom(502, body)).toMatchObject({ status: 502, code: "unknown", fields: [] });
  }
});

test("an answer is its body; a refusal is thrown; no connection is a problem of its own", async () => {
  await expect(answer(Promise.resolve({ data: { ok: 1 }, response: response(200) }))).resolves.toEqual({ ok: 1 });
  const refused = answer(Promise.resolve({ error: { code: "no_target" }, response: response(409) }));
  await expect(refused).rejects.toMatchObject({ status: 409, code: "no_target" });
  await expect(answer(Promise.reject(new TypeError("Failed to fetch")))).rejects.toBeInstanceOf(Problem);
  await expect(answer(Promise.reject(new TypeError("Failed to fetch")))).rejects.toMatchObject({ code: "unreachable" });
});
