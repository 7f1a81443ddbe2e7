import { readFile } from "node:fs/promises";
import { join } from "node:path";

import type { FakeRegistry } from "@lockkeeper/drill";
import { startFakeRegistry } from "@lockkeeper/drill";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";

import { clients } from "./support/clients.ts";
import { runClient } from "./support/run-client.ts";
import { runLockkeeper } from "./support/setup-home.ts";
import { createWorkplace, installedVersion, readLock } from "./support/workplace.ts";

const timeout = 240_000;
const long = "2024-01-01T00:00:00.000Z";

let registry: FakeRegistry;

// Each client starts with a registry of its own, which has no newer versions yet.
beforeEach(async () => {
  registry = await startFakeRegistry();
  registry.publish({ name: "direct", version: "1.0.0", dependencies: { old: "^1.0.0" } }, { at: long });
  registry.publish({ name: "old", version: "1.0.0" }, { at: long });
});

afterEach(() => registry.close());

describe.each(clients)("update with $title", { timeout }, (client) => {
  test("takes in what a newer version needs, in the form that the client keeps", async () => {
    const workplace = await createWorkplace(client, {
      manifest: { dependencies: { direct: "1.0.0" } },
      pointsTo: registry.url,
    });
    onTestFinished(() => workplace.dispose());
    const made = await runClient({ client, workplace, origin: registry.url, args: client.install });
    expect(made.exitCode, made.output).toBe(0);
    const bin = { fresh: "./index.js" };
    registry.publish({ name: "direct", version: "2.0.0", dependencies: { fresh: "^1.0.0" } }, { at: long });
    registry.publish(
      { name: "fresh", version: "1.0.0", bin, dependencies: { deep: "1 || 2" } },
      { at: long },
    );
    registry.publish({ name: "deep", version: "2.0.0" }, { at: long });

    const words = ["update", "--folder", "app", "--yes", "--beyond-ranges", "--max-risk", "high"];
    const run = await runLockkeeper(client, workplace, ...words, "--upstream", registry.url);
    const lock = await readLock(workplace, client);
    const install = await runClient({ client, workplace, origin: registry.url, args: client.frozen });

    expect(run, run.output).toMatchObject({ exitCode: 0 });
    expect(install, install.output).toMatchObject({ exitCode: 0 });
    expect(await installedVersion(workplace, "direct")).toBe("2.0.0");
    expect(await readFile(join(workplace.project, "package.json"), "utf8")).toContain('"direct": "2.0.0"');
    expect(lock).toMatch(/fresh/);
    expect(lock).not.toMatch(/\bold\b/);
    expect(await readLock(workplace, client)).toBe(lock);
  });
});
