import { Pool } from "undici";
import { z } from "zod";
import { Refusal } from "../refusal.ts";

/** What the vendor needs to know of a person. */
export type PersonToCheck = { name: string; kana: string; birthOn: string; address: string };

const OpenedCheck = z.object({ checkId: z.string().min(1).max(200), url: z.url() });
const VendorCheck = z.object({
  checkId: z.string(),
  clientReference: z.string(),
  status: z.enum(["pending", "passed", "failed"]),
  method: z.string().max(40),
  completedAt: z.string().nullable(),
});

/** A check as the vendor states it. */
export type VendorCheck = z.infer<typeof VendorCheck>;

/** The firm that checks identities for us. Being out of reach is `identity_vendor_unavailable`. */
export type IdentityVendor = {
  open(check: {
    clientReference: string;
    returnUrl: string;
    person: PersonToCheck;
  }): Promise<z.infer<typeof OpenedCheck>>;
  find(checkId: string): Promise<VendorCheck | null>;
  close(): Promise<void>;
};

const TIMEOUT_MS = 10_000;

/** The vendor over HTTP. A key the vendor gave us is part of its address: `https://key:secret@vendor.example`. */
export function openIdentityVendor(url: string): IdentityVendor {
  const base = new URL(url);
  const prefix = base.pathname.replace(/\/+$/, "");
  const headers: Record<string, string> = { "content-type": "application/json" };
  if (base.username !== "") headers.authorization = `Basic ${btoa(`${base.username}:${base.password}`)}`;
  const pool = new Pool(base.origin, { connections: 4, headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS });

  async function send(method: "GET" | "POST", path: string, body: object | null) {
    try {
      const answer = await pool.request({
        method,
        path: `${prefix}${path}`,
        headers,
        body: body === null ? null : JSON.stringify(body),
      });
      return { status: answer.statusCode, body: await answer.body.text() };
    } catch {
      throw new Refusal("identity_vendor_unavailable");
    }
  }

  return {
    async open(check) {
      const answer = await send("POST", "/ekyc/checks", check);
      if (answer.status !== 201 && answer.status !== 200) throw new Refusal("identity_vendor_unavailable");
      return OpenedCheck.parse(JSON.parse(answer.body));
    },
    async find(checkId) {
      const answer = await send("GET", `/ekyc/checks/${encodeURIComponent(checkId)}`, null);
      if (answer.status === 404) return null;
      if (answer.status !== 200) throw new Refusal("identity_vendor_unavailable");
      return VendorCheck.parse(JSON.parse(answer.body));
    },
    close: () => pool.close(),
  };
}
