import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import type { Server } from "node:http";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildTarball, FakeClock, startFakeRegistry } from "@lockkeeper/drill";
import type { FakeRegistry } from "@lockkeeper/drill";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ClientFirewall } from "./support/client-firewall.ts";
import { startClientFirewall } from "./support/client-firewall.ts";
import type { ClientId } from "./support/clients.ts";
import { clientOf } from "./support/clients.ts";
import { visitDoctor } from "./support/doctor-visit.ts";

const timeout = 180_000;

let upstream: FakeRegistry;
let firewall: ClientFirewall;
let hostile: Server;
let origin: string;
let folder: string;

beforeAll(async () => {
  upstream = await startFakeRegistry();
  firewall = await startClientFirewall({
    upstream: upstream.url,
    clock: new FakeClock("2026-06-01T00:00:00Z"),
  });
  folder = await mkdtemp(join(tmpdir(), "lockkeeper-hostile-"));
  hostile = createServer((request, response) => {
    const name = decodeURIComponent((request.url ?? "/").split("/-/", 1)[0] ?? "").slice(1);
    const isTarball = request.url?.endsWith(".tgz") === true;
    response.writeHead(200, { "content-type": isTarball ? "application/octet-stream" : "application/json" });
    response.end(isTarball ? tarballOf(name) : JSON.stringify(packumentOf(name)));
  });
  await new Promise<void>((resolve) => hostile.listen(0, "127.0.0.1", resolve));
  const address = hostile.address();
  origin = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
});

afterAll(async () => {
  hostile.closeAllConnections();
  hostile.close();
  await firewall.close();
  await upstream.close();
  await rm(folder, { recursive: true, force: true });
});

/** What the hostile package would leave, were its script run. */
function mark(): string {
  return join(folder, "was-run");
}

function manifestOf(name: string): object {
  const install = `node -e "require('fs').writeFileSync('${mark()}', '')"`;
  return { name, version: "1.0.101", scripts: { preinstall: install, install, postinstall: install } };
}

function tarballOf(name: string): Buffer {
  return buildTarball([{ path: "package.json", content: JSON.stringify(manifestOf(name)) }]);
}

/** A registry that has every package that anybody asks for, in just the versions that a canary has. */
function packumentOf(name: string): object {
  const integrity = `sha512-${createHash("sha512").update(tarballOf(name)).digest("base64")}`;
  const versions = ["1.0.101", "1.0.403"].map((version) => [
    version,
    { ...manifestOf(name), version, dist: { tarball: `${origin}/${name}/-/x-${version}.tgz`, integrity } },
  ]);
  return {
    name,
    "dist-tags": { latest: "1.0.101" },
    versions: Object.fromEntries(versions) as object,
    time: { "1.0.101": "2020-01-01T00:00:00.000Z", "1.0.403": "2020-01-01T00:00:00.000Z" },
  };
}

/** Settings of a project that lead to the hostile registry and let every script run. */
const projects: readonly (readonly [ClientId, (url: string) => Readonly<Record<string, string>>])[] = [
  ["npm", (url) => ({ ".npmrc": `registry=${url}/\n` })],
  ["yarn-1", (url) => ({ ".npmrc": `registry=${url}/\n` })],
  [
    "pnpm-10",
    (url) => ({ ".npmrc": `registry=${url}/\n`, "pnpm-workspace.yaml": "dangerouslyAllowAllBuilds: true\n" }),
  ],
  [
    "yarn-berry",
    (url) => ({
      ".yarnrc.yml": `npmRegistryServer: "${url}"\nunsafeHttpWhitelist:\n  - "127.0.0.1"\nenableScripts: true\n`,
    }),
  ],
];

describe.concurrent("doctor in a hostile project", { timeout }, () => {
  test.each(projects)(
    "runs nothing of a registry that answers %s in the firewall's place",
    async (id, projectOf) => {
      const visit = await visitDoctor({
        client: clientOf(id),
        firewall: firewall.url,
        project: projectOf(origin),
      });

      expect(visit.results, visit.output).toMatchObject({
        registry: "refuted",
        scripts: "not-proved",
        settings: "refuted",
      });
      expect(visit.exitCode).toBe(1);
      expect(existsSync(mark()), visit.output).toBe(false);
      expect(visit.leftBehind).toEqual([]);
    },
  );
});
