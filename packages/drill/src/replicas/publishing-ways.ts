import { createHash } from "node:crypto";

import type { Release } from "../campaign.ts";
import type { Maintainer, Publisher } from "../registry-model.ts";
import type { TarballFile } from "../tarball.ts";

/** How a release reached the registry. */
export type Way = "hand" | "workflow-token" | "trusted-publisher";

/** A version and the moment of its publishing, with what differs from its line. */
export type LineEntry = readonly [version: string, at: string, change?: LineChange];

/** What one release does differently from the line it is on. */
export interface LineChange {
  readonly way?: Way;
  readonly publisher?: Publisher;
  readonly tag?: string;
  /** Members that replace those of the line's manifest. */
  readonly manifest?: Readonly<Record<string, unknown>>;
  /** Files that are added, or replace those of the same path. */
  readonly files?: readonly TarballFile[];
  readonly removed?: readonly string[];
  /** `false` for what was published from a folder that is no checkout, or by hand of a thief. */
  readonly hasCommit?: boolean;
  readonly deprecated?: string;
}

/** A package whose releases share a manifest, files and people. */
export interface PackageLine {
  readonly name: string;
  readonly manifest?: Readonly<Record<string, unknown>>;
  readonly files: readonly TarballFile[];
  readonly publisher?: Publisher;
  readonly maintainers?: readonly Maintainer[];
  readonly way?: Way;
  readonly releases: readonly LineEntry[];
}

/** A person who publishes. */
export function person(login: string, email: string = `${login}@mail.example`): Publisher {
  return { name: login, email };
}

/** A workflow that publishes by OpenID Connect. */
export function workflowOf(name: string): Publisher {
  const id = createHash("sha256").update(name).digest("hex");
  const uuid = `${id.slice(0, 8)}-${id.slice(8, 12)}-4${id.slice(13, 16)}-8${id.slice(17, 20)}-${id.slice(20, 32)}`;
  return {
    name: "GitHub Actions",
    email: "npm-oidc-no-reply@github.com",
    trustedPublisher: { id: "github", oidcConfigId: `oidc:${uuid}` },
  };
}

/** The releases of a line. */
export function releasesOf(line: PackageLine): readonly Release[] {
  return line.releases.map(([version, at, change = {}]) => releaseOf(line, { version, at, change }));
}

function releaseOf(
  line: PackageLine,
  { version, at, change }: { version: string; at: string; change: LineChange },
): Release {
  const human = line.publisher ?? person(bareName(line.name));
  const way = change.way ?? line.way ?? "hand";
  const publisher = change.publisher ?? (way === "trusted-publisher" ? workflowOf(line.name) : human);
  return {
    manifest: { ...manifestOf(line.name, version), ...line.manifest, ...change.manifest },
    at,
    tag: change.tag ?? "latest",
    files: mergeFiles(line.files, change),
    publisher,
    maintainers: line.maintainers ?? [{ name: human.name, email: human.email }],
    attested: way !== "hand",
    ...(change.hasCommit !== false && { gitHead: commitOf(line.name, version) }),
    ...(change.deprecated !== undefined && { deprecated: change.deprecated }),
  };
}

function manifestOf(name: string, version: string): Release["manifest"] {
  const home = `https://github.com/${bareName(name)}/${bareName(name)}`;
  return {
    name,
    version,
    description: `Stand-in for ${name}`,
    main: "index.js",
    license: "MIT",
    author: `${bareName(name)} contributors`,
    homepage: `${home}#readme`,
    repository: { type: "git", url: `git+${home}.git` },
    bugs: { url: `${home}/issues` },
    keywords: ["stand-in"],
    scripts: { test: "node --test" },
  };
}

function mergeFiles(
  files: readonly TarballFile[],
  { files: more = [], removed = [] }: LineChange,
): readonly TarballFile[] {
  const replaced = new Map([...files, ...more].map((file) => [file.path, file]));
  for (const path of removed) replaced.delete(path);
  return [...replaced.values()];
}

function commitOf(name: string, version: string): string {
  return createHash("sha1").update(`${name}@${version}`).digest("hex");
}

/** A package's name as an account or a folder may be called. */
export function bareName(name: string): string {
  return name.replace("@", "").replace("/", "-");
}
