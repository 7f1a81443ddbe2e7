import { archiveOfFiles } from "@lockkeeper/archive";
import type { Archive } from "@lockkeeper/archive";

import { extractFacts } from "../src/extract-facts.ts";
import type { PackageFacts } from "../src/package-facts.ts";

/** Files by path; an object for package.json is written as JSON with a name and a version. */
export type Files = Readonly<Record<string, string | Uint8Array | object>>;

/** An archive of files as they would be unpacked. */
export function archiveOf(files: Files): Archive {
  return archiveOfFiles(
    Object.entries(files).map(([path, content]) => ({ path, bytes: bytesOf(content), mode: 0o644 })),
  );
}

/** The facts of a package made of these files. */
export function factsOf(files: Files): PackageFacts {
  return extractFacts(archiveOf(files));
}

function bytesOf(content: string | Uint8Array | object): Uint8Array {
  if (typeof content === "string") return Buffer.from(content);
  if (content instanceof Uint8Array) return content;
  return Buffer.from(JSON.stringify({ name: "a", version: "1.0.0", ...content }));
}
