/** A package that Yarn's Plug'n'Play resolves. Foreign texts. */
export interface PnpPackage {
  readonly name: string;
  readonly version: string;
  /** From 1. */
  readonly line: number;
}

const maxLines = 2_000_000;
const nameLine = /^\s{0,40}\["((?:@[^"@/\\]{1,200}\/)?[^"@/\\]{1,214})", \[\\?$/;
const referenceLine = /^\s{0,40}\["(?:virtual:[0-9a-f]{1,200}#)?npm:([^"\\]{1,256})", \{\\?$/;

/**
 * Reads the packages of `.pnp.cjs`, `.pnp.js` or `.pnp.data.json`, each name and version once. It is a text for this: the
 * script is not run. Never throws.
 */
export function parsePnpFile(text: string): readonly PnpPackage[] {
  const found = new Map<string, PnpPackage>();
  let name: string | undefined;
  let line = 0;
  for (const content of text.split("\n", maxLines)) {
    line += 1;
    const named = nameLine.exec(content)?.[1];
    if (named !== undefined) name = named;
    const version = name === undefined ? undefined : referenceLine.exec(content)?.[1];
    if (name === undefined || version === undefined) continue;
    const key = `${name}@${version}`;
    if (!found.has(key)) found.set(key, { name, version, line });
  }
  return [...found.values()];
}
