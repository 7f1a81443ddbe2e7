import type { ErrorRecord } from "@lockkeeper/core";
import { tryParseIntegrity } from "@lockkeeper/core";
import type { Inspection, InspectOptions, Inspector } from "@lockkeeper/inspect";

import { locateTarget } from "./subject.ts";
import type { InspectionSubject } from "./subject.ts";

/** Who inspects, how, and in whose name what cannot be inspected is reported. */
export interface SubjectInspection {
  readonly inspector: Inspector;
  readonly options: InspectOptions;
  /** Lockkeeper's own version. */
  readonly version: string;
}

/** Inspects one subject. Never rejects but for faults of our own. */
export async function inspectSubject(
  subject: InspectionSubject,
  { inspector, options, version }: SubjectInspection,
): Promise<Inspection> {
  if (!("kind" in subject.target)) return undecided(subject.spec, subject.target, version);
  const own = subject.predecessor === undefined ? options : { ...options, predecessor: subject.predecessor };
  const inspection = await inspector.inspect(await locateTarget(subject.target), own);
  return refuseOtherBytes({ ...inspection, spec: subject.spec }, subject.pinned);
}

function undecided(spec: string, error: ErrorRecord, version: string): Inspection {
  return {
    spec,
    name: undefined,
    version: undefined,
    integrity: undefined,
    verdict: "unknown",
    reasons: [{ code: error.code, message: error.message }],
    findings: [],
    facts: {},
    engine: { version, rules: "none", data: "none" },
    durationMs: 0,
    error,
  };
}

/** Security: what a lockfile pins is what is installed; a verdict on other bytes of the same version says nothing of it. */
function refuseOtherBytes(inspection: Inspection, pinned: string | undefined): Inspection {
  if (inspection.verdict !== "allow" || !isOther(pinned, inspection.integrity)) return inspection;
  const error: ErrorRecord = {
    code: "CLI_LOCKED_OTHERWISE",
    message: `The lockfile pins other bytes of ${JSON.stringify(inspection.spec.slice(0, 200))} than the registry has: ${(pinned ?? "").slice(0, 120)}`,
    hint: "See where the lockfile takes it from; a tarball that you have can be inspected by its path.",
  };
  return {
    ...inspection,
    verdict: "unknown",
    reasons: [{ code: error.code, message: error.message }, ...inspection.reasons],
    error,
  };
}

/** Only hashes of the same kind can be compared; SHA-1 proves nothing, and Yarn's checksums are of other bytes. */
function isOther(pinned: string | undefined, inspected: string | undefined): boolean {
  const left = pinned === undefined ? undefined : tryParseIntegrity(pinned);
  const right = inspected === undefined ? undefined : tryParseIntegrity(inspected);
  if (left === undefined || right === undefined || left[0].algorithm !== right[0].algorithm) return false;
  return !left.some(({ digest }) => right.some((hash) => hash.digest === digest));
}
