import type { ScanFinding } from "@lockkeeper/scan";

/** Findings that stand together: all of one package or place, or one rule's of many that have the same repair. */
export interface FindingGroup {
  readonly kind: "subject" | "rule";
  readonly findings: readonly [ScanFinding, ...ScanFinding[]];
}

type Some = [ScanFinding, ...ScanFinding[]];

/**
 * Groups findings in their order, worst first: what is about one version of one package stands at the place of its worst
 * finding, and what a rule says of several packages, with the same repair for all, at the place of the first.
 */
export function groupFindings(findings: readonly ScanFinding[]): readonly FindingGroup[] {
  const subjects = gather(findings, ({ name, version, file, line, id }) =>
    JSON.stringify(name === undefined ? [file, line, id] : [name, version ?? ""]),
  );
  const groups = new Map<string, { kind: FindingGroup["kind"]; findings: Some }>();
  for (const findingsOfOne of subjects) {
    const [first, ...others] = findingsOfOne;
    const key =
      others.length > 0 || first.fix === undefined ? subjectKey(first, groups.size) : ruleKey(first);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { kind: "subject", findings: findingsOfOne });
    else groups.set(key, { kind: "rule", findings: [...group.findings, first] });
  }
  return [...groups.values()];
}

function gather(findings: readonly ScanFinding[], keyOf: (finding: ScanFinding) => string): readonly Some[] {
  const found = new Map<string, Some>();
  for (const finding of findings) {
    const key = keyOf(finding);
    const others = found.get(key);
    if (others === undefined) found.set(key, [finding]);
    else others.push(finding);
  }
  return [...found.values()];
}

function subjectKey({ id }: ScanFinding, number: number): string {
  return JSON.stringify(["subject", id, number]);
}

/** Malware is told one by one, however much of it there is. */
function ruleKey({ id, severity, isDevelopment, name, version, fix }: ScanFinding): string {
  const own = severity === "malware" ? [name, version] : [];
  return JSON.stringify(["rule", id, severity, isDevelopment, fix?.message, fix?.command, ...own]);
}
