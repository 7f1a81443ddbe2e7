import { RespondError } from "./errors.ts";
import type { IncidentSnapshot } from "./snapshot.ts";

/**
 * Reads a snapshot that this program wrote and whose hash stands in the journal. Throws `RESPOND_BAD_SNAPSHOT` for
 * anything that has not its form.
 */
export function parseSnapshot(text: string): IncidentSnapshot {
  const value = tryParse(text);
  if (isSnapshot(value)) return value;
  throw new RespondError("RESPOND_BAD_SNAPSHOT", {
    message: "Cannot go on with the response as its kept evidence has not the form that was written",
    hint: "Begin anew with --restart; what was kept stays where it is.",
  });
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The hash vouches for the rest: this tells a file of another version from ours. */
function isSnapshot(value: unknown): value is IncidentSnapshot {
  if (!isObject(value) || value["schema"] !== 1 || typeof value["at"] !== "number") return false;
  const lists = [
    value["rows"],
    value["channels"],
    value["skipped"],
    value["secrets"],
    value["gaps"],
    value["folders"],
  ];
  if (!lists.every(Array.isArray) || typeof value["title"] !== "string") return false;
  const rows: readonly unknown[] = Array.isArray(value["rows"]) ? value["rows"] : [];
  return rows.every(
    (row) =>
      isObject(row) &&
      isObject(row["where"]) &&
      typeof row["what"] === "string" &&
      typeof row["grade"] === "string" &&
      Array.isArray(row["evidence"]) &&
      row["evidence"].every(isObject) &&
      Array.isArray(row["contradictions"]) &&
      Array.isArray(row["unreadable"]),
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
