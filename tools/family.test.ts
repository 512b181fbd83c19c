import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { clearLeftovers, Family, type Part, PartDied, wordsFor } from "./family.ts";
import { findFreePort } from "./ports.ts";
import { findProcess, isAlive } from "./processes.ts";

const folders: string[] = [];

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "kura-family-"));
  folders.push(folder);
  return folder;
}

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function part(name: string, program: string, url: string | null = null): Part {
  return { name, command: [process.execPath, "-e", program], environment: {}, url };
}

const FOREVER = "setInterval(() => {}, 1000)";

type Register = { parent: { pid: number }; children: { name: string; pid: number; startedAt: string }[] };
const readRegister = (folder: string): Register => JSON.parse(readFileSync(join(folder, "running.json"), "utf8"));

test("a part is ready when it answers, and gone after the stop", async () => {
  const folder = newFolder();
  const port = await findFreePort();
  const family = new Family(folder);
  const serve = `require("node:http").createServer((_, r) => r.end()).listen(${port}, "127.0.0.1")`;
  await family.startAndWait(part("shop", serve, `http://127.0.0.1:${port}`));
  family.start(part("worker", FOREVER));
  const pids = readRegister(folder).children.map(({ pid }) => pid);
  expect(pids.map(isAlive)).toEqual([true, true]);
  await family.stop();
  expect(pids.map(isAlive)).toEqual([false, false]);
  expect(existsSync(join(folder, "running.json"))).toBe(false);
});

test("a part that dies by itself is named, also while we wait for its answer", async () => {
  const family = new Family(newFolder());
  const dying = part("shop", "process.exit(3)", "http://127.0.0.1:1/");
  await expect(family.startAndWait(dying)).rejects.toThrow(/^shop stopped by itself \(code 3\)/);
  await expect(family.died).rejects.toBeInstanceOf(PartDied);
  await family.stop();
});

test("a part that ignores SIGTERM until its work is done is waited for", async () => {
  const family = new Family(newFolder());
  const folder = newFolder();
  const done = join(folder, "done");
  const finish = `process.on("SIGTERM", () => setTimeout(() => {
    require("node:fs").writeFileSync(${JSON.stringify(done)}, ""); process.exit(0); }, 300)); ${FOREVER}`;
  const port = await findFreePort();
  const serve = `require("node:http").createServer((_, r) => r.end()).listen(${port}, "127.0.0.1");`;
  await family.startAndWait(part("careful", `${finish};${serve}`, `http://127.0.0.1:${port}`));
  await family.stop();
  expect(existsSync(done)).toBe(true);
});

test("a start that still lives is left alone, and its number is given", async () => {
  const folder = newFolder();
  const family = new Family(folder);
  family.start(part("worker", FOREVER));
  expect(await clearLeftovers(folder)).toBe(process.pid);
  expect(isAlive(readRegister(folder).children[0]!.pid)).toBe(true);
  await family.stop();
});

test("after a killed start its children are ended, and no process that merely has their number", async () => {
  const folder = newFolder();
  const family = new Family(folder);
  family.start(part("left", FOREVER));
  family.start(part("stranger", FOREVER));
  const register = readRegister(folder);
  const [left, stranger] = register.children;
  const gone = { ...register.parent, startedAt: "long ago" };
  const children = [left, { ...stranger!, startedAt: "at another time" }];
  writeFileSync(join(folder, "running.json"), JSON.stringify({ parent: gone, children }));
  void family.died.catch(() => undefined);
  expect(await clearLeftovers(folder)).toBeNull();
  expect(findProcess(left!.pid)).toBeNull();
  expect(isAlive(stranger!.pid)).toBe(true);
  await family.stop();
});

test("a register that was cut off in the middle is no register", async () => {
  const folder = newFolder();
  writeFileSync(join(folder, "running.json"), `{"parent":{"pi`);
  expect(await clearLeftovers(folder)).toBeNull();
});

test("the terminal gets warnings and worse; everything else is for the log", () => {
  expect(wordsFor(`{"level":30,"msg":"fine"}`, false)).toBeNull();
  expect(wordsFor(`{"level":40,"msg":"careful"}`, false)).toBe("careful");
  expect(wordsFor(`{"level":50,"msg":"broken","err":{"message":"why"}}`, false)).toBe("broken: why");
  expect(wordsFor("listening", false)).toBeNull();
  expect(wordsFor("panic", true)).toBe("panic");
  expect(wordsFor("{not json", true)).toBe("{not json");
});
