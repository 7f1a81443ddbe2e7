import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ownFolder = fileURLToPath(new URL(".", import.meta.url));
const guestFolder = fileURLToPath(new URL("../guest/", import.meta.url));
/** What rewrites the texts that are run, and what it reads them with. */
const codeFolders = ["rewrite", "parse"];
/** What is run: the sources or what is compiled of them, never a test or a declaration. */
const running = /(?<!\.test|\.d)\.[jt]s$/;

/**
 * A digest of everything that decides what the emulator sees: the pretended world, what it stands on, and what its runs are
 * found to amount to. Taken from the files themselves, since a number that somebody must raise is forgotten some day, and
 * then answers of another emulator are taken for those of this one. Reads some 200 small files.
 */
export function emulatorRevision(): string {
  const hash = createHash("sha256");
  for (const folder of [guestFolder, ownFolder, ...rewritingFolders()]) {
    const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
    for (const name of names.filter((each) => running.test(each)).toSorted()) {
      hash.update(`${name.replaceAll("\\", "/")}\n`).update(readFileSync(join(folder, name)));
    }
  }
  return hash.digest("hex").slice(0, 16);
}

/** Of the package beside this one: its sources where this file is one, else what is compiled of them. */
function rewritingFolders(): readonly string[] {
  const kind = basename(ownFolder);
  const beside = fileURLToPath(new URL(`../../code/${kind}/`, import.meta.url));
  const rewriting = existsSync(beside)
    ? undefined
    : createRequire(import.meta.url).resolve("@lockkeeper/code/rewrite");
  const found = rewriting === undefined ? beside : dirname(dirname(rewriting));
  return codeFolders.map((folder) => join(found, folder));
}
