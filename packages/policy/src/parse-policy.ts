import { buildDocument } from "./build-document.ts";
import type { FileOrigin } from "./build-document.ts";
import type { PolicyDocument } from "./document.ts";
import { PolicyError } from "./errors.ts";
import { policyFileSchema } from "./file-schema.ts";
import { parsePolicyText } from "./policy-text.ts";
import type { PolicyText } from "./policy-text.ts";
import { describeIssue, renderPath, toProblems } from "./problem.ts";
import type { Problem } from "./problem.ts";

const maxListedProblems = 10;

/**
 * Parses a policy file: YAML 1.2 or JSON, strict. `source` is the name used in messages.
 * Throws `POLICY_TOO_LARGE`, `POLICY_SYNTAX`, `POLICY_UNKNOWN_KEY` when nothing but unknown keys is wrong, else
 * `POLICY_BAD_VALUE`; every problem is listed with its path and line.
 */
export function parsePolicy(text: string, origin: FileOrigin): PolicyDocument {
  const content = parsePolicyText(text, origin.source);
  const parsed = policyFileSchema.safeParse(content.value, { error: describeIssue });
  if (!parsed.success) throw problemError(toProblems(parsed.error, policyFileSchema), { origin, content });
  const document = buildDocument(parsed.data, origin);
  const duplicate = findDuplicateId(document);
  if (duplicate !== undefined) throw problemError([duplicate], { origin, content });
  return document;
}

function findDuplicateId(document: PolicyDocument): Problem | undefined {
  const seen = new Set<string>();
  for (const [index, { id }] of document.exceptions.entries()) {
    if (seen.has(id)) {
      return {
        kind: "bad-value",
        path: ["exceptions", index],
        message: `has the same id as another one: "${id}"`,
      };
    }
    seen.add(id);
  }
  return undefined;
}

function problemError(
  problems: readonly Problem[],
  { origin, content }: { readonly origin: FileOrigin; readonly content: PolicyText },
): PolicyError {
  const listed = problems.slice(0, maxListedProblems).map((problem) => ({
    path: renderPath(problem.path),
    line: content.lineOf(problem.path),
    message: problem.message,
  }));
  const lines = listed.map(
    ({ path, line, message }) => `${path} ${message}${line === undefined ? "" : ` (line ${line})`}`,
  );
  const rest = problems.length > listed.length ? `; and ${problems.length - listed.length} more` : "";
  const isOnlyKeys = problems.every((problem) => problem.kind === "unknown-key");
  const why = isOnlyKeys ? "it has keys that do not exist" : "it has values that cannot be used";
  return new PolicyError(isOnlyKeys ? "POLICY_UNKNOWN_KEY" : "POLICY_BAD_VALUE", {
    message: `Cannot use the policy "${origin.source}" as ${why}: ${lines.join("; ")}${rest}`,
    hint: "lockkeeper policy schema prints what may be written.",
    details: { problems: listed },
  });
}
