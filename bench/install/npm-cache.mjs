// Reads npm's cache: an index of requests, and contents by their hash.
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";

const keyStart = "make-fetch-happen:request-cache:";

/** Every request that npm remembers: its URL, and the integrity of what was answered. */
export async function* readRequests(cache) {
  const folder = join(cache, "_cacache", "index-v5");
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const lines = (await readFile(join(entry.parentPath, entry.name), "utf8")).split("\n");
    for (const line of lines) {
      const [, json] = line.split("\t");
      if (json === undefined) continue;
      const { key, integrity } = JSON.parse(json);
      // A tombstone has no integrity.
      if (integrity !== null && key.startsWith(keyStart))
        yield { url: key.slice(keyStart.length), integrity };
    }
  }
}

/** The bytes of that integrity. Throws when npm does not hold them. */
export async function readContent(cache, integrity) {
  const [algorithm, digest] = integrity.split(/-(.*)/s);
  const hex = Buffer.from(digest, "base64").toString("hex");
  return await readFile(
    join(cache, "_cacache", "content-v2", algorithm, hex.slice(0, 2), hex.slice(2, 4), hex.slice(4)),
  );
}
