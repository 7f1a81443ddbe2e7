import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { FakeRegistry, PublishedVersion } from "@lockkeeper/drill";
import { startFakeRegistry } from "@lockkeeper/drill";
import type { DependencyGraph, LockfileKind, LockfilePlan, PackageChange } from "@lockkeeper/lockfile";
import { editLockfile, editManifest, editPnpmWorkspace, readDependencyGraph } from "@lockkeeper/lockfile";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Client, ClientId } from "./support/clients.ts";
import { clients } from "./support/clients.ts";
import { runClient } from "./support/run-client.ts";
import type { Workplace } from "./support/workplace.ts";
import { createWorkplace, installedVersion, readLock } from "./support/workplace.ts";

const timeout = 300_000;
const kinds: Readonly<Record<ClientId, LockfileKind>> = {
  npm: "npm",
  "pnpm-10": "pnpm",
  "pnpm-12": "pnpm",
  "yarn-1": "yarn-classic",
  "yarn-berry": "yarn-berry",
  bun: "bun",
};
const dependencies = { direct: "^1.0.0", middle: "1.0.0", "@team/plugin": "1.0.0" };

const repairs = [
  { name: "direct", version: "1.1.0", dependencies: { middle: "1.0.0" } },
  { name: "leaf", version: "1.0.1" },
];

let registry: FakeRegistry;

// Each client starts with a registry of its own, that has no repairs yet.
beforeEach(async () => {
  registry = await startFakeRegistry();
  registry.publish({ name: "leaf", version: "1.0.0" });
  registry.publish({ name: "direct", version: "1.0.0" });
  registry.publish({ name: "middle", version: "1.0.0", dependencies: { leaf: "^1.0.0" } });
  registry.publish({ name: "@team/plugin", version: "1.0.0", peerDependencies: { direct: "*" } });
});

afterEach(() => registry.close());

describe.each(clients)("a lockfile that was changed in its place, with $title", { timeout }, (client) => {
  test("is taken as it is by an installation that may not change it", async ({ onTestFinished }) => {
    const kind = kinds[client.id];
    const first = await createWorkplace(client, { manifest: { dependencies } });
    onTestFinished(() => first.dispose());
    const made = await install(client, first, client.install);
    expect(made.exitCode, made.output).toBe(0);
    const lock = await readLock(first, client);
    const { graph } = await readDependencyGraph(join(first.project, client.lockfile));
    // Published when the lockfile was made already.
    const repaired = new Map(repairs.map((manifest) => [manifest.name, registry.publish(manifest)]));

    const plan = planOf(kind, graph, repaired);
    const edited = editLockfile(kind, lock, plan);
    const manifest = await readFile(join(first.project, "package.json"), "utf8");
    const second = await createWorkplace(client, { lock: edited });
    onTestFinished(() => second.dispose());
    await writeFile(join(second.project, "package.json"), withRepairs(client, manifest, plan));
    if (client.id === "pnpm-12") {
      await writeFile(join(second.project, "pnpm-workspace.yaml"), editPnpmWorkspace("", plan.overrides));
    }
    const frozen = await install(client, second, client.frozen);

    expect(frozen.exitCode, frozen.output).toBe(0);
    expect(await installedVersion(second, "direct")).toBe("1.1.0");
    expect(await installedVersion(second, "@team/plugin")).toBe("1.0.0");
    const after = await readDependencyGraph(join(second.project, client.lockfile));
    expect(versionsOf(after.graph)).toEqual([
      "@team/plugin@1.0.0",
      "direct@1.1.0",
      "leaf@1.0.1",
      "middle@1.0.0",
    ]);
    // Yarn 4 computes its own checksums and adds them.
    const left = (await readLock(second, client))
      .split("\n")
      .filter((line) => !line.startsWith("  checksum:"));
    expect(left).toEqual(edited.split("\n").filter((line) => !line.startsWith("  checksum:")));
  });
});

function install(
  client: Client,
  workplace: Workplace,
  args: readonly string[],
): ReturnType<typeof runClient> {
  return runClient({ client, workplace, origin: registry.url, args, timeoutMs: 240_000 });
}

function planOf(
  kind: LockfileKind,
  graph: DependencyGraph,
  repaired: ReadonlyMap<string, PublishedVersion>,
): LockfilePlan {
  const packages = graph.packages.flatMap(({ name, place, resolved }): readonly PackageChange[] => {
    const version = repaired.get(name);
    if (version === undefined) return [];
    const address = kind === "yarn-classic" ? `${version.tarballUrl}#${version.shasum}` : version.tarballUrl;
    const range = kind === "yarn-berry" ? "npm:1.0.0" : "1.0.0";
    return [
      {
        place,
        version: version.version,
        resolved: resolved === undefined ? undefined : address,
        integrity: kind === "yarn-berry" ? undefined : version.integrity,
        dependencies: name === "direct" ? new Map([["middle", range]]) : undefined,
      },
    ];
  });
  return {
    packages,
    ranges: [{ folder: ".", name: "direct", from: "^1.0.0", to: "1.1.0" }],
    overrides: [{ name: "leaf", range: "1.0.1" }],
  };
}

function withRepairs({ id }: Client, manifest: string, { overrides }: LockfilePlan): string {
  const ranges = new Map([["direct", "1.1.0"]]);
  return editManifest(kinds[id], manifest, { ranges, overrides: id === "pnpm-12" ? [] : overrides });
}

function versionsOf({ packages }: DependencyGraph): readonly string[] {
  const registered = packages.filter(({ kind }) => kind === "registry");
  return [...new Set(registered.map(({ name, version }) => `${name}@${version}`))].toSorted();
}
