import { Agent, request } from "undici";

/** The simulated world's own controls: its clock, its bank, its identity vendor. */
export function openSimulated(url: string) {
  // An advance over a day answers when it is there, however long that takes.
  const agent = new Agent({ headersTimeout: 0, bodyTimeout: 0 });
  const basic = `Basic ${Buffer.from("SIM:SIM").toString("base64")}`;
  const call = async (method: "GET" | "POST", path: string, body?: unknown): Promise<Record<string, unknown>> => {
    const answer = await request(`${url}${path}`, {
      dispatcher: agent,
      method,
      headers: { authorization: basic, ...(body === undefined ? {} : { "content-type": "application/json" }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 400) throw new Error(`${method} ${path}: ${answer.statusCode} ${text}`);
    return text === "" ? {} : JSON.parse(text);
  };
  return {
    call,
    now: async () => Temporal.Instant.from(String((await call("GET", "/sim/clock")).now)),
    /** Lets business time pass, from due moment to due moment, until a moment. */
    advance: (to: Temporal.Instant) => call("POST", "/sim/clock/advance", { to: to.toString(), wait: true }),
    sendYen: (transfer: { amount: string; payerName: string; branchCode: string; accountNumber: string }) =>
      call("POST", "/bank/customer-transfers", transfer),
    close: () => agent.close(),
  };
}
export type Simulated = ReturnType<typeof openSimulated>;
