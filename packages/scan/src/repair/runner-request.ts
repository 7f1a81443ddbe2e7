import { prerelease } from "semver";

import type { ScanFinding } from "../scan-finding.ts";
import { judgeArrivals } from "./arrival.ts";
import type { RepairParts, WorkedRequest } from "./worked-request.ts";
import type { PublishedPackage } from "./published-package.ts";
import { sortReleases } from "./published-package.ts";
import { replaceOnLine } from "./edit-setting.ts";
import type { RepairState } from "./repair-state.ts";

/** Writes an exact version where a configuration or a script fetches and starts what was published last. */
export function workRunner(
  { file, line, name = "" }: ScanFinding,
  state: RepairState,
  parts: RepairParts,
): WorkedRequest {
  const before = state.texts.get(file);
  if (before === undefined || line === undefined || name === "") return { kind: "gone" };
  const published = parts.published.get(name);
  if (published === undefined && !parts.published.has(name)) return { kind: "wanting", names: [name] };
  const version = published === undefined ? undefined : newestOf(published, parts);
  if (version === undefined) return refused(`${name}: no version is known that may be started`);
  const after = replaceOnLine(before, line, (content) => pinWord(content, name, version));
  if (after === before) return refused(`${file}: ${name} is not written in a way that can be changed`);
  const judged = judgeArrivals([{ name, from: undefined, to: version }], { ...parts, meant: name });
  if (judged.kind === "wanting") return { ...judged, names: [] };
  if (judged.kind === "refused") return refused(judged.why);
  return {
    kind: "worked",
    title: `start ${name}@${version} in ${file}`,
    risk: "low",
    riskReason: "the newest version that the policy lets in, at every start the same",
    drift: judged.drift,
    changes: [{ file, before, after }],
  };
}

/** What its authors call the latest, else the highest; without known vulnerabilities before others. */
function newestOf(published: PublishedPackage, { knowledge }: RepairParts): string | undefined {
  const { candidates } = sortReleases(published, "", knowledge);
  const stable = candidates.filter(({ version }) => prerelease(version) === null);
  const least = Math.min(...stable.map(({ weight }) => weight));
  const best = stable.filter(({ weight }) => weight === least).map(({ version }) => version);
  const latest = published.history.distTags["latest"];
  return latest !== undefined && best.includes(latest) ? latest : best.at(-1);
}

const beforeWord: ReadonlySet<string> = new Set(["", " ", '"', "'", "=", "\t"]);
const endOfWord = /[\s"',;&|]|$/;

/** The first word of a line that is the package, with a tag or a range or nothing behind it, gets the version. */
function pinWord(content: string, name: string, version: string): string {
  for (let at = content.indexOf(name); at >= 0; at = content.indexOf(name, at + 1)) {
    const rest = content.slice(at + name.length);
    const length = rest.search(endOfWord);
    const isWhole = length === 0 || rest.startsWith("@");
    if (!beforeWord.has(content.charAt(at - 1)) || !isWhole) continue;
    return `${content.slice(0, at)}${name}@${version}${rest.slice(length)}`;
  }
  return content;
}

function refused(why: string): WorkedRequest {
  return { kind: "refused", why, command: undefined };
}
