import { earliest } from "./business-clock.ts";

type Report = { version: number; nextDueAtMs: number | null };

/** The programs that follow the clock; each exists exactly as long as its connection. */
export type Followers = {
  /** Registers one connection; the answer forgets it again. */
  join(name: string): () => void;
  /** Takes a report of idleness. Reports for another version than the current one mean nothing. */
  report(name: string, version: number, nextDueAtMs: number | null, currentVersion: number): void;
  /** Whether every follower has done everything that is due at this version and moment. */
  allIdle(version: number, nowMs: number): boolean;
  /** The next moment at which some follower has work. */
  nextDueAtMs(): number | null;
  names(): string[];
  onChange(listener: () => void): void;
};

/** Keeps account of who follows the clock. Several connections under one name count as one until the last is gone. */
export function createFollowers(): Followers {
  const connections = new Map<string, number>();
  const reports = new Map<string, Report>();
  const listeners: (() => void)[] = [];
  const changed = () => {
    for (const listener of listeners) listener();
  };

  return {
    join(name) {
      connections.set(name, (connections.get(name) ?? 0) + 1);
      reports.delete(name); // A new connection has not looked at this version yet, whatever an older one said.
      changed();
      let joined = true;
      return () => {
        if (!joined) return;
        joined = false;
        const left = (connections.get(name) ?? 0) - 1;
        if (left > 0) connections.set(name, left);
        else {
          connections.delete(name);
          reports.delete(name);
        }
        changed();
      };
    },
    report(name, version, nextDueAtMs, currentVersion) {
      if (version !== currentVersion || !connections.has(name)) return;
      reports.set(name, { version, nextDueAtMs });
      changed();
    },
    allIdle(version, nowMs) {
      for (const name of connections.keys()) {
        const report = reports.get(name);
        if (report?.version !== version) return false;
        if (report.nextDueAtMs !== null && report.nextDueAtMs <= nowMs) return false;
      }
      return true;
    },
    nextDueAtMs: () => earliest([...reports.values()].map((report) => report.nextDueAtMs)),
    names: () => [...connections.keys()].sort(),
    onChange(listener) {
      listeners.push(listener);
    },
  };
}
