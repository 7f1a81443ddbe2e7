import { PolicyError } from "./errors.ts";
import type { PolicyText, TextLabel } from "./policy-text.ts";
import { renderPath } from "./problem.ts";
import type { Problem } from "./problem.ts";

const maxListedProblems = 10;

/** The error for a document whose values cannot be used: every problem with its path and line, up to a bound. */
export function problemError(
  problems: readonly Problem[],
  { name, hint, lineOf }: TextLabel & Pick<PolicyText, "lineOf">,
): PolicyError {
  const listed = problems.slice(0, maxListedProblems).map((problem) => ({
    path: renderPath(problem.path),
    line: lineOf(problem.path),
    message: problem.message,
  }));
  const lines = listed.map(
    ({ path, line, message }) => `${path} ${message}${line === undefined ? "" : ` (line ${line})`}`,
  );
  const rest = problems.length > listed.length ? `; and ${problems.length - listed.length} more` : "";
  const isOnlyKeys = problems.every((problem) => problem.kind === "unknown-key");
  const why = isOnlyKeys ? "it has keys that do not exist" : "it has values that cannot be used";
  return new PolicyError(isOnlyKeys ? "POLICY_UNKNOWN_KEY" : "POLICY_BAD_VALUE", {
    message: `Cannot use the ${name} as ${why}: ${lines.join("; ")}${rest}`,
    hint,
    details: { problems: listed },
  });
}
