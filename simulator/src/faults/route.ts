import { formatDecimal, parseDecimal } from "@kura/shared/money.ts";
import { z } from "zod";
import { type App, answer, isRefusal, type Refusal, refuse, refuseField } from "../http.ts";
import type { World } from "../world.ts";
import { FAULTS, type FaultName, type FaultRule, WITHOUT_SYMBOL } from "./faults.ts";

const NAMES = Object.keys(FAULTS) as [FaultName, ...FaultName[]];
const SCALE = 6;
const WHOLE = 1_000_000;

/** How often, as a decimal from 0 to 1 with at most six digits after the point: exact, so that it repeats. */
const Probability = z
  .union([z.string(), z.number().transform(String)])
  .refine((text) => millionths(text) !== null, "is a decimal from 0 to 1 with at most six digits after the point");

/** A fault to switch on, as a request or a scenario says it. */
export const FaultRuleBody = z.strictObject({
  fault: z.enum(NAMES, "is not the name of a fault; GET /sim/faults lists them"),
  symbol: z.string().min(1).max(20).optional(),
  probability: Probability.default("1"),
  times: z.int().min(1).max(1_000_000_000).optional(),
});

/** The desk's switches: what is to go wrong, for which symbol, how often, how many times. */
export function faultRoutes(app: App, { faults, clock, market }: World): void {
  app.get("/sim/faults", (_request, reply) => {
    const known = NAMES.map((fault) => ({ fault, happens: FAULTS[fault], bySymbol: !WITHOUT_SYMBOL.has(fault) }));
    return answer(reply, 200, { rules: faults.list().map(view), known });
  });
  app.post("/sim/faults", {
    schema: { body: FaultRuleBody },
    handler: (request, reply) => {
      const rule = readFaultRule(request.body, (symbol) => market.find(symbol)?.symbol ?? null);
      return answer(reply, 201, isRefusal(rule) ? rule : view(clock.act(() => faults.add(rule))));
    },
  });
  app.delete("/sim/faults", (_request, reply) => {
    clock.act(() => faults.clear());
    return reply.code(204).send();
  });
  app.delete("/sim/faults/:id", {
    schema: { params: z.object({ id: z.string().regex(/^\d{1,15}$/, "is the number of a rule") }) },
    handler: (request, reply) => {
      if (clock.act(() => faults.remove(Number(request.params.id)))) return reply.code(204).send();
      return answer(reply, 404, refuse(404, "fault_rule_not_found", "There is no such rule, or it is used up."));
    },
  });
}

/** Reads a rule; no when its symbol is not known, or means nothing to its fault. */
export function readFaultRule(
  body: z.output<typeof FaultRuleBody>,
  findSymbol: (symbol: string) => string | null,
): Omit<FaultRule, "id"> | Refusal {
  const { fault, probability, times } = body;
  const symbol = body.symbol === undefined ? null : findSymbol(body.symbol);
  if (body.symbol !== undefined && symbol === null) return refuseField("symbol", "is not known");
  if (symbol !== null && WITHOUT_SYMBOL.has(fault)) {
    return refuseField("symbol", `has no meaning for ${fault}, which knows no symbols`);
  }
  return { fault, symbol, millionths: millionths(probability) ?? 0, timesLeft: times ?? null };
}

function millionths(text: string): number | null {
  if (!/^(0|1)(\.\d{1,6})?$/.test(text)) return null;
  const value = Number(parseDecimal(text, SCALE));
  return value <= WHOLE ? value : null;
}

function view({ id, fault, symbol, millionths: often, timesLeft }: FaultRule): object {
  return { id, fault, symbol, probability: formatDecimal(BigInt(often), SCALE, 0), times: timesLeft };
}
