import { describe, expect, test } from "vitest";

import { hashOf, knowledgeOf, locked, npmLock, publish, publishAll, stateOf } from "../../test/repair-kit.ts";
import type { Members } from "../../test/repair-kit.ts";
import { listRequests } from "./list-requests.ts";
import { planRepairs } from "./plan-repairs.ts";
import type { PublishedPackage } from "./published-package.ts";
import type { RepairPlan } from "./repair.ts";

interface Scenario {
  readonly entries?: Readonly<Record<string, Members>>;
  readonly asked?: Readonly<Record<string, string>>;
  readonly published?: readonly PublishedPackage[];
  readonly files?: Readonly<Record<string, string>>;
}

const usual = {
  "node_modules/a": locked("a", "1.0.0"),
  "node_modules/b": locked("b", "1.0.0"),
  "node_modules/c": locked("c", "1.0.0"),
};

function plan({ entries = {}, asked = {}, published = [], files = {} }: Scenario): RepairPlan {
  const knowledge = knowledgeOf([]);
  const all = { ...usual, ...entries };
  const ranges = Object.fromEntries(
    Object.keys(all).map((place) => [place.slice("node_modules/".length), "1.0.0"]),
  );
  const texts = {
    "package.json": JSON.stringify({
      name: "planted",
      version: "1.0.0",
      private: true,
      dependencies: { ...ranges, ...asked },
    }),
    "package-lock.json": npmLock({ dependencies: ranges }, all),
    ...files,
  };
  const state = stateOf(texts, { file: "package-lock.json", kind: "npm" }, knowledge);
  const { requests } = listRequests(state.findings, new Set(["source", "lockfile"]));
  const planning = planRepairs(state, requests, { knowledge, published: publishAll(published) });
  if (planning.kind !== "planned") throw new TypeError(`wanting ${planning.names.join(", ")}`);
  return planning.plan;
}

const odd = (resolved: string, integrity = hashOf("odd", "1.0.0")): Readonly<Record<string, Members>> => ({
  "node_modules/odd": { ...locked("odd", "1.0.0"), resolved, integrity },
});
const published = [publish("odd", { "1.0.0": {} })];
const titles = ({ groups }: RepairPlan): readonly string[] => groups.map(({ title }) => title);
const reasons = ({ unrepaired }: RepairPlan): string => unrepaired.map(({ why }) => why).join("\n");

describe("repairs of entries", () => {
  test("ask a host over TLS where a hash holds it to the bytes, and not without one", () => {
    const entries = odd("http://registry.example/odd/-/odd-1.0.0.tgz");
    const plain = plan({ entries });
    const weak = plan({
      entries: odd("http://registry.example/odd/-/odd-1.0.0.tgz", "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk="),
      published: [],
    });

    expect(titles(plain)).toEqual(["ask odd's host over TLS"]);
    expect(plain.groups[0]?.changes[0]?.after).toContain('"https://registry.example/odd/-/odd-1.0.0.tgz"');
    expect(reasons(weak)).toContain("without a hash");
  });

  test("take a package from the registry where its bytes are the locked ones", () => {
    const elsewhere = plan({ entries: odd("https://files.example/odd/-/odd-1.0.0.tgz"), published });

    expect(titles(elsewhere)).toEqual(["odd@1.0.0 from the registry"]);
  });

  test("leave other bytes, and what no registry has, to people: the name may be a private one", () => {
    const entries = odd("https://files.example/odd/-/odd-1.0.0.tgz", hashOf("other", "1.0.0"));
    const asked = plan({ entries, published });

    expect(titles(asked)).toEqual([]);
    expect(reasons(asked)).toContain("other bytes");
  });

  test("take in what the manifest asks for and npm's lockfile lacks, with what it needs", () => {
    const late = [
      publish("late", { "1.0.0": { dependencies: { deep: "^1.0.0" } } }),
      publish("deep", { "1.0.0": {} }),
    ];
    const [group] = plan({ asked: { late: "^1.0.0" }, published: late }).groups;

    expect(group?.title).toBe("bring package-lock.json in step with package.json");
    expect(JSON.parse(group?.changes[0]?.after ?? "")).toMatchObject({
      packages: {
        "": { dependencies: { late: "^1.0.0" } },
        "node_modules/deep": { version: "1.0.0" },
        "node_modules/late": { version: "1.0.0" },
      },
    });
  });
});
