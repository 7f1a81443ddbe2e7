import { parsePackageName, tryParseVersion } from "@lockkeeper/core";
import { validRange } from "semver";
import { ExposureError } from "../errors.ts";
import type { ExposureTarget } from "../question.ts";
import { placeholderVersions } from "./placeholder-versions.ts";
import { unknownWindow } from "./target-window.ts";

const maxWords = 100_000;
const maxRangeCharacters = 1024;
const urlPrefix = "pkg:npm/";

/**
 * The versions that a person's words name, one target for each: `axios` (all of it), `axios@1.14.1`,
 * `axios@1.14.1,0.30.4`, `axios@>=1.14.0 <1.15.0`, or a package URL of npm (https://github.com/package-url/purl-spec).
 * Their windows are unknown. Throws `EXPOSURE_BAD_QUESTION`, and `CORE_BAD_NAME` for a name that is none.
 */
export function targetsOfSpecs(words: readonly string[]): readonly ExposureTarget[] {
  if (words.length > maxWords) throw refusal(`${words.length} words`, `at most ${maxWords} are taken`);
  return [...new Set(words)].map(targetOfSpec);
}

function targetOfSpec(word: string): ExposureTarget {
  const spec = word.startsWith(urlPrefix) ? specOfPackageUrl(word) : word;
  const at = spec.indexOf("@", 1);
  const name = parsePackageName(at < 0 ? spec : spec.slice(0, at));
  const selector = at < 0 ? "" : spec.slice(at + 1).trim();
  const base = { name, window: unknownWindow, integrity: [], source: word };
  if (selector === "" || selector === "*") return { ...base, versions: "all", except: placeholderVersions };
  const versions = selector.split(/,|\|\|/).map((each) => each.trim());
  if (versions.every((version) => tryParseVersion(version) !== undefined)) {
    return { ...base, versions: [...new Set(versions)], except: [] };
  }
  return { ...base, versions: [], except: [], range: parseRange(word, selector) };
}

function parseRange(word: string, selector: string): string {
  if (selector.length > maxRangeCharacters || validRange(selector) === null) {
    throw refusal(word, "what follows the name is neither a version nor a range");
  }
  return selector;
}

/** Qualifiers and a path within the package do not change which version is meant. */
function specOfPackageUrl(word: string): string {
  const [path = ""] = word.slice(urlPrefix.length).split(/[?#]/, 1);
  try {
    return decodeURIComponent(path);
  } catch (cause) {
    throw refusal(word, "it is not a package URL", cause);
  }
}

function refusal(word: string, why: string, cause?: unknown): ExposureError {
  return new ExposureError("EXPOSURE_BAD_QUESTION", {
    message: `Cannot ask about ${JSON.stringify(word.slice(0, 120))} as it names no versions: ${why}`,
    hint: 'Ask for "axios", "axios@1.14.1", "axios@1.14.1,0.30.4" or "axios@>=1.14.0 <1.15.0"; a tag names other versions every day.',
    cause,
  });
}
