// Installs what is missing, before anything else runs. Plain JavaScript for Node 20 without a single package:
// when this runs on a fresh clone, neither TypeScript nor node_modules is there yet.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The oldest Node that has all we use (Temporal, type stripping, argon2). */
const NODE_MAJOR = 26;

/**
 * Decides whether an installation is what the lock file asks for. Returns the reason why not, or null.
 *
 * npm writes down what it installed in `node_modules/.package-lock.json`, as the last thing it does. We compare
 * that with the lock file entry by entry, as times of files say little after a checkout.
 *
 * @type {typeof import("./install.mjs").reasonToInstall}
 */
export function reasonToInstall(lock, installed) {
  if (installed === null) return "node_modules is missing or was left half-made";
  for (const [path, wanted] of Object.entries(lock.packages)) {
    // Workspaces' own folders are ours; npm links to them.
    if (!path.includes("node_modules/")) continue;
    const found = installed.packages[path];
    if (found === undefined) {
      // Optional packages for other machines are never installed here.
      if (wanted.optional) continue;
      return `${path} is missing`;
    }
    if (found.version !== wanted.version || found.integrity !== wanted.integrity) return `${path} has another version`;
    if (wanted.link && found.resolved !== wanted.resolved) return `${path} links elsewhere`;
  }
  for (const path of Object.keys(installed.packages)) {
    if (path.includes("node_modules/") && !(path in lock.packages)) return `${path} is no longer wanted`;
  }
  return null;
}

/** @param {string} file */
function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}

function install(root) {
  const lock = readJson(join(root, "package-lock.json"));
  if (lock === null) return fail("package-lock.json is missing or damaged: take it from the repository again.");
  const reason = reasonToInstall(lock, readJson(join(root, "node_modules", ".package-lock.json")));
  if (reason !== null) {
    console.log(`Installing packages, about a minute (${reason}) …`);
    // Whatever the machine is set to leave out, we need all of it.
    const ran = spawnSync("npm", ["ci", "--include=dev", "--include=optional", "--no-audit", "--no-fund"], {
      cwd: root,
      stdio: ["ignore", "inherit", "inherit"],
      shell: process.platform === "win32",
    });
    if (ran.status !== 0) return fail("npm ci failed: its messages are above. Run the same command again to try anew.");
  }
  const ours = existsSync(join(root, "node_modules", ".bin", "node"));
  if (!ours && Number(process.versions.node.split(".")[0]) < NODE_MAJOR) {
    const machine = `${process.platform}-${process.arch}`;
    fail(
      `Kura needs Node ${NODE_MAJOR}; npm has none for ${machine} and this is ${process.version}: install Node ${NODE_MAJOR}.`,
    );
  }
}

/** @param {string} sentence */
function fail(sentence) {
  console.error(sentence);
  process.exitCode = 1;
}

const here = fileURLToPath(import.meta.url);
if (process.argv[1] !== undefined && resolve(process.argv[1]) === here) install(resolve(dirname(here), ".."));
