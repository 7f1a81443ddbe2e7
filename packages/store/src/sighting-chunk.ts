import { StoreError } from "./errors.ts";
import type { NewSighting } from "./sighting-rows.ts";

/** A version as a chunk holds it: nothing has become of it since it was first seen. */
export interface ChunkedSighting {
  readonly version: string;
  readonly firstClaim: number | undefined;
  /** As `renderIdentity` wrote it. */
  readonly identity: string;
  /** As `renderFacts` wrote it. */
  readonly facts: string;
}

const linesPerVersion = 3;

/** Many first sights as one text: a row for each of them would cost more than everything else of a look. */
export function renderChunk(sightings: readonly NewSighting[]): string {
  // JSON has no line breaks of its own, and texts that stay as they are need not be parsed to be compared.
  return sightings
    .map(
      ({ version, firstClaim, identity, facts }) =>
        `${JSON.stringify([version, firstClaim ?? null])}\n${identity}\n${facts}`,
    )
    .join("\n");
}

/** Reads what `renderChunk` wrote. Throws `STORE_DATABASE_CORRUPT`. */
export function parseChunk(text: string): readonly ChunkedSighting[] {
  const lines = text.split("\n");
  if (lines.length % linesPerVersion !== 0) return fail(`${lines.length} lines`);
  return Array.from({ length: lines.length / linesPerVersion }, (_, index) => {
    const [head = "", identity = "", facts = ""] = lines.slice(
      index * linesPerVersion,
      (index + 1) * linesPerVersion,
    );
    return { ...parseHead(head), identity, facts };
  });
}

function parseHead(line: string): Pick<ChunkedSighting, "version" | "firstClaim"> {
  const value = tryParse(line);
  if (!Array.isArray(value)) return fail("a line is no list");
  const [version, firstClaim]: readonly unknown[] = value;
  if (typeof version !== "string") return fail("a version is no text");
  return { version, firstClaim: typeof firstClaim === "number" ? firstClaim : undefined };
}

function tryParse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function fail(detail: string): never {
  throw new StoreError("STORE_DATABASE_CORRUPT", {
    message: `Cannot read the sightings of a look as their text in the database is damaged: ${detail}`,
    hint: "Restore the database from a backup.",
  });
}
