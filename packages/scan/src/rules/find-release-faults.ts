import type { Evidence, VersionFacts } from "@lockkeeper/core";
import { isWithheld, renderDuration, tryParseVersion } from "@lockkeeper/core";
import type { GraphPackage } from "@lockkeeper/lockfile";
import { evaluate } from "@lockkeeper/policy";
import { findTrustDowngrade } from "@lockkeeper/trust";
import type { Release, ReleaseHistory } from "@lockkeeper/trust";
import { gt, major, prerelease } from "semver";

import { clientOf, takeCommand } from "../client-commands.ts";
import type { GraphView } from "../graph-view.ts";
import { labelOf } from "../graph-view.ts";
import { adviceOf, findingOfPackage } from "../make-finding.ts";
import type { FindingDetails } from "../make-finding.ts";
import type { Origins } from "../package-origins.ts";
import type { ScanFinding } from "../scan-finding.ts";
import type { ScanKnowledge } from "../scan-project.ts";

/** What the history of a package says of the locked version: its age, the policy's decision, evidence, newer releases. */
export function findReleaseFaults(
  view: GraphView,
  knowledge: ScanKnowledge,
  origins: Origins,
): readonly ScanFinding[] {
  return view.graph.packages.flatMap((each, index) => {
    const history = each.kind === "registry" ? knowledge.histories.get(each.name) : undefined;
    if (history === undefined || tryParseVersion(each.version) === undefined) return [];
    const release = history.releases.find(({ version }) => version === each.version);
    const subject: Subject = { each, history, knowledge, isPrivate: origins.isPrivate(each) };
    const details =
      release === undefined
        ? unlistedFault(subject)
        : [
            ...policyFaults(subject, release),
            ...trustFault(subject, release),
            ...outdatedFault(view, index, subject),
          ];
    return details.map((detail) => findingOfPackage(view, index, detail));
  });
}

interface Subject {
  readonly each: GraphPackage;
  readonly history: ReleaseHistory;
  readonly knowledge: ScanKnowledge;
  readonly isPrivate: boolean;
}

function unlistedFault({ each, history }: Subject): readonly FindingDetails[] {
  const removed = history.removed.some(({ version }) => version === each.version);
  if (!removed) return [];
  const message = `${labelOf(each)} was published once, and the registry lists it no longer`;
  const fix = adviceOf("find out why before it is installed again, and take another version");
  return [{ id: "unlisted-version", severity: "high", message, fix }];
}

/** What the policy would say of the version today; advisories are told by their own findings. */
function policyFaults(
  { each, history, knowledge, isPrivate }: Subject,
  release: Release,
): readonly FindingDetails[] {
  const { policy, now } = knowledge;
  const facts = factsOf(each, { history, release, isPrivate });
  const decision = evaluate(policy, facts, { now, exceptions: policy.exceptions });
  // A registry without usable times is told once by whoever asked it, and not of each package.
  if (!isWithheld(decision) || decision.clause === "unknown" || decision.clause === "missing-time") return [];
  const [reason] = decision.reasons;
  if (decision.clause === "cooldown") {
    const age =
      release.publishedAt.state === "present" ? renderDuration(now - release.publishedAt.value) : "little";
    const message = `${labelOf(each)} is ${age} old, and the policy lets versions in later`;
    const matures =
      decision.maturesAt === undefined ? "" : ` (${renderDuration(decision.maturesAt - now)} to go)`;
    const fix = adviceOf(`wait${matures}, or lock the release before`);
    return [{ id: "young-version", severity: "high", message, fix }];
  }
  const message = `${labelOf(each)} would be withheld by the policy's clause ${decision.clause}: ${reason?.message ?? ""}`;
  const fix = adviceOf(
    "take a version that the policy lets in, or add an exception with a reason and an end",
  );
  return [{ id: "withheld-version", severity: "moderate", message, fix }];
}

function factsOf(
  { name, version }: GraphPackage,
  {
    history,
    release,
    isPrivate,
  }: { readonly history: ReleaseHistory; readonly release: Release; readonly isPrivate: boolean },
): VersionFacts {
  return {
    name,
    version,
    upstream: isPrivate ? "private" : "default",
    isPrivateUpstream: isPrivate,
    isAlsoPublic: false,
    published: release.publishedAt,
    firstSeenAt: undefined,
    packageCreatedAt: valueOf(history.createdAt),
    packageVersionCount: history.releases.length,
    // They have findings of their own.
    deprecated: undefined,
    installScripts: [],
    exoticDependencies: [],
    advisories: [],
    fixesInUse: [],
    inspection: { state: "absent" },
    removedUpstreamAt: undefined,
  };
}

function valueOf<Value>(evidence: Evidence<Value>): Value | undefined {
  return evidence.state === "present" ? evidence.value : undefined;
}

const settledMs = 365 * 86_400_000;

/** What has stood for a year was looked at by many since. */
function trustFault({ each, history, knowledge }: Subject, release: Release): readonly FindingDetails[] {
  const published = valueOf(release.publishedAt);
  if (published !== undefined && knowledge.now - published > settledMs) return [];
  const downgrade = findTrustDowngrade(history, release);
  if (downgrade === undefined) return [];
  const message = `${labelOf(each)} was published with less evidence (${downgrade.to}) than ${downgrade.baseline.join(", ")} (${downgrade.from})`;
  const fix = adviceOf("find out from its maintainers who published it; until then lock the release before");
  return [{ id: "trust-downgrade", severity: "moderate", message, fix }];
}

const majorsBehindMax = 2;

/** Direct dependencies that are behind by two main versions or more. */
function outdatedFault(
  view: GraphView,
  index: number,
  { each, history }: Subject,
): readonly FindingDetails[] {
  const latest = history.distTags["latest"];
  if (latest === undefined || tryParseVersion(latest) === undefined || prerelease(latest) !== null) return [];
  const isDirect = view.dependentsOf(index).some(({ from }) => from === undefined);
  if (!isDirect || !gt(latest, each.version) || major(latest) - major(each.version) < majorsBehindMax)
    return [];
  const message = `${labelOf(each)} is ${major(latest) - major(each.version)} main versions behind ${latest}`;
  return [
    {
      id: "outdated-version",
      severity: "info",
      message,
      fix: {
        message: "plan the step while no fix presses",
        version: latest,
        command: takeCommand(clientOf(view.graph.source), each.name, latest),
      },
    },
  ];
}
