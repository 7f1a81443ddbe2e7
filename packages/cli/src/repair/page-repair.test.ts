import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { createIntelligence } from "@lockkeeper/intel";
import { presetPolicy } from "@lockkeeper/policy";
import { listRequests } from "@lockkeeper/scan";
import type { PageFetcher, RepairPlan } from "@lockkeeper/scan";
import { describe, expect, test } from "vitest";

import { createFakeTerminal } from "../../test/fake-environment.ts";
import { runProgram } from "../program.ts";
import { createPlanner } from "./make-plan.ts";
import { openProject } from "./open-project.ts";
import type { OpenedProject } from "./open-project.ts";

const bytes = Buffer.from("export default 1;\n");
const hash = `sha384-${createHash("sha384").update(bytes).digest("base64")}`;
const script = '<script src="https://cdn.jsdelivr.net/npm/lib@1.0.0/dist/lib.js"></script>';
const hashed = script.replace('lib.js"', `lib.js" integrity="${hash}" crossorigin="anonymous"`);
const moving = '<script src="https://cdn.jsdelivr.net/npm/lib/dist/lib.js"></script>';

function fetcherOf(served: Uint8Array | undefined): PageFetcher {
  return { fetchResource: async () => served, fetchPackageFile: async () => bytes };
}

async function open(page: string | Uint8Array, network: PageFetcher | undefined): Promise<OpenedProject> {
  const { environment, folder } = await createFakeTerminal();
  await writeFile(join(folder, "index.html"), page);
  const files = new Map([["index.html", "page" as const]]);
  const found = {
    kind: "project" as const,
    folder,
    files,
    hasNodeModules: false,
    above: undefined,
    claim: () => undefined,
  };
  const knowledge = {
    intelligence: createIntelligence({ index: undefined, catalogue: [] }),
    policy: presetPolicy("balanced"),
    now: Date.parse("2026-11-01T00:00:00Z"),
    defaultRegistry: async () => "https://registry.example/",
  };
  const histories = {
    read: async () => ({ histories: new Map(), unread: [], copies: undefined }),
    close: async () => undefined,
  };
  return await openProject(found, {
    environment,
    knowledge,
    histories,
    network,
    sift: async (findings) => findings,
  });
}

async function plan({ state, knowledge }: OpenedProject, network?: PageFetcher): Promise<RepairPlan> {
  const source = {
    read: async () => undefined,
    checksum: async () => undefined,
    close: async () => undefined,
  };
  const planner = createPlanner({ knowledge, source, network, tell: () => undefined });
  const { requests, unrepaired } = listRequests(state.findings, new Set(["sri"]));
  const planned = await planner.plan(state, requests);
  return { ...planned.plan, unrepaired: [...planned.plan.unrepaired, ...unrepaired] };
}

async function planOf(page: string | Uint8Array, network: PageFetcher | undefined): Promise<RepairPlan> {
  return await plan(await open(page, network), network);
}

describe("repair of pages", () => {
  test("writes the hash of the bytes, keeps every other one, and leaves what moves to people", async () => {
    const text = `\uFEFF<p>a</p>\r\n${script}\r\n${moving}\r\n`;

    const { groups, unrepaired } = await planOf(text, fetcherOf(bytes));

    expect(groups.map(({ changes }) => changes)).toEqual([
      [{ file: "index.html", before: text, after: text.replace(script, hashed) }],
    ]);
    expect(groups.flatMap(({ repaired }) => repaired.map(({ id }) => id))).toEqual([
      "page-without-integrity",
    ]);
    expect(unrepaired.flatMap(({ findings }) => findings.map(({ id }) => id))).toEqual([
      "page-unpinned-version",
    ]);
  });

  test("says what else of the page no machine can repair", async () => {
    const free = '<script src="https://files.example/app.js"></script>';

    const { groups, unrepaired } = await planOf(`${script}${free}`, fetcherOf(bytes));

    expect(groups).toHaveLength(1);
    expect(unrepaired.map(({ why }) => why)).toEqual([expect.stringContaining("files.example/app.js")]);
  });

  test.each([
    ["what is not fetched", undefined, "--online"],
    ["what cannot be fetched", fetcherOf(undefined), "could not be fetched"],
    ["what differs from the package", fetcherOf(Buffer.from("evil();")), "not those of the package"],
  ])("writes no hash of %s", async (_, network, why) => {
    const { groups, unrepaired } = await planOf(script, network);

    expect(groups).toEqual([]);
    expect(unrepaired[0]?.why).toContain(why);
  });

  test("leaves a page alone that is no UTF-8", async () => {
    const page = Buffer.concat([Buffer.from([0xe9, 0x0a]), Buffer.from(script)]);

    const { groups, unrepaired } = await planOf(page, fetcherOf(bytes));

    expect(groups).toEqual([]);
    expect(unrepaired[0]?.why).toContain("byte for byte");
  });
});

describe("scan --fix", () => {
  test("takes a file of a page in once, and puts everything back byte for byte", async () => {
    const page = '<script src="https://files.example/app.js"></script>';
    const { environment, folder, stdout } = await createFakeTerminal({ pages: fetcherOf(bytes) });
    await writeFile(join(folder, "index.html"), page);
    await writeFile(join(folder, "other.html"), page);
    const fix = ["scan", ".", "--fix", "--yes", "--online", "--vendor", "--only", "sri"];

    const code = await runProgram(fix, environment);
    const vendored = await readdir(join(folder, "vendor"));
    await writeFile(join(folder, "third.html"), page);
    await runProgram(fix, environment);
    const third = await readFile(join(folder, "third.html"), "utf8");
    await runProgram(["scan", ".", "--fix", "--undo"], environment);

    expect(code).toBe(0);
    expect(vendored).toEqual([expect.stringMatching(/^app-[0-9a-f]{8}\.js$/)]);
    expect(third).toBe(`<script src="vendor/${vendored[0] ?? ""}" integrity="${hash}"></script>`);
    expect(await readFile(join(folder, "third.html"), "utf8")).toBe(page);
    expect(await readdir(join(folder, "vendor"))).toEqual(vendored);
    expect(stdout.text).not.toContain("taken back");
  });

  test("looks at pages in folders of their own, and asks nobody for them without --online", async () => {
    const { environment, folder, stdout } = await createFakeTerminal();
    const site = join(folder, "app", "public");
    await mkdir(site, { recursive: true });
    await writeFile(join(folder, "app", "package.json"), '{"name":"app","version":"1.0.0"}');
    await writeFile(join(site, "index.html"), script);

    await runProgram(["scan", "app", "--fix", "--dry-run", "--offline", "--only", "sri"], environment);

    expect(stdout.text).toContain("app/public");
    expect(stdout.text).toContain("--online");
    expect(await readFile(join(site, "index.html"), "utf8")).toBe(script);
  });
});
