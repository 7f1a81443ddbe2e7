import { afterEach, expect, test } from "vitest";
import { parseInstant } from "@lockkeeper/core";
import { satisfies } from "semver";

import { axios2026 } from "./campaigns/axios-2026/axios-2026.ts";
import { DrillError, campaignsWithReplay, describeReplay, startReplay } from "./index.ts";
import type { Replay, ReplayOptions } from "./index.ts";
import { packageStateAt } from "./registry-model.ts";
import type { PackageState } from "./registry-model.ts";
import { createSigningKey } from "./signing-key.ts";

const events = axios2026.createEvents(createSigningKey("test"));
const running: Replay[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((replay) => replay.close()));
});

function stateAt(name: string, at: string): PackageState {
  const state = packageStateAt(events, name, parseInstant(at));
  if (state === undefined) throw new Error(`${name} does not exist at ${at}`);
  return state;
}

async function start(options: Partial<ReplayOptions> = {}): Promise<Replay> {
  const replay = await startReplay({ campaign: "axios-2026", ...options });
  running.push(replay);
  return replay;
}

interface Packument {
  readonly "dist-tags": Readonly<Record<string, string>>;
  readonly versions: Readonly<Record<string, { readonly dist: Dist; readonly _npmUser: unknown }>>;
  readonly time: Readonly<Record<string, unknown>>;
}

interface Dist {
  readonly tarball: string;
  readonly attestations?: { readonly url: string; readonly provenance: unknown };
}

async function readPackument(url: string): Promise<{ headers: Headers; document: Packument }> {
  const response = await fetch(url);
  // The tests below read only what the interface names, and fail where it is not there.
  return { headers: response.headers, document: (await response.json()) as Packument };
}

test("axios-2026 moves latest and legacy at the minute of each event", () => {
  const moments: readonly (readonly [at: string, latest: string, legacy: string])[] = [
    ["2026-03-27T21:39:59Z", "1.13.6", "0.30.3"],
    ["2026-03-27T21:40:00Z", "1.14.0", "0.30.3"],
    ["2026-03-31T00:20:59Z", "1.14.0", "0.30.3"],
    ["2026-03-31T00:21:00Z", "1.14.1", "0.30.3"],
    ["2026-03-31T01:00:00Z", "1.14.1", "0.30.4"],
    ["2026-03-31T03:15:29Z", "1.14.1", "0.30.4"],
    ["2026-03-31T03:15:30Z", "1.14.0", "0.30.3"],
  ];

  const seen = moments.map(([at]) => {
    const { distTags } = stateAt("axios", at);
    return [at, distTags.get("latest"), distTags.get("legacy")];
  });

  expect(seen).toEqual(moments);
});

test("axios-2026 has axios 1.14.0 at an age of 75 hours when the attack is 19 minutes old", () => {
  const published = parseInstant(stateAt("axios", "2026-03-31T00:40:00Z").time.get("1.14.0") ?? "");

  const ageHours = (parseInstant("2026-03-31T00:40:00Z") - published) / 3_600_000;

  expect(ageHours).toBe(75);
});

test("axios-2026 keeps the times of removed versions and forgets everything else about them", () => {
  const after = stateAt("axios", "2026-03-31T03:16:00Z");

  expect(after.time.get("1.14.1")).toBe("2026-03-31T00:21:00.000Z");
  expect(after.time.get("0.30.4")).toBe("2026-03-31T01:00:00.000Z");
  expect(after.versions.has("1.14.1")).toBe(false);
  expect(after.versions.has("0.30.4")).toBe(false);
  expect(after.modifiedAt).toBe(parseInstant("2026-03-31T03:15:30Z"));
});

test("axios-2026 shows plain-crypto-js as decoy, armed, emptied and replaced", () => {
  const moments = [
    "2026-03-30T05:57:00Z",
    "2026-03-30T23:59:12Z",
    "2026-03-31T03:25:00Z",
    "2026-03-31T03:29:00Z",
    "2026-03-31T04:26:00Z",
  ];

  const seen = moments.map((at) => [...stateAt("plain-crypto-js", at).versions.keys()]);

  expect(seen).toEqual([["4.2.0"], ["4.2.0", "4.2.1"], ["4.2.0"], [], ["0.0.1-security.0"]]);
  expect(packageStateAt(events, "plain-crypto-js", parseInstant("2026-03-30T05:56:59Z"))).toBeUndefined();
  expect(stateAt("plain-crypto-js", "2026-03-31T03:29:00Z").unpublished?.versions).toEqual(["4.2.0"]);
});

test("axios-2026 lets a poisoned release differ from the one before it in package.json alone", () => {
  const { versions } = stateAt("axios", "2026-03-31T01:10:00Z");
  const [clean, poisoned] = [versions.get("1.14.0"), versions.get("1.14.1")];
  const [oldClean, oldPoisoned] = [versions.get("0.30.3"), versions.get("0.30.4")];

  expect(poisoned?.built.fileCount).toBe(clean?.built.fileCount);
  expect(poisoned?.built.manifest["scripts"]).toEqual({ test: "vitest run" });
  expect(oldPoisoned?.built.manifest).toEqual({
    ...oldClean?.built.manifest,
    version: "0.30.4",
    dependencies: { ...Object(oldClean?.built.manifest["dependencies"]), "plain-crypto-js": "^4.2.1" },
  });
  expect(poisoned?.publisher).toEqual({ name: "jasonsaayman", email: "ifstap@proton.invalid" });
  expect(poisoned?.isAttested).toBe(false);
  expect(poisoned?.gitHead).toBeUndefined();
  expect(clean?.publisher.trustedPublisher?.id).toBe("github");
});

test("axios-2026 holds a benign release by hand between attested ones", () => {
  const { versions } = stateAt("axios", "2026-03-31T01:10:00Z");

  const attested = ["1.13.2", "1.13.3", "1.13.4", "1.13.5", "1.13.6", "1.14.0"].map(
    (version) => versions.get(version)?.isAttested,
  );

  expect(attested).toEqual([true, false, true, true, true, true]);
  expect(versions.get("1.13.3")?.publisher).toEqual(versions.get("1.13.2")?.publisher);
});

test("axios-2026 resolves every dependency inside the replay", () => {
  const published = events.filter((event) => event.kind === "publish");
  const night = "2026-03-31T01:10:00Z";

  const unresolved = published.flatMap(({ stored }) =>
    Object.entries((stored.built.manifest["dependencies"] ?? {}) as Record<string, string>).filter(
      ([name, range]) =>
        ![...stateAt(name, night).versions.keys()].some((version) => satisfies(version, range)),
    ),
  );

  expect(unresolved).toEqual([]);
});

test("startReplay serves the night with its own time in the Date header", async () => {
  const replay = await start({ at: parseInstant("2026-03-31T00:40:00Z") });

  const { headers, document } = await readPackument(`${replay.url}/axios`);

  expect(headers.get("date")).toBe("Tue, 31 Mar 2026 00:40:00 GMT");
  expect(document["dist-tags"]).toEqual({ latest: "1.14.1", legacy: "0.30.3", next: "1.7.0-beta.2" });
  expect(document.versions["1.14.1"]?.["_npmUser"]).toEqual({
    name: "jasonsaayman",
    email: "ifstap@proton.invalid",
  });
  expect(document.versions["1.14.0"]?.dist.attestations?.provenance).toEqual({
    predicateType: "https://slsa.dev/provenance/v1",
  });
});

test("startReplay answers 404 for tarballs and attestations once their version is removed", async () => {
  const replay = await start();
  const { document } = await readPackument(`${replay.url}/axios`);
  const tarballs = ["1.14.1", "0.30.4", "1.14.0"].map(
    (version) => document.versions[version]?.dist.tarball ?? "",
  );
  const attestations = document.versions["1.14.0"]?.dist.attestations?.url ?? "";

  replay.setTime(parseInstant("2026-03-31T03:30:00Z"));
  const statuses = await Promise.all(tarballs.map(async (url) => (await fetch(url)).status));
  const emptied = await readPackument(`${replay.url}/plain-crypto-js`);

  expect(statuses).toEqual([404, 404, 200]);
  expect((await fetch(attestations)).status).toBe(200);
  expect((await fetch(attestations.replace("1.14.0", "1.14.1"))).status).toBe(404);
  expect(emptied.document).not.toHaveProperty("versions");
  expect(emptied.document.time["unpublished"]).toMatchObject({ time: "2026-03-31T03:29:00.000Z" });
});

test("startReplay stands still without a speed and multiplies the real clock with one", async () => {
  let real = 0;
  const realClock = { now: () => real };
  const at = parseInstant("2026-03-31T00:00:00Z");
  const still = await start({ at, realClock });
  const fast = await start({ at, speed: 60, realClock });

  real = 1000;

  expect(still.now()).toBe(at);
  expect(fast.now()).toBe(at + 60_000);
});

test("startReplay refuses an unknown campaign, a negative speed and a port in use", async () => {
  const replay = await start();
  const port = Number(new URL(replay.url).port);

  const refusals = [
    startReplay({ campaign: "axios-1999" }),
    startReplay({ campaign: "axios-2026", speed: -1 }),
    startReplay({ campaign: "axios-2026", at: Number.NaN }),
    startReplay({ campaign: "axios-2026", port }),
  ].map((refusal) => refusal.catch((error: unknown) => (error instanceof DrillError ? error.code : error)));

  expect(await Promise.all(refusals)).toEqual([
    "DRILL_UNKNOWN_CAMPAIGN",
    "DRILL_BAD_OPTION",
    "DRILL_BAD_TIME",
    "DRILL_PORT_TAKEN",
  ]);
});

test("describeReplay tells the story in the order of time", () => {
  const times = campaignsWithReplay.flatMap((id) => describeReplay(id).events.map(({ at }) => at));

  expect(times.length).toBeGreaterThan(5);
  expect(times).toEqual(times.toSorted((left, right) => left - right));
});
