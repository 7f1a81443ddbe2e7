import { access, mkdir, readFile, symlink } from "node:fs/promises";
import { delimiter, join } from "node:path";

import { startFakeRegistry } from "@lockkeeper/drill";
import type { FakeRegistry } from "@lockkeeper/drill";
import { expect, onTestFinished, test } from "vitest";

import { createFakeTerminal } from "../test/fake-environment.ts";
import { plantOrganisation } from "../test/organisation.ts";
import { runProgram } from "./program.ts";

const scale = { seed: 11, repositories: 24, hosts: 5 } as const;
const morning = "2026-04-03T09:00:00Z";

test(
  "respond on the replayed night leaves nothing that a machine could end, and names every action",
  { timeout: 240_000 },
  async () => {
    const registry = await openRegistry();
    const terminal = await createFakeTerminal({ now: morning });
    const { folder, truths } = await plantOrganisation(terminal, scale);
    const environment = {
      ...terminal.environment,
      env: { ...terminal.environment.env, PATH: await gitAlone(terminal.folder) },
    };
    const hit = truths.filter(({ grades }) => grades[0] === "executed" || grades[0] === "fetched");

    const words = [
      "respond",
      "axios-2026",
      folder,
      "--yes",
      "--json",
      "--upstream",
      registry.url,
      "--report",
      "handed",
    ];
    await runProgram(words, environment);
    const lines = terminal.stdout.text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>); // our own lines
    const report = await readFile(join(terminal.folder, "handed", "report", "incident.html"), "utf8");
    const summary = await readFile(join(terminal.folder, "handed", "report", "summary.md"), "utf8");

    expect(lines.at(-1)).toMatchObject({ kind: "result", clean: true, unfinished: false, left: [] });
    for (const { outcome } of lines.filter(({ kind }) => kind === "step")) {
      expect(["done", "nothing-to-do"]).toContain(outcome);
    }
    expect(hit.length).toBeGreaterThan(5);
    expect(summary).toContain("Yes: code of it ran");
    for (const text of actionsOf(lines)) expect(report.includes(escapeHtml(text).slice(0, 60))).toBe(true);
  },
);

async function openRegistry(): Promise<FakeRegistry> {
  const registry = await startFakeRegistry();
  onTestFinished(() => registry.close());
  registry.publish({ name: "axios", version: "0.30.3" }, { at: "2026-01-27T00:00:00Z" });
  registry.publish({ name: "axios", version: "1.14.0" }, { at: "2026-03-27T00:00:00Z" });
  registry.publish({ name: "@shadanai/openclaw", version: "2026.3.20" }, { at: "2026-03-20T00:00:00Z" });
  return registry;
}

/** Histories are read with git; npm, which would be asked whether it accepts each lockfile, takes its time. */
async function gitAlone(folder: string): Promise<string> {
  const bin = join(folder, "bin");
  await mkdir(bin);
  for (const place of (process.env["PATH"] ?? "").split(delimiter)) {
    const found = await access(join(place, "git")).then(
      () => true,
      () => false,
    );
    if (!found) continue;
    await symlink(join(place, "git"), join(bin, "git"));
    break;
  }
  return bin;
}

function actionsOf(lines: readonly Readonly<Record<string, unknown>>[]): readonly string[] {
  return lines.flatMap(({ actions }) =>
    Array.isArray(actions) ? actions.filter((each): each is string => typeof each === "string") : [],
  );
}

function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}
