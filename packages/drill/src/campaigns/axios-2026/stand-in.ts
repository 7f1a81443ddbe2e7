import { createHash } from "node:crypto";

import type { Manifest } from "../../built-package.ts";
import type { Release } from "../../campaign.ts";
import type { Publisher } from "../../registry-model.ts";
import type { TarballFile } from "../../tarball.ts";

/** A small package whose versions differ in nothing but number, date and dependencies. */
export interface StandIn {
  readonly name: string;
  /** Version, time of publishing and, where it differs, the dependencies. */
  readonly versions: readonly (readonly [
    version: string,
    at: string,
    dependencies?: Readonly<Record<string, string>>,
  ])[];
  readonly dependencies?: Readonly<Record<string, string>>;
  /** The body of `index.js`; our own few lines, never those of the package it stands for. */
  readonly code: string;
  readonly manifest?: Readonly<Record<string, unknown>>;
  readonly files?: readonly TarballFile[];
  readonly publisher?: Publisher;
}

/** The releases of a stand-in, all published by hand by one maintainer of long standing. */
export function standInReleases(standIn: StandIn): readonly Release[] {
  const { name, code, files = [], manifest = {} } = standIn;
  const publisher = standIn.publisher ?? {
    name: `${bareName(name)}-team`,
    email: `${bareName(name)}@team.example`,
  };
  return standIn.versions.map(([version, at, dependencies = standIn.dependencies]) => ({
    manifest: standInManifest(name, version, { ...manifest, ...(dependencies && { dependencies }) }),
    at,
    publisher,
    gitHead: commitOf(name, version),
    files: [
      { path: "index.js", content: `"use strict";\n\n${code}\n` },
      ...files,
      { path: "README.md", content: `# ${name}\n\nA stand-in for a replay.\n` },
    ],
  }));
}

/** The manifest of a stand-in. */
export function standInManifest(
  name: string,
  version: string,
  rest: Readonly<Record<string, unknown>>,
): Manifest {
  return {
    name,
    version,
    description: `Stand-in for ${name} in a replay`,
    main: "index.js",
    license: "MIT",
    ...rest,
  };
}

/** A commit id that is the same in every replay. */
export function commitOf(name: string, version: string): string {
  return createHash("sha1").update(`${name}@${version}`).digest("hex");
}

function bareName(name: string): string {
  return name.replace("@", "").replace("/", "-");
}
