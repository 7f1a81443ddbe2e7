import { tryParseInstant } from "@lockkeeper/core";
import { z } from "zod";

import { createPatternIndex, parsePackagePattern } from "./package-pattern.ts";
import { parsePolicyText } from "./policy-text.ts";
import { problemError } from "./problem-error.ts";
import { describeIssue, toProblems } from "./problem.ts";

/** A finding that somebody has looked at and answers for: it stays in reports and counts for nothing until its end. */
export interface Suppression {
  /** The detector's id. */
  readonly finding: string;
  /** `name`, `name@version`, `name@range`, `@scope/*`, or a name with one `*`. */
  readonly package: string;
  readonly reason: string;
  readonly owner: string;
  /** ISO 8601; out of force from this instant on. A date alone is its midnight UTC. */
  readonly expires: string;
  /** Why a vulnerability does not touch the product, in the words of VEX; left out where somebody merely lives with it. */
  readonly justification?: VexJustification | undefined;
}

/** The same for findings of one file that name no package, such as those of settings and pages. */
export interface FileSuppression extends Omit<Suppression, "package" | "justification"> {
  /** Relative to the folder of whoever starts a scan, with forward slashes. */
  readonly file: string;
}

/** The labels of VEX for what is not affected (CISA, Vulnerability Exploitability eXchange, status justifications). */
export type VexJustification = (typeof justifications)[number];

/** The suppressions of a file, found by what they are for. */
export interface Suppressions {
  readonly entries: readonly Suppression[];
  readonly fileEntries: readonly FileSuppression[];
  /** Those that an instant (milliseconds since the epoch) has put out of force. */
  expiredAt(now: number): readonly (Suppression | FileSuppression)[];
  /** The narrowest one in force for a finding of a version, if any. */
  find(question: SuppressionQuestion): Suppression | undefined;
  /** The one in force for a finding of a file, if any. `now` in milliseconds since the epoch. */
  findOfFile(finding: string, file: string, now: number): FileSuppression | undefined;
}

/** A finding that may be suppressed. */
export interface SuppressionQuestion {
  readonly finding: string;
  readonly name: string;
  readonly version: string;
  /** Whether only a suppression that names one exact version will do. */
  readonly isExactOnly: boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

const justifications = [
  "component_not_present",
  "vulnerable_code_not_present",
  "vulnerable_code_not_in_execute_path",
  "vulnerable_code_cannot_be_controlled_by_adversary",
  "inline_mitigations_already_exist",
] as const;
const maxTextCharacters = 500;
const maxEntries = 10_000;
const text = z.string().trim().min(1, "must not be empty").max(maxTextCharacters);

/** An entry as it is written: of a package or of a file. */
type WrittenSuppression = Omit<Suppression, "package"> & {
  readonly package?: string | undefined;
  readonly file?: string | undefined;
};

const suppressionSchema: z.ZodType<WrittenSuppression> = z
  .strictObject({
    finding: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,79}$/, "must be the id of a finding, such as new-dependency"),
    package: z
      .string()
      .superRefine((value, context) => {
        const pattern = parsePackagePattern(value);
        if ("refused" in pattern)
          context.addIssue({ code: "custom", message: `cannot be used: ${pattern.refused}` });
      })
      .optional(),
    file: text.optional(),
    reason: text,
    owner: text,
    expires: z
      .string()
      .refine(
        (value) => tryParseInstant(value) !== undefined,
        "must be an ISO 8601 date or time, such as 2026-12-31T00:00Z",
      ),
    justification: z.enum(justifications).optional(),
  })
  .superRefine((entry, context) => {
    if ((entry.package === undefined) === (entry.file === undefined))
      context.addIssue({ code: "custom", path: ["package"], message: "or file is needed, and not both" });
  });

const fileSchema: z.ZodType<{ readonly version: 1; readonly suppressions: readonly WrittenSuppression[] }> =
  z.strictObject({
    version: z.literal(1),
    suppressions: z.array(suppressionSchema).max(maxEntries),
  });

/**
 * Parses a file of suppressions: YAML 1.2 or JSON, strict; every member but the justification is required, and one of package and file. `source` is the name used in
 * messages. Throws `POLICY_TOO_LARGE`, `POLICY_SYNTAX`, `POLICY_UNKNOWN_KEY`, `POLICY_BAD_VALUE`; every problem is listed
 * with its path and line.
 */
export function parseSuppressions(content: string, source: string): Suppressions {
  const label = {
    name: `suppressions "${source}"`,
    hint: "Each one has a finding, a package, a reason, an owner and an expiry; see docs/reports.md.",
  };
  const { value, lineOf } = parsePolicyText(content, label);
  const parsed = fileSchema.safeParse(value, { error: describeIssue });
  if (!parsed.success) throw problemError(toProblems(parsed.error, fileSchema), { ...label, lineOf });
  const written = parsed.data.suppressions;
  return createSuppressions(
    written.flatMap(({ file, package: name, ...each }) =>
      name === undefined || file !== undefined ? [] : [{ ...each, package: name }],
    ),
    written.flatMap(({ file, finding, reason, owner, expires }) =>
      file === undefined ? [] : [{ finding, file, reason, owner, expires }],
    ),
  );
}

/** Creates the look-up of suppressions that were parsed already, or of none. */
export function createSuppressions(
  entries: readonly Suppression[],
  fileEntries: readonly FileSuppression[] = [],
): Suppressions {
  const index = createPatternIndex(entries, (entry) => entry.package);
  return {
    entries,
    fileEntries,
    expiredAt: (now) => [...entries, ...fileEntries].filter((entry) => isExpired(entry, now)),
    findOfFile: (finding, file, now) =>
      fileEntries.find((entry) => entry.finding === finding && entry.file === file && !isExpired(entry, now)),
    find({ finding, name, version, isExactOnly, now }) {
      const [best] = index
        .find(name)
        .filter(({ rule }) => rule.finding === finding && !isExpired(rule, now))
        .filter(({ rule, pattern: { range } }) =>
          // Build metadata counts here: "1.0.0+other" may be other bytes than the "1.0.0" somebody looked at.
          range?.isExact === true
            ? rule.package === `${name}@${version}`
            : !isExactOnly && range?.includes(version) !== false,
        )
        .toSorted((left, right) => right.pattern.specificity - left.pattern.specificity);
      return best?.rule;
    },
  };
}

function isExpired({ expires }: Pick<Suppression, "expires">, now: number): boolean {
  const end = tryParseInstant(expires);
  return end === undefined || now >= end;
}
