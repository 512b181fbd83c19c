import { randomUUID } from "node:crypto";
import { TOTP } from "otpauth";
import { Pool } from "undici";

export type Reply = { readonly status: number; readonly body: Record<string, unknown> };

/** Somebody with a browser, as far as the gateway can tell: keeps cookies and says which app is speaking. */
export function openPerson(gatewayUrl: string, app: "web" | "console" = "web") {
  const pool = new Pool(gatewayUrl, { connections: 4 });
  const cookies = new Map<string, string>();

  const call = async (method: "GET" | "POST" | "PUT" | "DELETE", path: string, body?: unknown): Promise<Reply> => {
    const headers: Record<string, string> = { "x-kura-client": `${app}/0.1.0` };
    if (cookies.size > 0) headers.cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    if (body !== undefined) headers["content-type"] = "application/json";
    if (method === "PUT") headers["idempotency-key"] = randomUUID();
    const answer = await pool.request({
      method,
      path,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
    });
    for (const line of [answer.headers["set-cookie"] ?? []].flat()) {
      const [pair = ""] = line.split(";");
      const [name = "", ...value] = pair.split("=");
      cookies.set(name, value.join("="));
    }
    const text = await answer.body.text();
    return { status: answer.statusCode, body: text === "" ? {} : JSON.parse(text) };
  };
  /** The same, where anything but success is the test's failure. */
  const must = async (...request: Parameters<typeof call>): Promise<Record<string, unknown>> => {
    const { status, body } = await call(...request);
    if (status >= 400) throw new Error(`${request[0]} ${request[1]}: ${status} ${JSON.stringify(body)}`);
    return body;
  };
  return { call, must, close: () => pool.close() };
}
export type Person = ReturnType<typeof openPerson>;

/** What an authenticator app would show for a secret; `ahead` periods from now, since a code works only once. */
export function codeOf(secret: string, ahead = 0): string {
  return new TOTP({ secret }).generate({ timestamp: Date.now() + ahead * 30_000 });
}
