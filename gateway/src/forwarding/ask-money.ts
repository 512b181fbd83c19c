import type { Asker } from "../money-client.ts";
import type { Parts } from "../parts.ts";
import { Refusal } from "../refusal.ts";

/** Asks money something for our own use and expects an answer: anything else means that money is not available. */
export async function askMoney(parts: Parts, path: string, asker: Asker): Promise<unknown> {
  const answer = await parts.money.send({ method: "GET", path, asker });
  if (answer.status !== 200) throw new Refusal("money_unavailable");
  return JSON.parse(answer.body.toString("utf8"));
}
