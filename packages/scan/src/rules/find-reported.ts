import { satisfies, valid, validRange } from "semver";

import type { GraphView } from "../graph-view.ts";
import { labelOf } from "../graph-view.ts";
import { adviceOf, findingOfPackage } from "../make-finding.ts";
import type { Origins } from "../package-origins.ts";
import type { ScanFinding } from "../scan-finding.ts";
import type { ReportedVulnerability, ScanKnowledge } from "../scan-project.ts";

/** Vulnerabilities that reports of other tools name and the advisories at hand do not. */
export function findReported(
  view: GraphView,
  { reported, intelligence }: ScanKnowledge,
  origins: Origins,
): readonly ScanFinding[] {
  if (reported === undefined) return [];
  return view.graph.packages.flatMap((each, index) => {
    const said = each.kind === "registry" && !origins.isPrivate(each) ? reported.get(each.name) : undefined;
    if (said === undefined) return [];
    const known = new Set(
      intelligence.match(each.name, each.version).flatMap(({ id, aliases }) => [id, ...aliases]),
    );
    return said
      .filter((report) => report.kind === "affected" && isAbout(report, each.version))
      .filter(({ ids }) => !ids.some((id) => known.has(id)))
      .map((report) => {
        const [id = ""] = report.ids;
        const why = report.reason === "" ? "" : `: ${report.reason}`;
        return findingOfPackage(view, index, {
          id: "known-vulnerability",
          severity: report.severity ?? "moderate",
          message: `${labelOf(each)} has a vulnerability by ${report.file} (${id})${why}`,
          advisories: report.ids,
          fix: adviceOf("see what the report says of a fix; the advisories at hand do not have it"),
        });
      });
  });
}

/** Whether a report is about a version; what cannot be compared is about none. */
export function isAbout({ versions }: Pick<ReportedVulnerability, "versions">, version: string): boolean {
  if (versions === undefined || versions === version) return true;
  if (versions.length > 500 || valid(version) === null || validRange(versions) === null) return false;
  return satisfies(version, versions, { includePrerelease: true });
}
