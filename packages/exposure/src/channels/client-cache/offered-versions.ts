/**
 * The versions that a package's document names by their tarballs, in whatever form a client keeps it: JSON, JSON lines, or
 * a form of its own with texts in it. Linear in the bytes; never throws.
 */
export function listOffered(bytes: Buffer, name: string): readonly string[] {
  const base = name.slice(name.indexOf("/") + 1);
  const text = bytes.toString("latin1");
  const found = new Set<string>();
  const start = `/-/${base}-`;
  for (let at = text.indexOf(start); at >= 0; at = text.indexOf(start, at + 1)) {
    const rest = text.slice(at + start.length, at + start.length + maxVersion);
    const version = /^(\d[0-9A-Za-z.+-]{0,250}?)\.tgz/.exec(rest)?.[1];
    if (version !== undefined) found.add(version);
    if (found.size >= maxVersions) break;
  }
  // pnpm and Yarn leave the address out where it follows from the name, and keep the versions as keys.
  for (const match of text.matchAll(/"(\d{1,9}\.\d{1,9}\.\d{1,9}(?:[-+][0-9A-Za-z.+-]{1,100})?)":\s?[{[]/g)) {
    if (found.size >= maxVersions) break;
    found.add(match[1] ?? "");
  }
  return [...found];
}

const maxVersion = 300;
const maxVersions = 100_000;
