import { buildDocument } from "./build-document.ts";
import type { FileOrigin } from "./build-document.ts";
import type { PolicyDocument } from "./document.ts";
import type { PolicyError } from "./errors.ts";
import { policyFileSchema } from "./file-schema.ts";
import { parsePolicyText } from "./policy-text.ts";
import type { PolicyText } from "./policy-text.ts";
import { problemError } from "./problem-error.ts";
import { describeIssue, toProblems } from "./problem.ts";
import type { Problem } from "./problem.ts";

/**
 * Parses a policy file: YAML 1.2 or JSON, strict. `source` is the name used in messages.
 * Throws `POLICY_TOO_LARGE`, `POLICY_SYNTAX`, `POLICY_UNKNOWN_KEY` when nothing but unknown keys is wrong, else
 * `POLICY_BAD_VALUE`; every problem is listed with its path and line.
 */
export function parsePolicy(text: string, origin: FileOrigin): PolicyDocument {
  const content = parsePolicyText(text, {
    name: `policy "${origin.source}"`,
    hint: "lockkeeper policy init writes a file to start from.",
  });
  const parsed = policyFileSchema.safeParse(content.value, { error: describeIssue });
  if (!parsed.success) throw refuse(toProblems(parsed.error, policyFileSchema), { origin, content });
  const document = buildDocument(parsed.data, origin);
  const duplicate = findDuplicateId(document);
  if (duplicate !== undefined) throw refuse([duplicate], { origin, content });
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

function refuse(
  problems: readonly Problem[],
  { origin, content }: { readonly origin: FileOrigin; readonly content: PolicyText },
): PolicyError {
  return problemError(problems, {
    name: `policy "${origin.source}"`,
    hint: "lockkeeper policy schema prints what may be written.",
    lineOf: content.lineOf,
  });
}
