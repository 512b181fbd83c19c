import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { createInterface } from "node:readline";

/** A program in a process of its own, which has said where it listens. */
export type Child = { readonly url: string; readonly pid: number; stop(): Promise<void> };

const ROOT = resolve(import.meta.dirname, "..");

/** Starts one of our programs in a process of its own and waits for the line with its address. */
export async function startChild(file: string, ...args: readonly string[]): Promise<Child> {
  const child = spawn(process.execPath, [file, ...args], { cwd: ROOT, stdio: ["ignore", "pipe", "inherit"] });
  const kill = () => void child.kill("SIGKILL");
  process.once("exit", kill);
  const gone = once(child, "exit");
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /http:\/\/\S+/.exec(line)?.[0];
    if (url === undefined || child.pid === undefined) continue;
    child.stdout.resume();
    return {
      url,
      pid: child.pid,
      async stop() {
        child.kill("SIGTERM");
        await gone;
        process.off("exit", kill);
      },
    };
  }
  throw new Error(`${file} has ended before it said where it listens.`);
}

/** Starts the simulator in a process of its own, its clock standing still. */
export function startSimulatorChild(...flags: readonly string[]): Promise<Child> {
  // The clock stands, so that a limit by the minute would never begin anew.
  const unlimited = ["--rate-limit", "1000000000"];
  const fixed = ["--port", "0", "--speed", "0", "--seed", "7", "--start", "2026-03-02T00:00:00Z", ...unlimited];
  return startChild("simulator/src/main.ts", ...fixed, ...flags);
}

/** The most memory that a process has had at once, in megabytes of 10⁶ bytes, as Linux counts it. */
export function peakMegabytes(pid: number): number {
  const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  if (kibibytes === undefined) throw new Error(`The peak memory of process ${pid} is not known here.`);
  return (Number(kibibytes) * 1024) / 1_000_000;
}
