import type { ArchiveEntry } from "@lockkeeper/archive";

import type { ManifestFacts } from "../package-facts.ts";

/** Reads the package.json among the files of a package. Never throws: what is wrong with it are its `problems`. */
export function readManifest(entries: readonly ArchiveEntry[]): ManifestFacts {
  const entry = entries.find(({ path }) => path === "package.json");
  return {
    name: undefined,
    version: undefined,
    description: undefined,
    repository: undefined,
    author: undefined,
    type: "commonjs",
    scripts: {},
    installScripts: [],
    bins: [],
    entries: [],
    dependencies: [],
    problems: entry === undefined ? ["it has no package.json"] : [],
  };
}
