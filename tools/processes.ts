import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

/** What tells one process from another that got the same number later. */
export type ProcessIdentity = { readonly startedAt: string; readonly command: string };

/** Whether a process with this number runs, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  return findProcess(pid) !== null;
}

/** The start time and command line of a running process, or null when there is none (or only its remains). */
export function findProcess(pid: number): ProcessIdentity | null {
  return existsSync("/proc/self/stat") ? findInProc(pid) : findWithPs(pid);
}

function findInProc(pid: number): ProcessIdentity | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is the name in brackets and may hold spaces; what follows the last bracket is plain.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const [state, startedAt] = [fields[0], fields[19]];
    if (state === "Z" || state === "X" || startedAt === undefined) return null;
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").join(" ").trim();
    return { startedAt, command };
  } catch {
    return null;
  }
}

function findWithPs(pid: number): ProcessIdentity | null {
  const { status, stdout } = spawnSync("ps", ["-o", "lstart=", "-o", "command=", "-p", String(pid)], {
    encoding: "utf8",
    env: { ...process.env, LC_ALL: "C" },
  });
  const line = stdout?.trim() ?? "";
  if (status !== 0 || line === "") return null;
  return { startedAt: line.slice(0, 24), command: line.slice(24).trim() };
}

/** Waits until a process is gone. False when it is still there after `timeoutMs`. */
export async function waitUntilGone(pid: number, timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  while (isAlive(pid)) {
    if (performance.now() > deadline) return false;
    await sleep(20);
  }
  return true;
}

/** Sends a signal; a process that is gone already is no trouble. */
export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** Lets some machine time pass. */
export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
