import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { Readable } from "node:stream";
import { Parser } from "tar";

/** The three versions that nobody may get. */
export const poisoned: readonly (readonly [name: string, version: string])[] = [
  ["axios", "1.14.1"],
  ["axios", "0.30.4"],
  ["plain-crypto-js", "4.2.1"],
];

/** By what the poisoned versions are told wherever a client may keep them. */
export interface PoisonSigns {
  /** SHA-512 of the tarballs and of the files that only they hold; hexadecimal. */
  readonly digests: ReadonlySet<string>;
  /** Integrity values as the ledger writes them. */
  readonly integrities: ReadonlySet<string>;
}

const tellingFiles = new Set(["package/package.json", "package/setup.js"]);
/** Yarn Berry keeps zip files whose names begin with the package and the version. */
const tellingName = /^(?:axios-npm-(?:1\.14\.1|0\.30\.4)|plain-crypto-js-npm)-/;

/** Downloads the poisoned versions from the replay itself and notes what they are known by. */
export async function readPoisonSigns(replayUrl: string): Promise<PoisonSigns> {
  const digests = new Set<string>();
  const integrities = new Set<string>();
  for (const [name, version] of poisoned) {
    const response = await fetch(`${replayUrl}/${name}/-/${name}-${version}.tgz`);
    if (!response.ok) throw new Error(`The replay has no ${name}@${version}: status ${response.status}`);
    const tarball = Buffer.from(await response.arrayBuffer());
    digests.add(sha512(tarball, "hex"));
    integrities.add(`sha512-${sha512(tarball, "base64")}`);
    for (const file of await readTellingFiles(tarball)) digests.add(sha512(file, "hex"));
  }
  return { digests, integrities };
}

/** The files below a folder that hold a poisoned version or a part that only it has. */
export async function findPoison(root: string, signs: PoisonSigns): Promise<readonly string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const found: string[] = [];
  for (const { name, parentPath } of files) {
    const path = join(parentPath, name);
    if (tellingName.test(name) || signs.digests.has(sha512(await readFile(path), "hex")))
      found.push(relative(root, path));
  }
  return found;
}

async function readTellingFiles(tarball: Buffer): Promise<readonly Buffer[]> {
  const found: Buffer[] = [];
  const parser = new Parser();
  parser.on("entry", (entry) => {
    const chunks: Buffer[] = [];
    entry.on("data", (chunk: Buffer) => chunks.push(chunk));
    entry.on("end", () => void (tellingFiles.has(entry.path) && found.push(Buffer.concat(chunks))));
  });
  await new Promise<void>((resolve, reject) => {
    parser.on("end", resolve);
    parser.on("error", reject);
    Readable.from([tarball]).on("error", reject).pipe(parser);
  });
  return found;
}

function sha512(bytes: Buffer, encoding: "hex" | "base64"): string {
  return createHash("sha512").update(bytes).digest(encoding);
}
