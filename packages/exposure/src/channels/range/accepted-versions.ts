import { compareBuild, intersects, Range, satisfies, valid } from "semver";

import type { ExposureTarget } from "../../question.ts";
import type { TargetSet } from "../../targets/target-set.ts";

const maxRange = 1000;
const tagForm = /^[a-z][a-z0-9._-]{0,100}$/i;

/**
 * Which of the versions that are asked about a range, tag or nothing at all would have led to: of several the newest, which
 * clients take; `undefined` in the list where the question names none. Empty where it leads elsewhere, or cannot be read.
 */
export function listAccepted(
  name: string,
  written: string | undefined,
  targets: TargetSet,
): readonly (string | undefined)[] {
  const ofName = targets.ofName(name);
  const range = (written ?? "").trim();
  if (ofName.length === 0 || range.length > maxRange) return [];
  const isTag = tagForm.test(range) && !isRange(range);
  const versions = ofName.flatMap((target) => (target.versions === "all" ? [] : target.versions));
  // A tag may have been moved to any of them.
  const fitting = versions.filter((version) => isTag || accepts(range, version));
  const newest =
    fitting
      .filter((version) => valid(version) !== null)
      .sort(compareBuild)
      .at(-1) ?? fitting.at(-1);
  if (newest !== undefined) return [newest];
  return ofName.some((target) => isTag || overlaps(range, target)) ? [undefined] : [];
}

function accepts(range: string, version: string): boolean {
  return range === version || satisfies(version, range, { loose: true });
}

/** A package that is wholly meant, or versions that are named by bounds. */
function overlaps(range: string, { versions, range: bounds }: ExposureTarget): boolean {
  if (!isRange(range)) return false;
  if (versions === "all") return true;
  return bounds !== undefined && isRange(bounds) && intersects(range, bounds, { loose: true });
}

function isRange(text: string): boolean {
  try {
    return new Range(text, { loose: true }).range !== undefined;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

/** A package as a command or a manifest names it. */
export interface NamedSpec {
  readonly name: string;
  /** Version, range or tag; `undefined` where only the name is written. */
  readonly selector: string | undefined;
}

/** Splits `axios@^1`, `@scope/name`, `mine@npm:axios@1`; `undefined` for addresses, repositories and paths. */
export function splitWord(word: string): NamedSpec | undefined {
  if (word.length > maxRange || /^(?:[a-z+]{2,20}:|git@|[./~])/i.test(word)) return undefined;
  const at = word.indexOf("@", 1);
  if (at < 0) return { name: word, selector: undefined };
  return followAlias(word.slice(0, at), word.slice(at + 1));
}

/** What a dependency's range leads to: `npm:axios@^1` is another package. `undefined` for what no registry answers. */
export function followAlias(name: string, range: string): NamedSpec | undefined {
  if (range.startsWith("npm:")) {
    const target = range.slice("npm:".length);
    const at = target.indexOf("@", 1);
    if (at > 0) return { name: target.slice(0, at), selector: target.slice(at + 1) };
    // Yarn writes a plain range in this way too.
    return isRange(target) ? { name, selector: target } : { name: target, selector: undefined };
  }
  return /^[a-z+]{2,20}:|^git@|^[./~]\/|\//i.test(range) ? undefined : { name, selector: range };
}
