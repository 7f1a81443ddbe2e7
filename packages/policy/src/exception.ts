import { tryParseInstant, tryParsePackageName, tryParseVersion } from "@lockkeeper/core";
import { z } from "zod";
import { clauseNames } from "./clause.ts";
import type { ClauseName } from "./clause.ts";
import { PolicyError } from "./errors.ts";
import { describeIssue, renderPath, toProblems } from "./problem.ts";
import { tryParseVersionRange } from "./version-range.ts";

/** A grant to pass some clauses: for one package, with a reason, an owner and an end. */
export interface Exception {
  readonly id: string;
  /** The exact name. */
  readonly package: string;
  /** An exact version or a range; the clauses `malware` and `mass-report` need an exact version. */
  readonly versions: string;
  readonly clauses: readonly ClauseName[];
  readonly reason: string;
  readonly owner: string;
  /** ISO 8601; out of force from this instant on. A date alone is its midnight UTC. */
  readonly expires: string;
  readonly createdAt?: string;
}

/** An exception as a document writes it: without an id it is called `package@versions`. */
export type ExceptionEntry = Omit<Exception, "id"> & { readonly id?: string };

const exactOnly: ReadonlySet<ClauseName> = new Set(["malware", "mass-report"]);
const maxTextCharacters = 500;

const text = z.string().trim().min(1, "must not be empty").max(maxTextCharacters);
const instant = z
  .string()
  .refine(
    (value) => tryParseInstant(value) !== undefined,
    "must be an ISO 8601 date or time, such as 2026-12-31T00:00Z",
  );

/** The form of an exception in a document. */
export const exceptionEntrySchema: z.ZodType<ExceptionEntry> = z
  .strictObject({
    id: text.exactOptional().describe("What the exception is called; package@versions when left out."),
    package: z
      .string()
      .refine(isPlainName, "must be one package's exact name, without *")
      .describe("The exact name of the package."),
    versions: z
      .string()
      .refine((value) => tryParseVersionRange(value) !== undefined, "must be a version or a range")
      .describe("An exact version or a range."),
    clauses: z
      .array(z.enum(clauseNames))
      .min(1, "must name at least one clause")
      .describe("The clauses that are lifted; all others stay in force."),
    reason: text.describe("Why this is acceptable."),
    owner: text.describe("Who answers for it."),
    expires: instant.describe("When it ends: an ISO 8601 date (its midnight, UTC) or time."),
    createdAt: instant.exactOptional().describe("When it was made."),
  })
  .superRefine((entry, context) => {
    const clause = entry.clauses.find((name) => exactOnly.has(name));
    if (clause === undefined || tryParseVersion(entry.versions) !== undefined) return;
    context.addIssue({
      code: "custom",
      path: ["versions"],
      message: `must be one exact version to lift ${clause}`,
    });
  });

function isPlainName(value: string): boolean {
  return tryParsePackageName(value) !== undefined && !value.includes("*");
}

/** Parses an exception from a store or a request. Throws `POLICY_BAD_EXCEPTION`, which lists everything wrong with it. */
export function parseException(value: unknown): Exception {
  const parsed = exceptionEntrySchema.safeParse(value, { error: describeIssue });
  if (parsed.success) return toException(parsed.data);
  const problems = toProblems(parsed.error, exceptionEntrySchema);
  throw new PolicyError("POLICY_BAD_EXCEPTION", {
    message: `Cannot use the exception as it is not valid: ${problems.map((problem) => `${renderPath(problem.path)} ${problem.message}`).join("; ")}`,
    hint: "An exception names one package, its versions, the clauses, a reason, an owner and when it expires.",
    details: {
      problems: problems.map((problem) => ({ path: renderPath(problem.path), message: problem.message })),
    },
  });
}

/** Gives an entry its id. */
export function toException(entry: ExceptionEntry): Exception {
  return Object.freeze({
    ...entry,
    id: entry.id ?? `${entry.package}@${entry.versions}`,
    clauses: Object.freeze([...entry.clauses]),
  });
}

/** Whether an exception is still in force at an instant (milliseconds since the epoch). */
export function exceptionStatus(exception: Exception, now: number): "in-force" | "expired" {
  const expires = tryParseInstant(exception.expires);
  return expires !== undefined && now < expires ? "in-force" : "expired";
}

/** Whether an exception speaks about this version, in force or not. */
export function isExceptionFor(
  exception: Exception,
  { name, version }: { readonly name: string; readonly version: string },
): boolean {
  if (exception.package !== name) return false;
  const exact = tryParseVersion(exception.versions);
  // Build metadata counts here: "1.0.0+other" may be other bytes than the "1.0.0" somebody looked at.
  if (exact !== undefined) return exception.versions === version;
  return tryParseVersionRange(exception.versions)?.includes(version) === true;
}

/** Whether an exception may lift a clause: a report of malware only when it names one exact version. */
export function isLifting(exception: Exception, clause: ClauseName): boolean {
  if (!exception.clauses.includes(clause)) return false;
  return !exactOnly.has(clause) || tryParseVersion(exception.versions) !== undefined;
}
