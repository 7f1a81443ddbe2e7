import { presetPolicy } from "@lockkeeper/policy";
import type { PolicyDocument } from "@lockkeeper/policy";
import { describe, expect, test } from "vitest";

import { knowledgeOf, locked, npmLock, publish, publishAll, stateOf } from "../../test/repair-kit.ts";
import type { Members } from "../../test/repair-kit.ts";
import { arrivalKey } from "./arrival.ts";
import type { Arrival, ArrivalLook } from "./arrival.ts";
import { listRequests } from "./list-requests.ts";
import { planRepairs } from "./plan-repairs.ts";
import type { Planning } from "./plan-repairs.ts";
import type { RepairRequest } from "./repair.ts";
import type { RepairParts } from "./worked-request.ts";

const calm: ArrivalLook = { verdict: "allow", why: "nothing", risk: "low", news: [] };

interface Row {
  readonly looks: readonly (readonly [Arrival, Partial<ArrivalLook>])[];
  readonly versions: Readonly<Record<string, Members>>;
  readonly goal?: "newer";
  readonly extra?: Partial<RepairParts>;
}

/** A project with lib 1.0.0, which is vulnerable unless something newer is wanted. */
function plan({ looks, versions, goal, extra }: Row): Planning {
  const manifest = { dependencies: { lib: "^1.0.0" } };
  const knowledge = knowledgeOf(
    goal === undefined ? [{ name: "lib", range: "<1.0.1", kind: "vulnerability" }] : [],
  );
  const files = {
    "package.json": JSON.stringify({ name: "planted", version: "1.0.0", private: true, ...manifest }),
    "package-lock.json": npmLock(manifest, { "node_modules/lib": locked("lib", "1.0.0") }),
  };
  const state = stateOf(files, { file: "package-lock.json", kind: "npm" }, knowledge);
  const newer: RepairRequest = {
    kind: "update",
    wish: { kind: "move", file: "package-lock.json", name: "lib", from: "1.0.0", goal: "newer" },
    findings: [],
  };
  const { requests } = listRequests(state.findings, new Set(["vulnerability"]));
  return planRepairs(state, goal === undefined ? requests : [newer], {
    knowledge,
    published: publishAll([publish("lib", { "1.0.0": {}, ...versions }), publish("other", { "3.0.0": {} })]),
    looks: new Map(looks.map(([arrival, look]) => [arrivalKey(arrival), { ...calm, ...look }])),
    ...extra,
  });
}

const to = (version: string): Arrival => ({ name: "lib", from: "1.0.0", to: version });
const titleOf = (planning: Planning): string | undefined =>
  planning.kind === "planned" ? planning.plan.groups[0]?.title : undefined;

describe("looks into arriving versions", () => {
  test("are wanted of what moves and of what it newly needs", () => {
    const planning = plan({
      looks: [],
      versions: { "1.0.1": { dependencies: { other: "^3.0.0" } } },
    });

    expect(planning).toMatchObject({
      kind: "wanting",
      names: [],
      arrivals: [to("1.0.1"), { name: "other", from: undefined, to: "3.0.0" }],
    });
  });

  test("are not wanted where nobody looks", () => {
    const planning = plan({ looks: [], versions: { "1.0.1": {} }, extra: { looks: undefined } });

    expect(planning).toMatchObject({ kind: "planned", plan: { groups: [{ drift: undefined }] } });
  });

  test("that find nothing leave the nearest fix, and the plan says so", () => {
    const planning = plan({ looks: [[to("1.0.1"), {}]], versions: { "1.0.1": {}, "1.0.2": {} } });

    expect(planning).toMatchObject({
      plan: { groups: [{ title: "lib 1.0.0 → 1.0.1", risk: "low", drift: { verdict: "allow", news: [] } }] },
    });
  });

  test("take the fix that drifts least of the next ones, and the nearest of equals", () => {
    const drifting = { risk: "moderate", news: ["starts programs now"] } as const;
    const versions = { "1.0.1": {}, "1.0.2": {}, "1.0.3": {} };

    const least = plan({
      looks: [
        [to("1.0.1"), drifting],
        [to("1.0.2"), {}],
      ],
      versions,
    });
    const equal = plan({
      looks: [
        [to("1.0.1"), drifting],
        [to("1.0.2"), drifting],
        [to("1.0.3"), { risk: "high" }],
      ],
      versions,
    });

    expect(titleOf(least)).toBe("lib 1.0.0 → 1.0.2");
    expect(equal).toMatchObject({
      plan: {
        groups: [
          {
            title: "lib 1.0.0 → 1.0.1",
            risk: "moderate",
            riskReason: expect.stringContaining("starts programs now"),
          },
        ],
      },
    });
  });

  test("never take a step out of the range, or a main version, for less drift", () => {
    const planning = plan({
      looks: [[to("1.0.1"), { risk: "high", news: ["runs a script at install"] }]],
      versions: { "1.0.1": {}, "2.0.0": {} },
    });

    expect(titleOf(planning)).toBe("lib 1.0.0 → 1.0.1");
  });

  test("that block or hold a version make room for the next one", () => {
    const planning = plan({
      looks: [
        [to("1.0.1"), { verdict: "block", why: "it sends credentials away" }],
        [to("1.0.2"), { verdict: "hold" }],
        [to("1.0.3"), {}],
      ],
      versions: { "1.0.1": {}, "1.0.2": {}, "1.0.3": {} },
    });

    expect(titleOf(planning)).toBe("lib 1.0.0 → 1.0.3");
  });

  test("leave a finding to people where every version is held, with the reason", () => {
    const planning = plan({
      looks: [[to("1.0.1"), { verdict: "hold", why: "it hides what it does" }]],
      versions: { "1.0.1": {} },
    });

    expect(planning).toMatchObject({
      plan: {
        groups: [],
        unrepaired: [{ why: "lib@1.0.0: lib@1.0.1 is held by its inspection: it hides what it does" }],
      },
    });
  });

  test("take what is held when somebody agreed, and what is blocked not even then", () => {
    const held = { looks: [[to("1.0.1"), { verdict: "hold" }]], versions: { "1.0.1": {} } } as const;
    const blocked = { looks: [[to("1.0.1"), { verdict: "block" }]], versions: { "1.0.1": {} } } as const;

    expect(titleOf(plan({ ...held, extra: { takesHeld: true } }))).toBe("lib 1.0.0 → 1.0.1");
    expect(titleOf(plan({ ...blocked, extra: { takesHeld: true } }))).toBeUndefined();
  });

  test("take what is held where the policy has an exception for it", () => {
    const policy: PolicyDocument = {
      ...presetPolicy("balanced"),
      exceptions: [
        {
          id: "lib-hold",
          package: "lib",
          versions: "1.0.1",
          clauses: ["inspect"],
          reason: "looked at",
          owner: "alice",
          expires: "2026-12-01",
        },
      ],
    };
    const knowledge = { ...knowledgeOf([{ name: "lib", range: "<1.0.1", kind: "vulnerability" }]), policy };

    const planning = plan({
      looks: [[to("1.0.1"), { verdict: "hold" }]],
      versions: { "1.0.1": {} },
      extra: { knowledge },
    });

    expect(titleOf(planning)).toBe("lib 1.0.0 → 1.0.1");
  });

  test("into newer versions pass over what an attack would need alone, and say what could not be looked into", () => {
    const versions = { "1.1.0": {}, "1.2.0": {} };

    const grave = plan({
      goal: "newer",
      looks: [
        [to("1.2.0"), { risk: "high", news: ["runs postinstall at install now"] }],
        [to("1.1.0"), { risk: "moderate", news: ["starts programs now"] }],
      ],
      versions,
    });
    const unknown = plan({
      goal: "newer",
      looks: [[to("1.2.0"), { verdict: "unknown", why: "no bytes", risk: "moderate" }]],
      versions,
    });

    expect(titleOf(grave)).toBe("lib 1.0.0 → 1.1.0");
    expect(unknown).toMatchObject({
      plan: {
        groups: [
          {
            title: "lib 1.0.0 → 1.2.0",
            risk: "moderate",
            drift: { verdict: "unknown", news: ["could not be looked into: no bytes"] },
          },
        ],
      },
    });
  });

  test("are not needed where there is nothing newer, and nobody is told to do anything", () => {
    const planning = plan({ goal: "newer", looks: [], versions: { "2.0.0": {} } });

    expect(planning).toMatchObject({ kind: "planned", plan: { groups: [], unrepaired: [] } });
  });
});
