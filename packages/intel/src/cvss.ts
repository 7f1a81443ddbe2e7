import { createRequire } from "node:module";

import type { Severity } from "@lockkeeper/core";
import type calculator from "ae-cvss-calculator";

// Weights of the base metrics: CVSS 3.1 specification, section 7.4; those of 3.0 are the same.
const attackVector: Weights = { N: 0.85, A: 0.62, L: 0.55, P: 0.2 };
const attackComplexity: Weights = { L: 0.77, H: 0.44 };
const privileges: Weights = { N: 0.85, L: 0.62, H: 0.27 };
const privilegesWithChangedScope: Weights = { N: 0.85, L: 0.68, H: 0.5 };
const userInteraction: Weights = { N: 0.85, R: 0.62 };
const impact: Weights = { H: 0.56, L: 0.22, N: 0 };

type Weights = Readonly<Record<string, number>>;

const vectorForm = /^CVSS:3\.[01](?:\/[A-Z]{1,3}:[A-Z]){8,30}$/;

/** The severity of a CVSS score, in the words of GitHub's database; `undefined` for a score of 0 and for what is no score. */
export function severityOfScore(score: number): Severity | undefined {
  if (!(score > 0) || score > 10) return undefined;
  if (score < 4) return "low";
  if (score < 7) return "moderate";
  return score < 9 ? "high" : "critical";
}

// The base metrics in the order that the specification demands (CVSS 4.0, section 7); what follows them is not the flaw's.
const fourthForm =
  /^CVSS:4\.0\/AV:[NALP]\/AC:[LH]\/AT:[NP]\/PR:[NLH]\/UI:[NPA]\/VC:[HLN]\/VI:[HLN]\/VA:[HLN]\/SC:[HLN]\/SI:[HLN]\/SA:[HLN](?=\/|$)/;

/**
 * The base score of a CVSS 3.0, 3.1 or 4.0 vector, or `undefined` for anything else (CVSS 3.1 specification, section 7.1;
 * CVSS 4.0, section 8).
 */
export function tryParseBaseScore(vector: string): number | undefined {
  if (vector.length > 300) return undefined;
  const fourth = fourthForm.exec(vector)?.[0];
  // Version 4 has no formula but a table of 270 rows, which a library keeps; it is given nothing but base metrics.
  if (fourth !== undefined) return new (loadCalculator().Cvss4P0)(fourth).calculateScores().base;
  return vectorForm.test(vector) ? scoreOfThird(vector) : undefined;
}

/** Loaded when a record first needs it: few do, and loading it takes longer than opening the index. */
function loadCalculator(): typeof calculator {
  const require = createRequire(import.meta.url);
  return require("ae-cvss-calculator") as typeof calculator; // its own types
}

function scoreOfThird(vector: string): number | undefined {
  const metrics = new Map(
    vector
      .split("/")
      .slice(1)
      .map((metric): readonly [string, string] => {
        const [name = "", value = ""] = metric.split(":");
        return [name, value];
      }),
  );
  const scope = metrics.get("S");
  if (scope !== "U" && scope !== "C") return undefined;
  const weigh = (name: string, weights: Weights): number => weights[metrics.get(name) ?? ""] ?? Number.NaN;
  const isChanged = scope === "C";
  const lost = 1 - (1 - weigh("C", impact)) * (1 - weigh("I", impact)) * (1 - weigh("A", impact));
  const ease =
    8.22 *
    weigh("AV", attackVector) *
    weigh("AC", attackComplexity) *
    weigh("PR", isChanged ? privilegesWithChangedScope : privileges) *
    weigh("UI", userInteraction);
  const harm = isChanged ? 7.52 * (lost - 0.029) - 3.25 * (lost - 0.02) ** 15 : 6.42 * lost;
  if (Number.isNaN(harm + ease)) return undefined;
  return harm <= 0 ? 0 : roundUp(Math.min((isChanged ? 1.08 : 1) * (harm + ease), 10));
}

/** The smallest number with one decimal that is not below the value, safe against binary fractions (appendix A). */
function roundUp(value: number): number {
  const scaled = Math.round(value * 100_000);
  return scaled % 10_000 === 0 ? scaled / 100_000 : (Math.floor(scaled / 10_000) + 1) / 10;
}
