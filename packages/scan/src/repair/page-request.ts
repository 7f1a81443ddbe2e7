import { compare, prerelease, satisfies, validRange } from "semver";

import type { CdnReference } from "../html/cdn-url.ts";
import { mendPage } from "../html/edit-page.ts";
import type { PageVersion } from "../html/mend-page.ts";
import { chooseVersion } from "./choose-version.ts";
import { sortReleases } from "./published-package.ts";
import type { Candidate, PublishedPackage } from "./published-package.ts";
import { judgeArrivals } from "./arrival.ts";
import type { Arrival } from "./arrival.ts";
import { folderOf } from "./repair-state.ts";
import type { RepairState } from "./repair-state.ts";
import type { TextChange } from "./repair.ts";
import type { RepairParts, WorkedRequest } from "./worked-request.ts";

/** Writes exact versions, TLS and hashes into a page, as far as the policy, the registry and the bytes allow. */
export function workPage(file: string, state: RepairState, parts: RepairParts): WorkedRequest {
  const before = state.texts.get(file);
  if (before === undefined) return refused(`${file}: it is no text that can be written back byte for byte`);
  const arrivals: Arrival[] = [];
  const mend = mendPage(before, file, {
    chooseVersion: (reference) => {
      const chosen = versionFor(reference, parts);
      const { name, version: from } = reference;
      if (chosen.kind === "version") arrivals.push({ name, from, to: chosen.version });
      return chosen;
    },
    resources: parts.resources,
    isKnownOverTls: (host) => isLoadedOverTls(host, state),
    isVendoring: parts.isVendoring === true,
    isServedAsItLies: /\.x?html?$/i.test(file),
  });
  if (mend.kind === "wanting") return mend;
  const judged = judgeArrivals(arrivals, parts);
  if (judged.kind === "wanting") return { ...judged, names: [] };
  if (judged.kind === "refused") return refused(judged.why);
  const files = mend.vendored.map(({ path, text }) => vendorChange(`${prefixOf(file)}${path}`, text, state));
  if (mend.text === before)
    return refused(
      mend.whys.length === 0 ? `${file}: a person has to decide` : `${file}: ${mend.whys.join("; ")}`,
    );
  return {
    kind: "worked",
    title: `versions and hashes of what ${file} loads`,
    risk: "low",
    riskReason: riskOf(before, mend.text, files),
    drift: judged.drift,
    changes: [{ file, before, after: mend.text }, ...files.filter(({ before: was, after }) => was !== after)],
    leftOver: mend.whys,
  };
}

function prefixOf(file: string): string {
  const folder = folderOf(file);
  return folder === "." ? "" : `${folder}/`;
}

function vendorChange(file: string, after: string, { texts }: RepairState): TextChange {
  return { file, before: texts.get(file), after };
}

function riskOf(before: string, after: string, files: readonly TextChange[]): string {
  const taken =
    files.length === 0 ? "" : `; ${String(files.length)} taken into the project, which updates nobody`;
  return before.length === after.length
    ? `the same files as today${taken}`
    : `browsers refuse other bytes from then on${taken}`;
}

/** Whether another address of the project's pages names the host over TLS already. */
function isLoadedOverTls(host: string, { texts }: RepairState): boolean {
  return [...texts.values()].some((text) => text.includes(`https://${host}/`));
}

const harmfulMatches: ReadonlySet<string> = new Set(["malware", "vulnerability"]);

function versionFor(
  { name, selector, version }: CdnReference,
  { knowledge, published }: RepairParts,
): PageVersion {
  const isBad =
    version !== undefined &&
    knowledge.intelligence.match(name, version).some(({ kind }) => harmfulMatches.has(kind));
  if (version !== undefined && !isBad) return { kind: "as-it-is" };
  const known = published.get(name);
  if (known === undefined)
    return published.has(name)
      ? { kind: "none", why: `the registry does not answer for ${name}` }
      : { kind: "wanting", name };
  const chosen =
    version === undefined ? newestFor(selector, known, knowledge) : insteadOf(version, known, knowledge);
  return chosen === undefined
    ? { kind: "none", why: `no version of ${name} is known that may be taken${whyNone(known, knowledge)}` }
    : { kind: "version", version: chosen };
}

function whyNone(known: PublishedPackage, rules: Rules): string {
  const last = sortReleases(known, "", rules).refused.at(-1);
  return last === undefined ? "" : `; of ${last.version}: ${last.why}`;
}

type Rules = RepairParts["knowledge"];

/** What the tag or the range leads to today, as far as the policy lets it in; of no selector what its authors call the latest. */
function newestFor(selector: string | undefined, known: PublishedPackage, rules: Rules): string | undefined {
  const { candidates } = sortReleases(known, "", rules);
  const range = selector === undefined || !/\d/.test(selector.charAt(0)) ? readRange(selector) : selector;
  if (range !== undefined && validRange(range) !== null)
    return newestOf(candidates.filter(({ version }) => satisfies(version, range)));
  const tagged = known.history.distTags[selector ?? "latest"];
  const isTaken = candidates.some(({ version, weight }) => version === tagged && weight === 0);
  if (tagged !== undefined && isTaken) return tagged;
  return newestOf(candidates.filter(({ version }) => prerelease(version) === null));
}

/** A selector that is a range with a sign of its own, such as `^4` or `~4.1`. */
function readRange(selector: string | undefined): string | undefined {
  return selector !== undefined && /^[\^~<>=*x]/i.test(selector) && validRange(selector) !== null
    ? selector
    : undefined;
}

/** The highest of those with the fewest known vulnerabilities. */
function newestOf(candidates: readonly Candidate[]): string | undefined {
  const least = Math.min(...candidates.map(({ weight }) => weight));
  return candidates
    .filter(({ weight }) => weight === least)
    .map(({ version }) => version)
    .toSorted(compare)
    .at(-1);
}

function insteadOf(from: string, known: PublishedPackage, rules: Rules): string | undefined {
  const { candidates } = sortReleases(known, from, rules);
  const own = candidates.find(({ version }) => version === from);
  const weight = own?.weight ?? Number.MAX_SAFE_INTEGER;
  return chooseVersion(candidates, { from, weight, ranges: [], goal: own === undefined ? "away" : "fix" })
    ?.version;
}

function refused(why: string): WorkedRequest {
  return { kind: "refused", why, command: undefined };
}
