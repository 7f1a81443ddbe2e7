import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { buildPackage } from "@lockkeeper/drill";
import { onTestFinished } from "vitest";

const registry = "https://registry.example/npm/";

/** A version as the registry publishes it. */
interface Published {
  readonly version: string;
  readonly members?: Readonly<Record<string, unknown>>;
  /** When it came out; long ago unless it says. */
  readonly at?: string;
  /** Whether the registry lists it no longer. */
  readonly isTakenDown?: boolean;
}

const provenance = {
  attestations: { url: "", provenance: { predicateType: "https://slsa.dev/provenance/v1" } },
};
const proven = { dist: provenance };
const sinceLong = Array.from({ length: 12 }, (_, index): Published => ({
  version: `1.0.${String(index)}`,
  at: `2025-${String(index + 1).padStart(2, "0")}-01T00:00:00.000Z`,
}));

/** What is to be taken instead of what was planted, or started, or loaded by a page; times where they matter. */
const others: Readonly<Record<string, readonly Published[]>> = {
  axios: [{ version: "1.14.0" }, { version: "1.14.1" }],
  "planted-vulnerable": [{ version: "1.0.1" }],
  "planted-rated": [{ version: "1.0.1" }],
  "planted-deprecated": [{ version: "1.0.1" }],
  "planted-forgotten": [{ version: "1.0.0" }],
  "planted-generator": [{ version: "1.0.0" }],
  "planted-server": [{ version: "1.0.0" }],
  "planted-agent": [{ version: "1.0.0" }],
  "planted-task": [{ version: "1.0.0" }],
  "planted-newest": [{ version: "1.2.0" }],
  "planted-mapped": [{ version: "1.3.0" }, { version: "2.0.0" }],
  "planted-imported": [{ version: "1.0.0" }],
  "planted-leaky": [{ version: "1.0.0" }, { version: "1.0.1" }],
  "planted-style": [{ version: "1.0.0" }],
  "planted-url": [{ version: "1.0.0" }],
  "planted-fine": [{ version: "1.0.0" }],
  "planted-anything": [{ version: "1.0.0" }, { version: "1.4.0" }],
  "planted-young": [
    { version: "1.0.0", at: "2025-06-01T00:00:00.000Z" },
    { version: "1.1.0", at: "2026-03-30T12:00:00.000Z" },
  ],
  "planted-denied": [{ version: "1.0.0" }, { version: "1.0.1" }],
  "planted-unproven": [
    { version: "1.0.0", at: "2025-06-01T00:00:00.000Z", members: proven },
    { version: "1.0.1", at: "2025-07-01T00:00:00.000Z", members: proven },
    { version: "1.0.2", at: "2025-08-01T00:00:00.000Z", members: proven },
    { version: "1.0.3", at: "2026-02-01T00:00:00.000Z" },
  ],
  "planted-unlisted": [{ version: "1.0.0", isTakenDown: true }, { version: "1.0.1" }],
  "planted-reported": sinceLong,
  "planted-abandoned": [{ version: "1.0.0", at: "2020-01-01T00:00:00.000Z" }],
  "planted-outdated": [{ version: "1.0.0" }, { version: "2.0.0" }, { version: "4.0.0" }],
};

const scripts: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "planted-edited": { install: "node-gyp-build" },
  "planted-gone": { postinstall: "node setup.js" },
  "planted-vanished": { postinstall: "node setup.js" },
};

/** A package of the pretended registry. */
export interface PublishedPackage {
  readonly versions: ReadonlyMap<string, PublishedVersion>;
}

interface PublishedVersion {
  readonly manifest: Readonly<Record<string, unknown>>;
  readonly at: string;
  readonly tarball: Buffer;
  readonly integrity: string;
  readonly isTakenDown: boolean;
}

/** What is locked, by name and version, and what there is besides. */
export function publishAll(
  locked: readonly { readonly name: string; readonly version: string }[],
): ReadonlyMap<string, PublishedPackage> {
  const packages = new Map<string, readonly Published[]>();
  for (const { name, version } of locked) packages.set(name, [{ version, members: membersOf(name) }]);
  for (const [name, versions] of Object.entries(others))
    packages.set(name, mergeVersions(packages.get(name) ?? [], versions));
  return new Map([...packages].map(([name, versions]) => [name, publish(name, versions)]));
}

function mergeVersions(locked: readonly Published[], more: readonly Published[]): Published[] {
  const said = new Set(more.map(({ version }) => version));
  return [...locked.filter(({ version }) => !said.has(version)), ...more];
}

function membersOf(name: string): Readonly<Record<string, unknown>> {
  const own = scripts[name];
  return {
    ...(own === undefined ? {} : { scripts: own }),
    ...(name === "planted-deprecated" ? { deprecated: "use something else" } : {}),
  };
}

function publish(name: string, versions: readonly Published[]): PublishedPackage {
  const published = versions.map(
    ({ version, members = {}, at, isTakenDown = false }, index): readonly [string, PublishedVersion] => {
      const manifest = { name, version, ...members };
      const files = [
        { path: "index.js", content: "module.exports = {};\n" },
        { path: "README.md", content: "# planted\n" },
        ...(name === "planted-gone" || name === "planted-vanished"
          ? [{ path: "setup.js", content: "" }]
          : []),
      ];
      const { tarball, integrity } = buildPackage(manifest, files);
      const when = at ?? `2024-01-${String(index + 10)}T00:00:00.000Z`;
      return [version, { manifest, at: when, tarball: Buffer.from(tarball), integrity, isTakenDown }];
    },
  );
  return { versions: new Map(published) };
}

function documentOf(name: string, { versions }: PublishedPackage): object {
  const all = [...versions];
  const listed = all.filter(([, { isTakenDown }]) => !isTakenDown);
  const days = all.map(([, { at }]) => at).toSorted();
  return {
    name,
    "dist-tags": { latest: listed.at(-1)?.[0] },
    time: {
      created: days[0],
      modified: days.at(-1),
      ...Object.fromEntries(all.map(([version, { at }]) => [version, at])),
    },
    versions: Object.fromEntries(
      listed.map(
        ([
          version,
          {
            manifest: { dist, ...manifest },
            integrity,
          },
        ]) => [
          version,
          {
            ...manifest,
            dist: {
              ...(dist === undefined ? {} : provenance),
              tarball: `${registry}${name}/-/${name}-${version}.tgz`,
              integrity,
            },
          },
        ],
      ),
    ),
  };
}

/** Has them answered for on this machine until the test is over; answers the address. */
export async function servePackages(packages: ReadonlyMap<string, PublishedPackage>): Promise<string> {
  const server = createServer((request, response) => {
    const name = decodeURIComponent((request.url ?? "").slice(1));
    const known = packages.get(name);
    response.writeHead(known === undefined ? 404 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(known === undefined ? { error: "not found" } : documentOf(name, known)));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  onTestFinished(() => {
    server.close();
  });
  const { port } = server.address() as AddressInfo; // it listens on a port
  return `http://127.0.0.1:${String(port)}/`;
}
