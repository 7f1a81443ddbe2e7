import { unreachable } from "@lockkeeper/core";
import type { GraphPackage } from "@lockkeeper/lockfile";

import type { GraphView } from "../graph-view.ts";
import { labelOf } from "../graph-view.ts";
import { adviceOf, findingOfPackage, quote } from "../make-finding.ts";
import type { FindingDetails } from "../make-finding.ts";
import type { Origins } from "../package-origins.ts";
import { hostOfAddress } from "../package-origins.ts";
import type { ScanFinding } from "../scan-finding.ts";
import { tryReadTarballUrl } from "../tarball-name.ts";

/** Where packages come from: protocols, hosts, repositories, addresses, and URLs that are another package's. */
export function findSourceFaults(view: GraphView, origins: Origins): readonly ScanFinding[] {
  const { source } = view.graph;
  if (source === "sbom" || source === "node-modules" || source === "manifest") return [];
  return view.graph.packages.flatMap((each, index) =>
    faultsOf(each, origins, () => aliasesOf(view, index)).map((details) =>
      findingOfPackage(view, index, details),
    ),
  );
}

/** Names that dependents, or the project by an override, give for a package themselves. */
function aliasesOf(view: GraphView, index: number): readonly string[] {
  const { overrides, packages } = view.graph;
  const name = packages[index]?.name ?? "";
  const forced = overrides.filter(({ selector }) => selector === name || selector.endsWith(`/${name}`));
  return [...view.dependentsOf(index), ...forced].flatMap(
    ({ range }) => aliasForm.exec(range.slice(0, 500))?.[1] ?? [],
  );
}

const aliasForm = /^npm:((?:@[^@/]{1,214}\/)?[^@]{1,214})(?:@|$)/;

function faultsOf(
  each: GraphPackage,
  origins: Origins,
  aliases: () => readonly string[],
): readonly FindingDetails[] {
  switch (each.kind) {
    case "git":
      return [gitFault(each)];
    case "tarball":
      return [
        ...insecureFault(each),
        ...(isOfRegistry(each, origins) ? [] : [addressFault(each)]),
        ...nameFault(each, aliases),
      ];
    case "registry":
      return [...insecureFault(each), ...hostFault(each, origins), ...nameFault(each, aliases)];
    case "file":
    case "workspace":
    case "bundled":
      return [];
    default:
      return unreachable(each.kind);
  }
}

/** Lockfiles name addresses for versions of registries too. */
function isOfRegistry(each: GraphPackage, origins: Origins): boolean {
  const host = hostOfAddress(each.resolved);
  return host !== undefined && origins.isExpectedHost(host) && tryReadTarballUrl(each.resolved) !== undefined;
}

const commitForm = /(?:[#/=]|commit=)[0-9a-f]{40}(?:$|[&?.])/;

function gitFault(each: GraphPackage): FindingDetails {
  const from = quote(withoutCredentials(each.resolved ?? "a repository"));
  const isPlain = /^(?:git|http|git\+http):\/\//i.test(each.resolved ?? "");
  if (isPlain) {
    const message = `${labelOf(each)} comes from ${from} over a connection that nothing protects`;
    return { id: "insecure-source", severity: "high", message, fix: adviceOf("use https or ssh") };
  }
  const isPinned = commitForm.test(each.resolved ?? "");
  const fix = adviceOf("depend on a published version, or name the whole commit");
  return isPinned
    ? {
        id: "git-dependency",
        severity: "moderate",
        message: `${labelOf(each)} comes from the repository ${from}`,
        fix,
      }
    : {
        id: "git-unpinned",
        severity: "high",
        message: `${labelOf(each)} comes from the repository ${from} without a commit`,
        fix,
      };
}

function insecureFault(each: GraphPackage): readonly FindingDetails[] {
  const { resolved } = each;
  if (resolved === undefined || !/^http:/i.test(resolved) || isLoopback(resolved)) return [];
  const message = `${labelOf(each)} is fetched over http from ${hostOfAddress(resolved) ?? "its address"}`;
  const fix = adviceOf("write https in the lockfile and in the registry's address");
  return [{ id: "insecure-source", severity: "high", message, fix }];
}

function isLoopback(address: string): boolean {
  return (
    URL.canParse(address) && /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(address).hostname)
  );
}

function hostFault(each: GraphPackage, origins: Origins): readonly FindingDetails[] {
  const host = origins.hostOf(each);
  if (host === undefined || origins.isExpectedHost(host)) return [];
  const message = `${labelOf(each)} comes from ${host}, which no setting of the project names as a registry`;
  const fix = adviceOf(
    "name the registry in the project's settings, or have the client write the entry anew",
  );
  return [{ id: "foreign-host", severity: "high", message, fix }];
}

function addressFault(each: GraphPackage): FindingDetails {
  const message = `${labelOf(each)} comes from the address ${quote(withoutCredentials(each.resolved ?? ""))}`;
  return {
    id: "url-dependency",
    severity: "moderate",
    message,
    fix: adviceOf("depend on a published version"),
  };
}

function nameFault(each: GraphPackage, aliases: () => readonly string[]): readonly FindingDetails[] {
  const named = tryReadTarballUrl(each.resolved);
  if (named === undefined) return [];
  if (named.name !== each.name) {
    if (aliases().includes(named.name)) return [];
    const message = `${labelOf(each)} is fetched from the address of ${quote(named.name)}`;
    return [{ id: "name-mismatch", severity: "critical", message, fix: mismatchFix }];
  }
  if (named.version === each.version || each.version === "" || isSameBut(named.version, each.version))
    return [];
  const message = `${labelOf(each)} is fetched from the address of version ${quote(named.version)}`;
  return [{ id: "name-mismatch", severity: "critical", message, fix: mismatchFix }];
}

/** Registries leave build metadata out of file names. */
function isSameBut(left: string, right: string): boolean {
  return left.split("+", 1)[0] === right.split("+", 1)[0];
}

const mismatchFix = adviceOf(
  "do not install: have the client write the lockfile anew, and find out who changed it",
);

/** An address without what only its owner should read. */
function withoutCredentials(address: string): string {
  return address.slice(0, 400).replace(/\/\/[^/@]{0,300}@/, "//");
}
