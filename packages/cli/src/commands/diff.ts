import { resolve } from "node:path";

import type { Comparison, InspectionTarget } from "@lockkeeper/inspect";

import type { CommandModule } from "../command.ts";
import type { Environment } from "../environment.ts";
import { CliError } from "../errors.ts";
import { toComparisonLine } from "../inspection/comparison-line.ts";
import { reportComparison } from "../inspection/comparison-report.ts";
import { parseDiffWords } from "../inspection/diff-words.ts";
import { readInspectOptions } from "../inspection/inspect-options.ts";
import type { LookFlags } from "../inspection/inspect-options.ts";
import { readInspectionPolicy } from "../inspection/inspection-policy.ts";
import type { InspectionPolicy } from "../inspection/inspection-policy.ts";
import { openCommandInspector } from "../inspection/open-inspector.ts";
import { writeDocument } from "../inspection/output-file.ts";
import { locateTarget, parseSubject } from "../inspection/subject.ts";
import { renderComparisonMarkdown } from "../reports/comparison-markdown.ts";
import { renderComparison } from "../views/comparison.ts";

interface DiffInput {
  readonly words: readonly string[];
  readonly look: LookFlags;
  readonly data: string | undefined;
  readonly upstream: string | undefined;
  readonly policy: string | undefined;
  readonly format: "text" | "json" | "markdown";
  readonly out: string | undefined;
}

interface DiffItem {
  readonly comparison: Comparison;
  readonly policy: InspectionPolicy;
  readonly format: DiffInput["format"];
  /** Whether it went to a file. */
  readonly isWritten: boolean;
}

/** `diff`: what changed in behaviour between two versions. */
export const diffCommand: CommandModule<DiffInput, DiffItem> = {
  run: compareVersions,
  views: {
    person({ comparison, format, isWritten }, context) {
      if (isWritten) return "";
      const report = reportComparison(comparison);
      return format === "markdown" ? renderComparisonMarkdown(report) : renderComparison(report, context);
    },
    json: ({ comparison, policy: { source, revision } }) => ({
      ...toComparisonLine(comparison),
      policy: { source, revision },
    }),
  },
};

async function* compareVersions(input: DiffInput, environment: Environment): AsyncIterable<DiffItem> {
  const [left, right] = parseDiffWords(input.words);
  const options = await readInspectOptions(input.look, environment);
  const before = await readTarget(left, environment.cwd);
  const after = await readTarget(right, environment.cwd);
  const policy = await readInspectionPolicy(input, environment);
  const { inspector } = await openCommandInspector(
    { ...input, at: options.at, workers: Math.min(environment.processors, 2) },
    environment,
  );
  try {
    const comparison = await inspector.compare(before, after, options);
    const isWritten = input.out !== undefined && input.format === "markdown";
    if (isWritten)
      await writeDocument(
        resolve(environment.cwd, input.out),
        renderComparisonMarkdown(reportComparison(comparison)),
      );
    yield { comparison, policy, format: input.format, isWritten };
  } finally {
    await inspector.close();
  }
}

async function readTarget(word: string, cwd: string): Promise<InspectionTarget> {
  const { target } = parseSubject(word, cwd);
  if ("kind" in target) return await locateTarget(target);
  throw new CliError("CLI_USAGE", { message: target.message, hint: "Give a spec or a path." });
}
