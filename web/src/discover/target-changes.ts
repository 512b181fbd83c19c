type Weighted = { symbol: string; name: string; nameJa: string; weightBps: number };

/** How one holding's target changes; a target that is not there counts as nothing. */
export type TargetChange = { symbol: string; name: string; nameJa: string; nowBps: number; afterBps: number };

/** What confirming a new target changes: first by the new weight, then what goes away. */
export function targetChanges(now: readonly Weighted[], after: readonly Weighted[]): TargetChange[] {
  const changes = new Map<string, TargetChange>();
  for (const { symbol, name, nameJa, weightBps } of now) {
    changes.set(symbol, { symbol, name, nameJa, nowBps: weightBps, afterBps: 0 });
  }
  for (const { symbol, name, nameJa, weightBps } of after) {
    changes.set(symbol, { symbol, name, nameJa, nowBps: changes.get(symbol)?.nowBps ?? 0, afterBps: weightBps });
  }
  return [...changes.values()].toSorted(
    (a, b) => b.afterBps - a.afterBps || b.nowBps - a.nowBps || (a.symbol < b.symbol ? -1 : 1),
  );
}

/** Whether confirming would change anything. */
export function changesAnything(changes: readonly TargetChange[]): boolean {
  return changes.some((change) => change.nowBps !== change.afterBps);
}
