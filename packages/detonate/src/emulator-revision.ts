import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ownFolder = fileURLToPath(new URL(".", import.meta.url));
const guestFolder = fileURLToPath(new URL("../guest/", import.meta.url));
/** What is run: the sources or what is compiled of them, never a test or a declaration. */
const running = /(?<!\.test|\.d)\.[jt]s$/;

/**
 * A digest of everything that decides what the emulator sees: the pretended world, what it stands on, and what its runs are
 * found to amount to. Taken from the files themselves, since a number that somebody must raise is forgotten some day, and
 * then answers of another emulator are taken for those of this one. Reads some 200 small files.
 */
export function emulatorRevision(): string {
  const hash = createHash("sha256");
  for (const folder of [guestFolder, ownFolder]) {
    const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
    for (const name of names.filter((each) => running.test(each)).toSorted()) {
      hash.update(`${name.replaceAll("\\", "/")}\n`).update(readFileSync(join(folder, name)));
    }
  }
  return hash.digest("hex").slice(0, 16);
}
