import type { AdvisoryMatch, Evidence } from "@lockkeeper/core";
import type { GraphPackage } from "@lockkeeper/lockfile";
import { satisfies } from "semver";

import { clientOf, overrideAdvice, takeCommand, updateCommand } from "../client-commands.ts";
import type { Dependent, GraphView } from "../graph-view.ts";
import { labelOf } from "../graph-view.ts";
import { adviceOf, findingOfPackage } from "../make-finding.ts";
import type { Origins } from "../package-origins.ts";
import type { ScanFinding, ScanFix, ScanSeverity } from "../scan-finding.ts";
import type { ScanKnowledge } from "../scan-project.ts";

const dayMs = 86_400_000;
/** How long before its report a whole-package report may have been true; as in the policy's clause `mass-report`. */
const reportWindowMs = 14 * dayMs;
const longHistoryMs = 180 * dayMs;
const longHistoryVersions = 10;

/** Versions that advisories and campaigns name: malware, and vulnerabilities with their fixes. */
export function findAdvisories(
  view: GraphView,
  knowledge: ScanKnowledge,
  origins: Origins,
): readonly ScanFinding[] {
  return view.graph.packages.flatMap((each, index) => {
    if (!isMatchable(each)) return [];
    const matches = knowledge.intelligence.match(each.name, each.version);
    if (matches.length === 0) return [];
    const subject: Subject = { view, index, package: each, knowledge, origins };
    return matches.flatMap((match) => findingOf(subject, match));
  });
}

interface Subject {
  readonly view: GraphView;
  readonly index: number;
  readonly package: GraphPackage;
  readonly knowledge: ScanKnowledge;
  readonly origins: Origins;
}

/** The project's own packages are nobody else's; of files on the disk, tarballs alone are copies of published ones. */
function isMatchable({ kind, version, resolved }: GraphPackage): boolean {
  if (version === "" || kind === "workspace") return false;
  return kind !== "file" || /\.(?:tgz|tar\.gz)(?:$|[?#])/i.test(resolved ?? "");
}

function findingOf(subject: Subject, match: AdvisoryMatch): readonly ScanFinding[] {
  const isMalware = match.kind === "malware";
  if (isMalware && isNamesake(subject, match)) return [namesakeFinding(subject, match)];
  if (isMalware)
    return [isDoubtful(subject, match) ? massReportFinding(subject, match) : malwareFinding(subject, match)];
  // A private package shares its name with a public one, and nothing else.
  if (subject.origins.isPrivate(subject.package)) return [];
  return [vulnerabilityFinding(subject, match)];
}

/**
 * A private package has the name of a malicious public one. A report of exactly this version counts all the same,
 * unless the project sends the whole scope elsewhere.
 */
function isNamesake({ package: each, origins }: Subject, { extent }: AdvisoryMatch): boolean {
  if (!origins.isPrivate(each)) return false;
  return extent !== "version" || origins.isRoutedScope(each.name);
}

/** A single report of every version of a package with a long history, and a version from before it. */
function isDoubtful(
  { package: each, knowledge: { histories } }: Subject,
  { extent, isSingleSource, reportedAt }: AdvisoryMatch,
): boolean {
  if (extent !== "every-version" || !isSingleSource || reportedAt === undefined) return false;
  const history = histories.get(each.name);
  if (history === undefined || history.releases.length < longHistoryVersions) return false;
  const release = history.releases.find(({ version }) => version === each.version);
  return (
    isBefore(history.createdAt, reportedAt - longHistoryMs) &&
    release !== undefined &&
    isBefore(release.publishedAt, reportedAt - reportWindowMs)
  );
}

function isBefore(time: Evidence<number>, limit: number): boolean {
  return time.state === "present" && time.value <= limit;
}

function malwareFinding(
  { view, index, package: each, knowledge }: Subject,
  match: AdvisoryMatch,
): ScanFinding {
  const from = match.source === "catalogue" ? `the campaign ${match.id}` : match.id;
  const extent = match.extent === "every-version" ? "every version of it is" : "it is";
  const version = knowledge.intelligence.nearestFix(each.name, each.version);
  return findingOfPackage(view, index, {
    id: "malicious-version",
    severity: "malware",
    message: `${labelOf(each)} is malware: ${extent} named by ${from}`,
    advisories: [match.id, ...match.aliases],
    fix: {
      message:
        "take it out, and treat every machine that installed it as taken over: its scripts may have run at install",
      version,
      command: undefined,
    },
  });
}

function massReportFinding({ view, index, package: each }: Subject, match: AdvisoryMatch): ScanFinding {
  return findingOfPackage(view, index, {
    id: "mass-report",
    severity: "moderate",
    message: `${labelOf(each)} is older than the single report ${match.id}, which declares every version malicious`,
    advisories: [match.id, ...match.aliases],
    fix: adviceOf(
      "read the report: such ones were meant for later versions before; take no newer version meanwhile",
    ),
  });
}

function namesakeFinding(
  { view, index, package: each, origins }: Subject,
  match: AdvisoryMatch,
): ScanFinding {
  return findingOfPackage(view, index, {
    id: "name-of-malware",
    severity: match.extent === "version" ? "high" : "moderate",
    message: `${labelOf(each)} comes from ${origins.hostOf(each) ?? "a private registry"}, and the public package of that name is malware (${match.id})`,
    advisories: [match.id, ...match.aliases],
    fix: adviceOf(
      "make sure that every client asks the private registry for it: a registry line for its scope in the project",
    ),
  });
}

function vulnerabilityFinding(subject: Subject, match: AdvisoryMatch): ScanFinding {
  const { view, index, package: each, knowledge } = subject;
  const fix = knowledge.intelligence.nearestFix(each.name, each.version);
  return findingOfPackage(view, index, {
    id: "known-vulnerability",
    severity: severityOf(match),
    message: `${labelOf(each)} has a known vulnerability (${match.id}${match.severity === undefined ? ", severity not stated" : ""})`,
    advisories: [match.id, ...match.aliases],
    fix: fix === undefined ? adviceOf("no release is known that mends it") : fixTo(subject, fix),
  });
}

/** A flaw that nobody rated is no harmless one. */
function severityOf({ severity }: AdvisoryMatch): ScanSeverity {
  return severity ?? "moderate";
}

function fixTo({ view, index, package: each }: Subject, version: string): ScanFix {
  const client = clientOf(view.graph.source);
  const dependents = view.dependentsOf(index);
  const isDirect = dependents.some(({ from }) => from === undefined);
  if (dependents.length > 0 && dependents.every((dependent) => allows(dependent, version)))
    return fixInRange(view, { name: each.name, version, isDirect });
  if (isDirect) {
    return {
      message: `${version} mends it; the range in package.json has to be raised`,
      version,
      command: isElsewhere(view) ? undefined : takeCommand(client, each.name, version),
    };
  }
  const holding = dependents.find((dependent) => !allows(dependent, version));
  const who = holding?.from === undefined ? undefined : view.graph.packages[holding.from];
  const why = who === undefined ? "" : `, which ${labelOf(who)} does not allow`;
  return {
    message: `${version} mends it${why}: take a newer dependent, or ${overrideAdvice(client, each.name, version)}`,
    version,
    command: undefined,
  };
}

interface InRange {
  readonly name: string;
  readonly version: string;
  readonly isDirect: boolean;
}

function fixInRange(view: GraphView, { name, version, isDirect }: InRange): ScanFix {
  const client = clientOf(view.graph.source);
  // `yarn upgrade` of Yarn 1 leaves alone what the project does not name itself.
  const isLeft = client === "yarn-classic" && !isDirect;
  const how = isLeft ? ": take its entry out of yarn.lock and install, or let scan --fix change it" : "";
  return {
    message: `${version} mends it, and every declared range allows it${how}`,
    version,
    command: isLeft || isElsewhere(view) ? undefined : updateCommand(client, name),
  };
}

/** A bill is of a project that lies elsewhere. */
function isElsewhere({ graph: { source } }: GraphView): boolean {
  return source === "sbom";
}

const maxRange = 200;

function allows({ range }: Dependent, version: string): boolean {
  const alias = /^npm:(?:@[^@/]{1,214}\/)?[^@]{1,214}@(.*)$/.exec(range.slice(0, maxRange * 2));
  const plain = (alias?.[1] ?? range).replace(/^npm:/, "");
  return plain.length <= maxRange && satisfies(version, plain, { includePrerelease: false });
}
