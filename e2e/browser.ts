import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, chromium } from "playwright-core";

const ROOT = resolve(import.meta.dirname, "..");
/** The package takes any other machine for one that has the libraries it needs, and then leaves its own behind. */
const AS_IF = { AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x" };
const UNPACK = 'const { default: chromium } = await import("@sparticuz/chromium"); await chromium.executablePath();';

/** Our own flags: those that the package recommends switch a browser's protections off. */
const FLAGS = [
  ...["--no-sandbox", "--headless=shell", "--disable-gpu", "--disable-quic", "--no-first-run"],
  ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
];

/** Starts a real browser, out of an npm package: nothing has to be installed on the machine. */
export async function openBrowser(): Promise<Browser> {
  const folder = ensureUnpacked();
  return chromium.launch({ executablePath: join(folder, "chromium"), args: FLAGS, env: environmentOf(folder) });
}

/**
 * The folder with the unpacked browser, unpacked on first use.
 *
 * Several processes may come at once: each unpacks for itself, and the first to finish gives the folder its name.
 * What is unpacked belongs to one user, so each user has a folder.
 */
function ensureUnpacked(): string {
  const parent = join(ROOT, ".kura", "tmp");
  const folder = join(parent, `browser-${versionOfPackage()}-${process.getuid?.() ?? "user"}`);
  if (existsSync(folder)) return folder;
  mkdirSync(parent, { recursive: true });
  const draft = mkdtempSync(join(parent, "browser-new-"));
  const unpacked = spawnSync(process.execPath, ["--input-type=module", "-e", UNPACK], {
    cwd: import.meta.dirname,
    env: { ...process.env, ...AS_IF, TMPDIR: draft },
    encoding: "utf8",
  });
  if (unpacked.status !== 0) {
    rmSync(draft, { recursive: true, force: true });
    throw new Error(`The browser cannot be unpacked: ${unpacked.error?.message ?? unpacked.stderr.trim()}`);
  }
  try {
    renameSync(draft, folder);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(folder)) throw error; // otherwise another process was quicker
  }
  return folder;
}

function versionOfPackage(): string {
  const entry = fileURLToPath(import.meta.resolve("@sparticuz/chromium"));
  const { version } = JSON.parse(readFileSync(join(dirname(entry), "..", "package.json"), "utf8"));
  return String(version);
}

/** Where the browser finds its libraries and its fonts; a browser that finds no font draws no text at all. */
function environmentOf(folder: string): Record<string, string> {
  const own = {
    HOME: folder,
    LD_LIBRARY_PATH: join(folder, "al2023", "lib"),
    FONTCONFIG_PATH: join(folder, "fonts"),
    FONTCONFIG_FILE: writeFontList(folder),
  };
  const kept = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { ...Object.fromEntries(kept), ...own };
}

/** The package's own list of fonts names the folders of another machine. */
function writeFontList(folder: string): string {
  const list = join(folder, "kura-fonts.conf");
  const draft = `${list}.${process.pid}`;
  writeFileSync(
    draft,
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<dir>${join(folder, "fonts")}</dir><cachedir>${join(folder, "fonts-cache")}</cachedir>
</fontconfig>`,
  );
  renameSync(draft, list);
  return list;
}
