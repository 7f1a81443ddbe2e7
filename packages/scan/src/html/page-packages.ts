import { findingOfFile } from "../make-finding.ts";
import type { ScanFinding } from "../scan-finding.ts";
import type { ScanKnowledge } from "../scan-project.ts";
import { tryParseCdnUrl } from "./cdn-url.ts";
import { readImportMap } from "./import-map.ts";
import { readPage } from "./page-resources.ts";
import { mayLoad } from "./scan-page.ts";

/** A package of npm that a page loads from a content delivery network, in one exact version. */
export interface PagePackage {
  readonly name: string;
  readonly version: string;
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** The packages that a page or template loads by exact version, in its order. `path` is told as the place. Never throws. */
export function listPagePackages(text: string, path: string): readonly PagePackage[] {
  if (!mayLoad(text)) return [];
  const { resources, importMaps, imports } = readPage(text);
  const loaded = [...resources, ...imports, ...importMaps.flatMap((map) => readImportMap(map).urls)];
  return loaded.flatMap(({ url, line }) => {
    const reference = tryParseCdnUrl(url);
    if (reference?.version === undefined) return [];
    return [{ name: reference.name, version: reference.version, file: path, line }];
  });
}

/** What advisories say of the packages that pages load: networks serve what the public registry has. */
export function findPageAdvisories(
  packages: readonly PagePackage[],
  { intelligence }: Pick<ScanKnowledge, "intelligence">,
): readonly ScanFinding[] {
  return packages.flatMap((each) =>
    intelligence.match(each.name, each.version).map((match): ScanFinding => {
      const isMalware = match.kind === "malware";
      // A single report of every version there ever was is wrong more often than right.
      const isDoubtful = isMalware && match.extent === "every-version" && match.isSingleSource;
      const label = `${each.name}@${each.version}`;
      const fix = intelligence.nearestFix(each.name, each.version);
      return findingOfFile(each, {
        id: isMalware ? (isDoubtful ? "mass-report" : "malicious-version") : "known-vulnerability",
        severity: isMalware ? (isDoubtful ? "moderate" : "malware") : (match.severity ?? "moderate"),
        message: isMalware
          ? `${label}, which the page loads, is malware: it is named by ${match.id}`
          : `${label}, which the page loads, has a known vulnerability (${match.id})`,
        advisories: [match.id, ...match.aliases],
        fix: {
          message: isMalware
            ? "take it out: it ran in the browser of everyone who visited the page"
            : fix === undefined
              ? "no release is known that mends it"
              : `${fix} mends it: name it in the address, and write its hash`,
          version: fix,
          command: undefined,
        },
      });
    }),
  );
}
