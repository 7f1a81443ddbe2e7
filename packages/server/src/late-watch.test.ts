import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LogLine } from "@lockkeeper/core";
import { FakeClock } from "@lockkeeper/drill";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { LateFinder, LateNotice } from "./late-watch.ts";
import { startLateWatch } from "./late-watch.ts";
import type { Engine } from "./open-engine.ts";
import { openEngine } from "./open-engine.ts";

const notice: LateNotice = {
  name: "axios",
  version: "1.14.1",
  sources: ["MAL-2026-2307"],
  places: ["pipeline acme/shop (fetched)", "identity person:ada (fetched)"],
};
const never = { firstAfterMs: 1_000_000, everyMs: 1_000_000 };

interface Opened {
  readonly engine: Engine;
  readonly dataFolder: string;
  readonly logged: LogLine[];
  readonly clock: FakeClock;
}

async function open(): Promise<Opened> {
  const dataFolder = await mkdtemp(join(tmpdir(), "lockkeeper-late-"));
  onTestFinished(() => rm(dataFolder, { recursive: true, force: true }));
  const clock = new FakeClock("2026-04-01T00:00:00Z");
  const logged: LogLine[] = [];
  const engine = await openEngine(
    {
      dataFolder,
      upstreams: [{ id: "default", url: "https://registry.example/", isPrivate: false, scopes: [] }],
      defaultRegistry: "https://registry.example/",
      policyFile: undefined,
      isObserving: false,
      clock,
      knownBy: undefined,
      logger: { log: (_level, line) => void logged.push(line) },
      version: "0.0.0-test",
      proxy: {},
    },
    {},
  );
  onTestFinished(() => engine.close());
  return { engine, dataFolder, logged, clock };
}

/** A finder that tells its notices once, as the real one does. */
function createFinder(notices: readonly LateNotice[]): LateFinder & { readonly looks: () => number } {
  let looks = 0;
  let left = notices;
  return {
    looks: () => looks,
    find: async () => {
      looks += 1;
      return left;
    },
    noteTold: () => {
      left = [];
    },
  };
}

describe("startLateWatch", () => {
  test("startLateWatch tells the log who had a version, once, and counts the places", async () => {
    const { engine, logged } = await open();
    const watch = startLateWatch(engine, createFinder([notice]), never);
    onTestFinished(() => watch.stop());

    await watch.lookNow();
    await watch.lookNow();

    const lines = logged.filter(({ code }) => code === "SERVER_EXPOSED");
    expect(lines).toMatchObject([
      {
        message:
          "axios@1.14.1 turned out to be bad (MAL-2026-2307) and was had by pipeline acme/shop (fetched), identity person:ada (fetched)",
        fields: { package: "axios", version: "1.14.1", places: notice.places },
      },
    ]);
    expect(watch.toldCount).toBe(2);
  });

  test("startLateWatch looks again when the policy changes, and not while nothing does", async () => {
    const { engine, dataFolder, clock } = await open();
    const finder = createFinder([]);
    const watch = startLateWatch(engine, finder, { firstAfterMs: 1, everyMs: 5 });
    onTestFinished(() => watch.stop());

    await vi.waitFor(() => expect(finder.looks()).toBe(1), { timeout: 60_000 });
    await writeFile(join(dataFolder, "policy.yaml"), "version: 1\npreset: strict\n");
    clock.set("2026-04-01T00:01:00Z");
    await vi.waitFor(() => expect(finder.looks()).toBe(2), { timeout: 60_000 });

    expect(engine.services.policy().policy.preset).toBe("strict");
  });

  test("startLateWatch goes on after a look that failed, and says so", async () => {
    const { engine, logged } = await open();
    const failing: LateFinder = {
      find: () => Promise.reject(new TypeError("no such thing")),
      noteTold: () => expect.fail("nothing was told"),
    };
    const watch = startLateWatch(engine, failing, never);
    onTestFinished(() => watch.stop());

    await watch.lookNow();

    expect(logged.map(({ code }) => code)).toContain("SERVER_LATE_NOT_MATCHED");
  });
});
