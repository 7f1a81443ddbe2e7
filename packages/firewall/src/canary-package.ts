import { createHash } from "node:crypto";
import { packCanaryFiles } from "./canary-tarball.ts";

/** The version of a canary that is served; it declares an install script. */
export const allowedVersion = "1.0.101";
/** The version of a canary that is refused. */
export const refusedVersion = "1.0.403";
/** Set by doctor alone: without it the install script does nothing. */
export const canaryVariable = "LOCKKEEPER_CANARY";
/** What the install script leaves in its own folder when it ran. */
export const canaryMarker = "lockkeeper-canary-ran";

/** One version of a canary with its bytes. */
export interface CanaryVersion {
  readonly version: string;
  readonly file: string;
  readonly tarball: Buffer;
  readonly integrity: string;
  readonly shasum: string;
  /** The files that unpack from it, by name. */
  readonly files: Readonly<Record<string, string>>;
}

/** A package that only doctor asks for. */
export interface CanaryPackage {
  readonly name: string;
  readonly allowed: CanaryVersion;
  readonly refused: CanaryVersion;
}

// Old enough for every minimum age that a client may be set to.
const publishedAt = "2020-01-01T00:00:00.000Z";

/** Builds the package of a nonce; the nonce is in its bytes, so that no other answer can be taken for this one. */
export function buildCanaryPackage(name: string, nonce: string): CanaryPackage {
  return {
    name,
    allowed: buildVersion(name, allowedVersion, nonce),
    refused: buildVersion(name, refusedVersion, nonce),
  };
}

/** How a canary is shown: where clients reach the firewall, and whether it withholds anything at all. */
export interface CanaryForm {
  readonly origin: string;
  readonly isObserving: boolean;
  /** The sentence for npm's terminal about the version that is left out. */
  readonly restriction: string;
}

/** The packument of a canary as a client gets it; a firewall that only observes shows both versions. */
export function renderCanaryPackument(
  { name, allowed, refused }: CanaryPackage,
  { origin, isObserving, restriction }: CanaryForm,
): object {
  const shown = isObserving ? [allowed, refused] : [allowed];
  const manifests = shown.map((each) => [each.version, renderCanaryManifest(name, each, origin)] as const);
  return {
    _id: name,
    name,
    description: "Served by Lockkeeper alone, for its doctor command.",
    modified: publishedAt,
    "dist-tags": { latest: allowed.version },
    versions: Object.fromEntries(manifests),
    time: Object.fromEntries([
      ["created", publishedAt],
      ["modified", publishedAt],
      ...shown.map(({ version }) => [version, publishedAt] as const),
    ]),
    ...(isObserving
      ? {}
      : {
          policyRestrictions: {
            versions: { [refused.version]: { name, version: refused.version } },
            message: restriction,
          },
        }),
  };
}

/** The manifest of one version. */
export function renderCanaryManifest(name: string, version: CanaryVersion, origin: string): object {
  return {
    ...manifestOf(name, version.version),
    _id: `${name}@${version.version}`,
    hasInstallScript: true,
    dist: {
      tarball: `${origin}/${name}/-/${version.file}`,
      integrity: version.integrity,
      shasum: version.shasum,
    },
  };
}

function buildVersion(name: string, version: string, nonce: string): CanaryVersion {
  const files = {
    "package.json": `${JSON.stringify({ ...manifestOf(name, version), nonce })}\n`,
    "canary.cjs": renderScript(nonce),
  };
  const packed = Object.entries(files).map(([file, text]) => ({ path: `package/${file}`, text }));
  const tarball = packCanaryFiles(packed);
  return {
    version,
    file: `${name}-${version}.tgz`,
    tarball,
    integrity: `sha512-${createHash("sha512").update(tarball).digest("base64")}`,
    // npm's protocol names tarballs by SHA-1 too; nothing rests on it.
    shasum: createHash("sha1").update(tarball).digest("hex"),
    files,
  };
}

function manifestOf(name: string, version: string): object {
  return { name, version, license: "Apache-2.0", scripts: { install: "node canary.cjs" } };
}

/** All that the install script does is to leave a file in the folder that it runs in, and only for the doctor that asked. */
function renderScript(nonce: string): string {
  return [
    "const { env } = process;",
    `if (env.${canaryVariable} === ${JSON.stringify(nonce)}) {`,
    `  require("node:fs").writeFileSync(${JSON.stringify(canaryMarker)}, ${JSON.stringify(`${nonce}\n`)});`,
    "}",
    "",
  ].join("\n");
}
