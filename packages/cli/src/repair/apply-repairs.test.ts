import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createIntelligence } from "@lockkeeper/intel";
import { presetPolicy } from "@lockkeeper/policy";
import type { GroupEnd, RepairGroup, RepairRequest, RepairState, ScanKnowledge } from "@lockkeeper/scan";
import { describe, expect, onTestFinished, test } from "vitest";

import { emptyProject } from "../scan/empty-report.ts";
import { applyRepairs } from "./apply-repairs.ts";
import type { AppliedRepairs } from "./apply-repairs.ts";
import type { DiskRepairs } from "./disk/disk-repairs.ts";
import type { Planner } from "./make-plan.ts";
import type { CheckResult, ProjectChecks } from "./project-checks.ts";
import { openRepairJournal, undoRepair } from "./repair-journal.ts";

const knowledge: ScanKnowledge = {
  intelligence: createIntelligence({ index: undefined, catalogue: [] }),
  policy: presetPolicy("balanced"),
  histories: new Map(),
  defaultRegistry: "https://registry.example/",
  now: Date.parse("2026-11-01T00:00:00Z"),
};

/** Bytes that an editor would like to mend: a mark, other line ends, no last line end. */
const before = "\uFEFFa=1\r\nb=2";

interface Place {
  readonly folder: string;
  readonly data: string;
}

async function createPlace(): Promise<Place> {
  const root = await mkdtemp(join(tmpdir(), "lockkeeper-repair-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const folder = await mkdtemp(join(root, "app-"));
  await writeFile(join(folder, "one.txt"), before, { mode: 0o640 });
  return { folder, data: join(root, "data") };
}

function groupOf(title: string, changes: RepairGroup["changes"]): RepairGroup {
  return {
    id: title,
    kind: "pin",
    wish: { kind: "pin", file: title },
    title,
    reason: title,
    risk: "low",
    riskReason: "",
    changes,
    repaired: [],
  };
}

/** Two changes of one file and of a new one; the second is planned on whatever the first has left. */
const planner: Planner = {
  async plan(state, requests) {
    const text = state.texts.get("one.txt");
    const planned: readonly RepairGroup[] = [
      groupOf("first", [
        { file: "one.txt", before: text, after: `${text ?? ""}\nc=3` },
        { file: "new.txt", before: undefined, after: "new" },
      ]),
      groupOf("second", [{ file: "one.txt", before: text, after: `${text ?? ""}\nd=4` }]),
    ];
    const wanted = planned.find(({ title }) => requests.some(({ wish }) => isAbout(wish, title)));
    const own = requests.find(({ wish }) => wanted !== undefined && isAbout(wish, wanted.title));
    const groups = wanted === undefined || own === undefined ? [] : [{ ...wanted, wish: own.wish }];
    return { kind: "planned", plan: { groups, unrepaired: [] }, end: state };
  },
};

function isAbout(wish: RepairRequest["wish"], title: string): boolean {
  return wish.kind === "pin" && wish.file === title;
}

const requests: readonly RepairRequest[] = ["first", "second"].map((file) => ({
  kind: "pin",
  wish: { kind: "pin", file },
  findings: [],
}));

function checksThat(answer: (title: string) => CheckResult, isStopped = false): ProjectChecks {
  return {
    check: async (_state, changes) => answer(changes.length > 1 ? "first" : "second"),
    begin: async () => undefined,
    install: async () => "absent",
    restore: async () => undefined,
    stop: () => undefined,
    isStopped,
  };
}

/** Nothing is installed. */
const disk: DiskRepairs = {
  keep: async () => undefined,
  repair: async () => ({ kind: "well" }),
  takeBack: async () => undefined,
  commit: async () => undefined,
};

const state: RepairState = {
  project: emptyProject,
  texts: new Map([["one.txt", before]]),
  findings: [],
};

async function apply(
  place: Place,
  checks: ProjectChecks,
  only = requests,
): Promise<AppliedRepairs & { readonly ends: readonly GroupEnd[] }> {
  const journal = await openRepairJournal(place.data, place.folder);
  const steps = applyRepairs(state, only, {
    ...place,
    knowledge,
    planner,
    checks,
    journal,
    disk,
    tell: () => undefined,
  });
  const ends: GroupEnd[] = [];
  for (let step = await steps.next(); ; step = await steps.next()) {
    if (step.done === true) return { ...step.value, ends };
    ends.push(step.value);
  }
}

const well: CheckResult = { kind: "well" };
const failed: CheckResult = { kind: "failed", why: "npm test ended with 1" };

describe("applyRepairs", () => {
  test("takes back byte for byte what a check refuses, new files and modes too", async () => {
    const place = await createPlace();

    const { ends } = await apply(
      place,
      checksThat(() => failed),
    );

    expect(ends.map(({ outcome }) => outcome)).toEqual(["rolled-back", "rolled-back"]);
    expect(await readFile(join(place.folder, "one.txt"), "utf8")).toBe(before);
    expect(await readdir(place.folder)).toEqual(["one.txt"]);
    expect((await stat(join(place.folder, "one.txt"))).mode & 0o777).toBe(0o640);
  });

  test("keeps the other changes when one is refused", async () => {
    const place = await createPlace();

    const { ends } = await apply(
      place,
      checksThat((title) => (title === "first" ? failed : well)),
    );

    expect(ends.map(({ group, outcome }) => [group.title, outcome])).toEqual([
      ["first", "rolled-back"],
      ["second", "applied"],
    ]);
    expect(await readFile(join(place.folder, "one.txt"), "utf8")).toBe(`${before}\nd=4`);
  });

  test("puts back what is under way when it is interrupted, and says so", async () => {
    const place = await createPlace();
    const checks = checksThat(() => ({ kind: "failed", why: "it was interrupted" }), true);

    await expect(apply(place, checks)).rejects.toMatchObject({ code: "CLI_INTERRUPTED" });

    expect(await readFile(join(place.folder, "one.txt"), "utf8")).toBe(before);
    await expect(openRepairJournal(place.data, place.folder)).resolves.toBeDefined();
  });

  test("puts back what is under way when a check throws", async () => {
    const place = await createPlace();
    const checks = checksThat(() => {
      throw new Error("no memory");
    });

    await expect(apply(place, checks)).rejects.toThrow("no memory");

    expect(await readFile(join(place.folder, "one.txt"), "utf8")).toBe(before);
  });

  test("changes nothing in a file that was edited meanwhile", async () => {
    const place = await createPlace();
    await writeFile(join(place.folder, "one.txt"), "edited");

    await expect(
      apply(
        place,
        checksThat(() => well),
      ),
    ).rejects.toThrow(/was edited meanwhile/);

    expect(await readFile(join(place.folder, "one.txt"), "utf8")).toBe("edited");
  });
});

describe("undoRepair", () => {
  test("puts back everything that the last repair did", async () => {
    const place = await createPlace();
    await apply(
      place,
      checksThat(() => well),
    );

    const files = await undoRepair(place.data, place.folder);

    expect(files).toEqual(["one.txt", "new.txt"]);
    expect(await readFile(join(place.folder, "one.txt"), "utf8")).toBe(before);
    expect(await readdir(place.folder)).toEqual(["one.txt"]);
    expect(await undoRepair(place.data, place.folder)).toEqual([]);
  });

  test("puts back what a killed repair left, before another one may begin", async () => {
    const place = await createPlace();
    const journal = await openRepairJournal(place.data, place.folder);
    await journal.begin([{ file: "one.txt", before, after: "half" }]);
    await writeFile(join(place.folder, "one.txt"), "half");

    await expect(openRepairJournal(place.data, place.folder)).rejects.toThrow(/was cut off/);
    await undoRepair(place.data, place.folder);

    expect(await readFile(join(place.folder, "one.txt"), "utf8")).toBe(before);
    await expect(openRepairJournal(place.data, place.folder)).resolves.toBeDefined();
  });

  test("leaves everything when somebody edited a file since", async () => {
    const place = await createPlace();
    await apply(
      place,
      checksThat(() => well),
    );
    await writeFile(join(place.folder, "new.txt"), "mine");
    const now = await readFile(join(place.folder, "one.txt"), "utf8");

    await expect(undoRepair(place.data, place.folder)).rejects.toThrow(/was edited since/);

    expect(await readFile(join(place.folder, "one.txt"), "utf8")).toBe(now);
  });

  test("keeps what may hold credentials from others", async () => {
    const place = await createPlace();
    await apply(
      place,
      checksThat(() => well),
    );

    const [name = ""] = await readdir(join(place.data, "repairs"));

    expect((await stat(join(place.data, "repairs", name))).mode & 0o777).toBe(0o600);
  });
});
