import { Buffer } from "node:buffer";

import { parseReleaseHistory } from "../src/index.ts";
import type { Release, ReleaseHistory } from "../src/index.ts";

/** How a release reached the registry. */
export type Way = "hand" | "provenance" | "machine" | "oidc" | "staged";

/** One release of a made-up package. */
export interface MadeRelease {
  readonly version: string;
  /** ISO 8601; `undefined` leaves the time out. */
  readonly at: string | undefined;
  readonly way?: Way;
  readonly login?: string;
  readonly email?: string;
  readonly maintainers?: readonly { readonly name: string; readonly email: string }[];
  readonly hasCommit?: boolean;
  /** Members that replace those of the manifest. */
  readonly manifest?: Readonly<Record<string, unknown>>;
}

const machine = {
  name: "GitHub Actions",
  email: "npm-oidc-no-reply@github.com",
  trustedPublisher: { id: "github", oidcConfigId: "oidc:00000000-0000-4000-8000-000000000001" },
};

/** A packument with these releases, as the public registry writes one. */
export function packumentOf(
  releases: readonly MadeRelease[],
  rest: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  const times = releases.flatMap(({ version, at }) => (at === undefined ? [] : [[version, at] as const]));
  return {
    name: "sample",
    "dist-tags": { latest: releases.at(-1)?.version },
    time: { created: "2010-01-01T00:00:00.000Z", ...Object.fromEntries(times) },
    versions: Object.fromEntries(releases.map((release) => [release.version, manifestOf(release)])),
    ...rest,
  };
}

/** The history that a packument with these releases tells. */
export function historyOf(
  releases: readonly MadeRelease[],
  rest: Readonly<Record<string, unknown>> = {},
): ReleaseHistory {
  return parseReleaseHistory(Buffer.from(JSON.stringify(packumentOf(releases, rest))));
}

/** The release of that version; throws when there is none. */
export function releaseOf(history: ReleaseHistory, version: string): Release {
  const release = history.releases.find((each) => each.version === version);
  if (release === undefined) throw new Error(`The sample has no version ${version}.`);
  return release;
}

function manifestOf(made: MadeRelease): Readonly<Record<string, unknown>> {
  const { version, way = "hand", login = "mia", email = `${login}@mail.example` } = made;
  const person = { name: login, email };
  const isAttested = way !== "hand" && way !== "oidc";
  const publisher = {
    hand: person,
    provenance: person,
    machine,
    oidc: machine,
    staged: { ...person, approver: person },
  }[way];
  return {
    name: "sample",
    version,
    _npmUser: publisher,
    maintainers: made.maintainers ?? [{ name: "mia", email: "mia@mail.example" }],
    dist: {
      integrity: `sha512-${"A".repeat(86)}==`,
      ...(isAttested && {
        attestations: {
          url: `https://registry.example/-/npm/v1/attestations/sample@${version}`,
          provenance: { predicateType: "https://slsa.dev/provenance/v1" },
        },
      }),
    },
    ...(made.hasCommit !== false && { gitHead: "0".repeat(40) }),
    ...made.manifest,
  };
}
