/** One request as a log of a proxy, a mirror or a web server has it. Texts are foreign. */
export interface AccessRecord {
  /** Milliseconds since the epoch; `undefined` where the line has no time that can be read. */
  readonly at: number | undefined;
  /** Whether its time names a zone. */
  readonly hasZone: boolean;
  /** The address that asked. */
  readonly client: string | undefined;
  /** Who asked, where the proxy knows. */
  readonly user: string | undefined;
  readonly method: string;
  /** Path or address of what was asked for. */
  readonly target: string;
  readonly status: number;
  /** Who the line speaks of: those who ask the proxy, or the proxy itself that asks elsewhere or keeps something. */
  readonly speaker: "client" | "proxy";
}

/** The bounds on texts of one record. */
const clientMaxCharacters = 200;

/** A text of a record, or `undefined` for the signs that systems write for nothing. */
export function presentText(text: string | undefined): string | undefined {
  const trimmed = text?.trim().slice(0, clientMaxCharacters) ?? "";
  return trimmed === "" || nothing.has(trimmed.toLowerCase()) ? undefined : trimmed;
}

const nothing: ReadonlySet<string> = new Set([
  "-",
  "null",
  "none",
  "undefined",
  "anonymous",
  "non_authenticated_user",
  "*unknown",
]);
