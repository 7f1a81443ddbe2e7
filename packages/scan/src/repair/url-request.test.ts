import { describe, expect, test } from "vitest";

import { hashOf, knowledgeOf, npmLock, publish, publishAll, stateOf } from "../../test/repair-kit.ts";
import type { Members } from "../../test/repair-kit.ts";
import { listRequests } from "./list-requests.ts";
import { planRepairs } from "./plan-repairs.ts";
import type { Planning } from "./plan-repairs.ts";
import type { PublishedPackage } from "./published-package.ts";

const address = "https://downloads.example/lib.tgz";
const lib = publish("lib", { "1.0.0": {} });
const own: Members = { version: "1.0.0", resolved: address, integrity: hashOf("lib", "1.0.0") };

function plan(entry: Members, published: readonly PublishedPackage[], others: Members = {}): Planning {
  const knowledge = knowledgeOf([]);
  const dependencies = { lib: address, ...(Object.keys(others).length === 0 ? {} : { holder: "1.0.0" }) };
  const manifest = { name: "planted", version: "1.0.0", private: true, dependencies };
  const files = {
    "package.json": `${JSON.stringify(manifest, undefined, 2)}\n`,
    "package-lock.json": npmLock({ dependencies }, { "node_modules/lib": entry, ...others }),
  };
  const state = stateOf(files, { file: "package-lock.json", kind: "npm" }, knowledge);
  const { requests } = listRequests(
    state.findings.filter(({ id }) => id === "url-dependency"),
    undefined,
  );
  return planRepairs(state, requests, { knowledge, published: publishAll(published) });
}

function whyOf(planning: Planning): string | undefined {
  return planning.kind === "planned" ? planning.plan.unrepaired[0]?.why : planning.kind;
}

describe("workUrl", () => {
  test("writes the exact version in manifest and lockfile where the registry has the locked bytes", () => {
    const planning = plan(own, [lib]);

    expect(planning).toMatchObject({
      kind: "planned",
      plan: { groups: [{ risk: "moderate", repaired: [{ id: "url-dependency" }] }], unrepaired: [] },
    });
    const texts = planning.kind === "planned" ? planning.end.texts : new Map<string, string>();
    expect(JSON.parse(texts.get("package.json") ?? "{}")).toMatchObject({ dependencies: { lib: "1.0.0" } });
    expect(JSON.parse(texts.get("package-lock.json") ?? "{}")).toMatchObject({
      packages: {
        "": { dependencies: { lib: "1.0.0" } },
        "node_modules/lib": { ...own, resolved: "https://registry.example/lib/-/lib-1.0.0.tgz" },
      },
    });
  });

  test("is not tempted by a published version of other bytes", () => {
    const other = { ...own, integrity: hashOf("lib", "6.6.6") };

    expect(whyOf(plan(other, [lib]))).toContain("the registry has other bytes under that name and version");
  });

  test.each([
    ["has no hash", { version: "1.0.0", resolved: address }, "without a locked hash"],
    ["has a version that is not published", { ...own, version: "2.0.0" }, "does not list lib@2.0.0"],
  ])("leaves it to people where the lockfile %s", (_, entry, why) => {
    expect(whyOf(plan(entry, [lib]))).toContain(why);
  });

  test("leaves an address that a dependency asks for", () => {
    const holder = {
      "node_modules/holder": {
        version: "1.0.0",
        resolved: "https://registry.example/holder/-/holder-1.0.0.tgz",
        integrity: hashOf("holder", "1.0.0"),
        dependencies: { lib: address },
      },
    };

    expect(whyOf(plan(own, [lib], holder))).toContain("a dependency asks for that address");
  });

  test("asks for the package first", () => {
    expect(plan(own, [])).toMatchObject({ kind: "wanting", names: ["lib"] });
  });
});
