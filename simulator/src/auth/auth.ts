import { timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { uuidFrom } from "../chance.ts";
import type { Row, State } from "../state.ts";
import { type ApiKey, DESK_KEY } from "./keys.ts";

/** Who may come in, and as whom. */
export type Auth = {
  /** Whose request this is, by any of the three forms of the broker's authentication; null when nobody knows. */
  identify(headers: IncomingHttpHeaders, nowMs: number): ApiKey | null;
  findKey(id: string, secret: string): ApiKey | null;
  /** A token that stands for the pair for fifteen business minutes. */
  issueToken(key: ApiKey, nowMs: number): string;
};

const TOKEN_LASTS_MS = 900_000;

/** Opens the door of a world: the desk's pair, and whatever further pairs it was started with. */
export function openAuth(state: State, further: readonly ApiKey[]): Auth {
  const keys = [DESK_KEY, ...further];
  const findKey = (id: string, secret: string) =>
    keys.find((key) => sameText(`${id}:${secret}`, `${key.id}:${key.secret}`)) ?? null;

  const findByToken = (token: string, nowMs: number) => {
    const sql = "select key_id from access_token where token = ? and expires_at > ?";
    const kept = state.find<Row & { key_id: string }>(sql, token, nowMs);
    return keys.find((key) => key.id === kept?.key_id) ?? null;
  };

  return {
    findKey,
    identify(headers, nowMs) {
      const [, scheme = "", value = ""] = /^(\w+)\s+(\S+)$/.exec(headers.authorization ?? "") ?? [];
      if (scheme.toLowerCase() === "bearer") return findByToken(value, nowMs);
      if (scheme.toLowerCase() === "basic") {
        const [id = "", ...secret] = Buffer.from(value, "base64").toString().split(":");
        return findKey(id, secret.join(":"));
      }
      return findKey(String(headers["apca-api-key-id"] ?? ""), String(headers["apca-api-secret-key"] ?? ""));
    },
    issueToken(key, nowMs) {
      const number = Number(state.getNote("access_tokens") ?? "0") + 1;
      state.setNote("access_tokens", String(number));
      const token = ["first half", "second half"]
        .map((half) => uuidFrom(state.seed, "access token", half, number).replaceAll("-", ""))
        .join("");
      state.run("delete from access_token where expires_at <= ?", nowMs);
      state.run("insert into access_token values (?, ?, ?)", token, key.id, nowMs + TOKEN_LASTS_MS);
      return token;
    },
  };
}

function sameText(given: string, expected: string): boolean {
  const left = Buffer.from(given);
  const right = Buffer.from(expected);
  return left.length === right.length && timingSafeEqual(left, right);
}
