import type { Archive } from "@lockkeeper/archive";
import { analyzeSource } from "@lockkeeper/code";
import type { SourceLanguage } from "@lockkeeper/code";

import { findConcealments } from "./concealment/find-concealments.ts";
import { readFileFacts } from "./files/read-file-facts.ts";
import { findIndicators } from "./indicators/find-indicators.ts";
import { findAutoruns } from "./manifest/find-autoruns.ts";
import { readManifest } from "./manifest/read-manifest.ts";
import type { FileKind, PackageFacts, SourceFile } from "./package-facts.ts";

/** What is known of a package besides its files. */
export interface ExtractOptions {
  /** Bytes of the tarball as it came. */
  readonly packedBytes?: number | undefined;
  /** Hosts, addresses and texts of known campaigns. */
  readonly knownIndicators?: readonly string[] | undefined;
  /** Whether the package comes from git, so that an install runs `prepare` too. */
  readonly isGitDependency?: boolean | undefined;
}

/** The files of a package, as `readArchive` has them. */
export type PackageFiles = Pick<Archive, "entries" | "anomalies" | "unpackedBytes" | "isPartial">;

/** The version of what reads packages: other facts of the same bytes need another number. */
export const extractorVersion = "1";

/**
 * Says what the bytes of a package say: pure, deterministic, bounded. Never throws; what could not be read is in `gaps`.
 */
export function extractFacts(files: PackageFiles, options: ExtractOptions = {}): PackageFacts {
  const { entries } = files;
  const own = entries.map((entry) => ({ entry, facts: readFileFacts(entry) }));
  const sources = own.flatMap(({ entry, facts }): readonly SourceFile[] => {
    const language = languageOf(facts.kind);
    if (language !== "javascript" && language !== "typescript") return [];
    const text = Buffer.from(entry.bytes.buffer, entry.bytes.byteOffset, entry.bytes.length).toString("utf8");
    return [
      {
        path: entry.path,
        triggers: [],
        reachedBy: [],
        facts: analyzeSource({ path: entry.path, text, language }),
      },
    ];
  });
  return {
    schema: 1,
    extractor: extractorVersion,
    packedBytes: options.packedBytes,
    unpackedBytes: files.unpackedBytes,
    manifest: readManifest(entries),
    files: own.map(({ facts }) => ({ ...facts, triggers: [] })),
    sources,
    flows: [],
    commands: [],
    autoruns: findAutoruns(entries),
    anomalies: files.anomalies,
    concealments: own.flatMap(({ entry, facts }) => findConcealments(entry, facts)),
    indicators: own.flatMap(({ entry, facts }) =>
      findIndicators(entry, facts, { known: options.knownIndicators ?? [] }),
    ),
    importedPackages: [],
    mentionedPackages: [],
    gaps: files.isPartial ? ["the archive was not read to its end"] : [],
  };
}

function languageOf(kind: FileKind): SourceLanguage | undefined {
  return languages.find((one) => one === kind);
}

const languages: readonly SourceLanguage[] = [
  "javascript",
  "typescript",
  "shell",
  "powershell",
  "batch",
  "python",
  "gyp",
];
