import { createHash } from "node:crypto";

import { renderInstant } from "@lockkeeper/core";

import { slsaProvenance } from "./attestations.ts";
import type { JsonObject, PackageState, StoredVersion } from "./registry-model.ts";

/** How a registry writes its documents. */
export interface DocumentStyle {
  /** Origin and path prefix of tarball and attestation URLs, without a final slash. */
  readonly baseUrl: string;
  /** `false` drops what plain mirrors drop: publishers, signatures, attestations, scripts, tags other than `latest`. */
  readonly keepsEvidence: boolean;
}

const abbreviatedFields: readonly string[] = [
  "name",
  "version",
  "dependencies",
  "optionalDependencies",
  "devDependencies",
  "bundleDependencies",
  "peerDependencies",
  "peerDependenciesMeta",
  "bin",
  "directories",
  "engines",
  "cpu",
  "os",
  "libc",
  "funding",
];
const installScripts: readonly string[] = ["preinstall", "install", "postinstall"];
const topLevelFields: readonly string[] = [
  "description",
  "homepage",
  "repository",
  "license",
  "author",
  "keywords",
  "bugs",
];

/** The full packument. Source: the registry's package metadata document. */
export function renderFullPackument(state: PackageState, style: DocumentStyle): JsonObject {
  const newest =
    state.versions.get(state.distTags.get("latest") ?? "") ?? [...state.versions.values()].at(-1);
  const manifest: JsonObject = newest?.built.manifest ?? {};
  return {
    _id: state.name,
    _rev: `${state.eventCount}-${createHash("md5").update(`${state.name}/${state.eventCount}`).digest("hex")}`,
    name: state.name,
    "dist-tags": distTagsDocument(state, style),
    ...(state.unpublished === undefined && { versions: versionsDocument(state, style, renderVersion) }),
    time: timeDocument(state),
    ...pick(manifest, topLevelFields),
    ...(newest !== undefined && style.keepsEvidence && { maintainers: newest.maintainers }),
    readme: newest === undefined ? "" : `# ${state.name}\n`,
    readmeFilename: newest === undefined ? "" : "README.md",
  };
}

/** The abbreviated packument (media type `application/vnd.npm.install-v1+json`). */
export function renderAbbreviatedPackument(state: PackageState, style: DocumentStyle): JsonObject {
  return {
    name: state.name,
    modified: renderInstant(state.modifiedAt),
    "dist-tags": distTagsDocument(state, style),
    versions: versionsDocument(state, style, renderAbbreviatedVersion),
  };
}

/** The manifest of one version with what the registry adds to it. */
export function renderVersion(stored: StoredVersion, style: DocumentStyle): JsonObject {
  const { manifest } = stored.built;
  const { scripts, ...withoutScripts } = manifest;
  const shared = {
    _id: `${manifest.name}@${manifest.version}`,
    ...(stored.deprecated !== undefined && { deprecated: stored.deprecated }),
    dist: distDocument(stored, style),
  };
  if (!style.keepsEvidence) return { ...withoutScripts, ...shared };
  return {
    ...manifest,
    ...shared,
    ...(stored.gitHead !== undefined && { gitHead: stored.gitHead }),
    ...(hasInstallScript(scripts) && { hasInstallScript: true }),
    _npmUser: stored.publisher,
    maintainers: stored.maintainers,
    _nodeVersion: "22.14.0",
    _npmVersion: "11.6.2",
    _hasShrinkwrap: false,
    directories: {},
  };
}

function renderAbbreviatedVersion(stored: StoredVersion, style: DocumentStyle): JsonObject {
  const { manifest } = stored.built;
  return {
    ...pick(manifest, abbreviatedFields),
    ...(stored.deprecated !== undefined && { deprecated: stored.deprecated }),
    dist: distDocument(stored, style),
    ...(style.keepsEvidence && hasInstallScript(manifest["scripts"]) && { hasInstallScript: true }),
  };
}

/** `dist-tags` as an object; also the answer of `/-/package/<name>/dist-tags`. */
export function distTagsDocument(state: PackageState, style: DocumentStyle): JsonObject {
  const tags = [...state.distTags].filter(([tag]) => style.keepsEvidence || tag === "latest");
  return Object.fromEntries(tags);
}

/** The file name of a version's tarball, by the registry's convention. */
export function tarballFileName(name: string, version: string): string {
  return `${name.slice(name.indexOf("/") + 1)}-${version}.tgz`;
}

function versionsDocument(
  state: PackageState,
  style: DocumentStyle,
  render: (stored: StoredVersion, style: DocumentStyle) => JsonObject,
): JsonObject {
  return Object.fromEntries([...state.versions].map(([version, stored]) => [version, render(stored, style)]));
}

function timeDocument(state: PackageState): JsonObject {
  return {
    created: renderInstant(state.createdAt),
    modified: renderInstant(state.modifiedAt),
    ...Object.fromEntries(state.time),
    ...(state.unpublished !== undefined && {
      unpublished: {
        name: state.name,
        time: renderInstant(state.unpublished.at),
        versions: state.unpublished.versions,
      },
    }),
  };
}

function distDocument(stored: StoredVersion, style: DocumentStyle): JsonObject {
  const { manifest, integrity, shasum, fileCount, unpackedSize } = stored.built;
  const { name, version } = manifest;
  const evidence = {
    fileCount,
    unpackedSize,
    signatures: stored.signatures,
    ...(stored.isAttested && {
      attestations: {
        url: `${style.baseUrl}/-/npm/v1/attestations/${encodeURIComponent(name).replaceAll("%40", "@")}@${version}`,
        provenance: { predicateType: slsaProvenance },
      },
    }),
  };
  return {
    integrity,
    shasum,
    tarball: `${style.baseUrl}/${name}/-/${tarballFileName(name, version)}`,
    ...(style.keepsEvidence && evidence),
  };
}

function hasInstallScript(scripts: unknown): boolean {
  if (typeof scripts !== "object" || scripts === null) return false;
  return installScripts.some((script) => Object.hasOwn(scripts, script));
}

function pick(source: JsonObject, fields: readonly string[]): JsonObject {
  return Object.fromEntries(
    fields.filter((field) => Object.hasOwn(source, field)).map((field) => [field, source[field]]),
  );
}
