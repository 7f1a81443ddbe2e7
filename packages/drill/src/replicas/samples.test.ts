import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { Release } from "../campaign.ts";
import type { TarballFile } from "../tarball.ts";
import { batchGuard, powershellGuard, pythonGuard } from "./guard.ts";
import { createSampleRegistry } from "./sample-registry.ts";
import type { Sample } from "./sample.ts";
import { inertSamples } from "./samples.ts";

interface Outcome {
  readonly id: string;
  /** Scripts that the engine cannot read. */
  readonly unreadable: readonly string[];
  readonly refused: readonly string[];
  readonly guarded: readonly string[];
  readonly left: readonly string[];
}

const run = promisify(execFile);
const world = path.join(import.meta.dirname, "..", "..", "test", "refusal-world.mjs");
const script = /\.[cm]?js$/;
const releases = new Map(inertSamples.map((sample) => [sample.id, sample.createReleases()]));

function releasesOf(sample: Sample): readonly Release[] {
  return releases.get(sample.id) ?? [];
}

function judgedReleases(sample: Sample): readonly Release[] {
  return releasesOf(sample).filter(({ manifest }) =>
    sample.judged.some(({ name, version }) => name === manifest.name && version === manifest.version),
  );
}

function textsOf(sample: Sample): readonly (readonly [path: string, text: string])[] {
  return judgedReleases(sample).flatMap(({ files = [] }) =>
    files.flatMap((file): [string, string][] =>
      typeof file.content === "string" ? [[file.path, file.content]] : [],
    ),
  );
}

describe("inertSamples", () => {
  test("are as many as the evaluation needs, each with an id of its own", () => {
    const ids = inertSamples.map(({ id }) => id);

    expect(new Set(ids).size).toBe(ids.length);
    expect(inertSamples.filter(({ kind }) => kind === "attack").length).toBeGreaterThanOrEqual(36);
    expect(inertSamples.filter(({ kind }) => kind === "malware").length).toBeGreaterThanOrEqual(40);
    expect(inertSamples.filter(({ kind }) => kind === "honest").length).toBeGreaterThanOrEqual(40);
  });

  test.each(inertSamples.map((sample) => [sample.id, sample] as const))(
    "%s: a registry serves each version that is to be judged, and knows none that is younger than the question",
    (_, sample) => {
      const registry = createSampleRegistry(releasesOf(sample), sample.now);

      for (const { name, version } of sample.judged) {
        expect(registry.tarball(name, version)?.length).toBeGreaterThan(100);
        expect(registry.packument(name)?.toString()).toContain(`"${version}"`);
      }
    },
    // Some carry bundles of ten megabytes, which are packed here.
    60_000,
  );

  test.each(inertSamples.map((sample) => [sample.id, sample] as const))(
    "%s: names hosts that are reserved and nobody else's",
    (_, sample) => {
      const hosts = textsOf(sample).flatMap(([, text]) =>
        Array.from(text.matchAll(/\b(?:https?|wss?):\/\/([a-z0-9.-]+)/gi), (found) => found[1] ?? ""),
      );

      expect(hosts.filter((host) => !isReserved(host))).toEqual([]);
    },
  );
});

/** RFC 2606, RFC 5737 and the machine itself; addresses of projects stand in manifests, which reach nothing. */
function isReserved(host: string): boolean {
  return (
    /(?:^|\.)(?:invalid|example|localhost)$/.test(host) ||
    /^(?:192\.0\.2|198\.51\.100|203\.0\.113)\.\d+$/.test(host) ||
    /^(?:www\.w3\.org|github\.com)$/.test(host)
  );
}

function guardedCommands(sample: Sample): readonly (readonly [id: string, command: string])[] {
  const commands = judgedReleases(sample).flatMap(({ manifest, files = [] }) => [
    ...Object.values(manifest["scripts"] ?? {})
      .map(String)
      .filter((command) => command.includes("LOCKKEEPER_DRILL_GUARD")),
    ...files.filter((file) => file.path.endsWith(".sh")).map((file) => String(file.content)),
  ]);
  return commands.map((command) => [sample.id, command] as const);
}

/** What waits before it looks at the guard, and what the engine loads but once, by an address that holds it whole. */
const later = new Set(["node-ipc-2022", "thread-of-url"]);

/** Whether a sample's payload is no script of Node: a command in its manifest, another language, or another place. */
function isElsewhere(sample: Sample): boolean {
  const manifests = judgedReleases(sample).map(({ manifest }) => JSON.stringify(manifest));
  return manifests.some((text) => /LOCKKEEPER_DRILL_GUARD|"sh |python|powershell|http:/.test(text));
}

describe("the guard of inertSamples", () => {
  let folder = "";
  let outcomes: readonly Outcome[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "lockkeeper-samples-"));
    const listed = await Promise.all(inertSamples.map(unpack));
    await writeFile(path.join(folder, "samples.json"), JSON.stringify(listed));
    const output = await run(process.execPath, ["--max-old-space-size=1024", world, folder], {
      cwd: folder,
      env: { HOME: path.join(folder, "home"), PATH: "", TMPDIR: tmpdir() },
      maxBuffer: 64 * 1024 * 1024,
    }).catch((error: unknown) => {
      // The world ends itself, since honest modules keep timers and sockets open.
      if (typeof error === "object" && error !== null && "stdout" in error)
        return { stdout: String(error.stdout) };
      throw error;
    });
    // Our own runner's output.
    outcomes = JSON.parse(output.stdout) as readonly Outcome[];
  }, 120_000);

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  async function unpack(sample: Sample): Promise<{ id: string; root: string; files: readonly string[] }> {
    const root = path.join(folder, sample.id);
    const all = judgedReleases(sample);
    const files: string[] = [];
    for (const [index, release] of all.entries()) {
      for (const file of release.files ?? []) {
        await writeTwice(root, `${index}/${file.path}`, file.content);
        if (script.test(file.path) && typeof file.content === "string") files.push(`${index}/${file.path}`);
      }
      await writeTwice(root, `${index}/package.json`, JSON.stringify(release.manifest));
    }
    return { id: sample.id, root, files };
  }

  async function writeTwice(root: string, file: string, content: TarballFile["content"]): Promise<void> {
    for (const phase of ["a", "b"]) {
      await mkdir(path.dirname(path.join(root, phase, file)), { recursive: true });
      await writeFile(path.join(root, phase, file), content);
    }
  }

  test("refuses: no sample that is loaded tries the network, a process or the disk", () => {
    expect(outcomes.map(({ id }) => id)).toEqual(inertSamples.map(({ id }) => id));
    expect(outcomes.filter(({ refused }) => refused.length > 0)).toEqual([]);
  });

  test("lets through a marker and nothing else, where the home folder is not the one that was given", () => {
    expect(outcomes.filter(({ guarded }) => guarded.length > 0)).toEqual([]);
    expect(outcomes.flatMap(({ left }) => left).filter((name) => !name.startsWith("marker"))).toEqual([]);
  });

  test("is reached: what runs at install or import leaves its marker", () => {
    const loaded = inertSamples.filter(
      ({ id, kind, trigger }) =>
        kind !== "honest" && ["install", "import"].includes(trigger) && !later.has(id),
    );
    const marked = new Set(outcomes.filter(({ left }) => left.length > 0).map(({ id }) => id));

    const unreached = loaded.filter((sample) => !marked.has(sample.id) && !isElsewhere(sample));

    expect(unreached.map(({ id }) => id)).toEqual([]);
  });

  test("stands in scripts that can be read", () => {
    expect(outcomes.filter(({ unreadable }) => unreadable.length > 0)).toEqual([]);
  });

  test.each(inertSamples.flatMap(guardedCommands))(
    "%s: a command or script of the shell ends without a word where there is no guard",
    async (_, command) => {
      const empty = path.join(folder, "no-programs");
      await mkdir(empty, { recursive: true });

      const { stdout, stderr } = await run("/bin/sh", ["-c", command], {
        cwd: empty,
        env: { PATH: empty, HOME: empty },
      });

      expect(stdout + stderr).toBe("");
    },
  );

  test.each([
    [".bat", batchGuard],
    [".ps1", powershellGuard],
    [".py", pythonGuard],
  ])("stands first in every %s file", (extension, guard) => {
    const texts = inertSamples.flatMap((sample) =>
      textsOf(sample).filter(([file]) => file.endsWith(extension)),
    );

    expect(texts.length).toBeGreaterThan(0);
    expect(texts.filter(([, text]) => !text.startsWith(guard))).toEqual([]);
  });
});
