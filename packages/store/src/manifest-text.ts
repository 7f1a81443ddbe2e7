/** Which manifest of a package is looked for. */
export interface WantedManifest {
  readonly version: string;
  /** Whether a manifest, parsed, is the one that is meant. */
  readonly accepts: (manifest: unknown) => boolean;
}

/** The text of a version's manifest in a document, if it is the one that is meant. */
export function tryPickManifest(document: Buffer, { version, accepts }: WantedManifest): string | undefined {
  const manifest = fieldOf(fieldOf(tryParse(document), "versions"), version);
  return manifest !== undefined && accepts(manifest) ? JSON.stringify(manifest) : undefined;
}

/** The value under a key of its own, whatever the key; `undefined` for anything that has none. */
export function fieldOf(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  return Object.getOwnPropertyDescriptor(value, key)?.value;
}

function tryParse(document: Buffer): unknown {
  try {
    return JSON.parse(document.toString("utf8"));
  } catch (error) {
    // Nobody has to have looked at a document to keep it.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
