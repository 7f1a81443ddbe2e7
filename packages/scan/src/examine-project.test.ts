import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { GraphPackage } from "@lockkeeper/lockfile";

import {
  edge,
  examine,
  graphOf,
  idsOf,
  integrity,
  knowledgeOf,
  locked,
  projectOf,
  settingsOf,
} from "../test/project-scene.ts";
import { mergeFindings } from "./examine-project.ts";
import { listPrivateNames } from "./package-origins.ts";
import { scanRules } from "./scan-rules.ts";

const other = `sha512-${"B".repeat(86)}==`;

function lockedAlone(facts: Partial<GraphPackage>): readonly string[] {
  return idsOf(projectOf(graphOf([locked("fine", "1.0.0", facts)])));
}

describe("examineProject", () => {
  test("an honest project has no finding", () => {
    const project = projectOf(graphOf([locked("fine", "1.0.0"), locked("@scope/fine", "2.1.0")]));

    expect(examine(project)).toEqual([]);
  });

  test("malware is told with the shortest way to it, and a neighbour version is not", () => {
    const graph = graphOf(
      [
        locked("a", "1.0.0", { dependencies: [edge("b", "^1", 1)] }),
        locked("b", "1.0.0", { dependencies: [edge("taken-over", "^2", 2)] }),
        locked("taken-over", "2.0.1"),
        locked("taken-over", "2.0.0", { place: "node_modules/a/node_modules/taken-over" }),
      ],
      {
        roots: [{ folder: ".", name: "app", version: undefined, dependencies: [edge("a", "1.0.0", 0)] }],
      },
    );

    const found = examine(projectOf(graph));

    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      id: "malicious-version",
      severity: "malware",
      path: ["app", "a@1.0.0", "b@1.0.0", "taken-over@2.0.1"],
    });
  });

  test("what is locked in several places is told once, and counts as production if any is", () => {
    const graph = graphOf([
      locked("evil", "1.0.0", { isDevelopment: true }),
      locked("evil", "1.0.0", { place: "node_modules/a/node_modules/evil" }),
    ]);

    const found = examine(projectOf(graph));

    expect(found.filter(({ id }) => id === "malicious-version")).toMatchObject([{ isDevelopment: false }]);
  });

  test("a member of the workspace, and a folder, may have the name of malware", () => {
    expect(lockedAlone({ name: "evil", kind: "workspace", resolved: undefined })).toEqual([]);
    expect(
      idsOf(projectOf(graphOf([locked("evil", "1.0.0", { kind: "file", resolved: "file:../evil" })]))),
    ).toEqual([]);
  });

  test("a private package of a routed scope only shares its name with malware", () => {
    const campaignName = "evil";
    const settings = [
      settingsOf(
        "registry=https://registry.example/\n@own:registry=https://own.example/\nmin-release-age=3\nignore-scripts=true\n",
      ),
    ];
    const elsewhere = locked(campaignName, "1.0.0", {
      resolved: "https://own.example/evil/-/evil-1.0.0.tgz",
    });

    const found = examine(projectOf(graphOf([elsewhere]), { settings }));

    expect(found.map(({ id, severity }) => [id, severity])).toEqual([
      ["name-of-malware", "moderate"],
      ["unscoped-private", "moderate"],
    ]);
  });

  test("names of private packages are known, so that nobody else is told them", () => {
    const own = locked("secret-plan", "1.0.0", {
      resolved: "https://own.example/secret-plan/-/secret-plan-1.0.0.tgz",
    });
    const usual = ["a", "b", "c"].map((name) => locked(name, "1.0.0"));
    const sources = { settings: [], defaultRegistry: "https://registry.example/" };

    expect([...listPrivateNames([graphOf([own, ...usual])], sources)]).toEqual(["secret-plan"]);
  });

  test.each([
    ["integrity-missing", { integrity: undefined }],
    ["integrity-missing", { integrity: "sha512-short" }],
    ["integrity-weak", { integrity: `sha1-${"A".repeat(27)}=` }],
    ["insecure-source", { resolved: "http://registry.example/fine/-/fine-1.0.0.tgz" }],
    ["foreign-host", { resolved: "https://elsewhere.example/fine/-/fine-1.0.0.tgz" }],
    ["name-mismatch", { resolved: "https://registry.example/other/-/other-1.0.0.tgz" }],
    ["name-mismatch", { resolved: "https://registry.example/fine/-/fine-1.0.1.tgz" }],
    ["git-unpinned", { kind: "git", resolved: "git+ssh://git@code.example/a/b.git#main" }],
    ["git-dependency", { kind: "git", resolved: `git+ssh://git@code.example/a/b.git#${"0a".repeat(20)}` }],
    ["insecure-source", { kind: "git", resolved: `git://code.example/a/b.git#${"0a".repeat(20)}` }],
    ["url-dependency", { kind: "tarball", resolved: "https://files.example/a.tgz" }],
    ["deprecated-version", { deprecated: "use another" }],
    ["install-script", { hasInstallScript: true }],
  ] as const)("%s is found in a lockfile", (id, facts) => {
    expect(lockedAlone(facts)).toEqual([id]);
  });

  test("build metadata, loopback and an alias of a dependent are no mismatch", () => {
    const alias = locked("@fork/tool", "1.0.0", {
      resolved: "https://registry.example/tool/-/tool-1.0.0.tgz",
    });
    const graph = graphOf([alias], {
      roots: [
        {
          folder: ".",
          name: "app",
          version: undefined,
          dependencies: [edge("@fork/tool", "npm:tool@1.0.0", 0)],
        },
      ],
    });

    const overrides = [{ selector: "@fork/tool", range: "npm:tool@^1.0.0" }];

    expect(idsOf(projectOf(graph))).toEqual([]);
    expect(idsOf(projectOf(graphOf([alias], { overrides })))).toEqual([]);
    expect(idsOf(projectOf(graphOf([alias])))).toEqual(["name-mismatch"]);
    expect(lockedAlone({ version: "1.0.0+build" })).toEqual([]);
  });

  test("two hashes for one version are told once", () => {
    const graph = graphOf([locked("fine", "1.0.0")]);
    const hidden = {
      file: "node_modules/.package-lock.json",
      graph: graphOf([locked("fine", "1.0.0", { integrity: other })]),
    };

    expect(idsOf(projectOf(graph, { hidden }))).toEqual(["integrity-differs"]);
    expect(
      idsOf(
        projectOf(graph, {
          cachedIntegrity: new Map([["https://registry.example/fine/-/fine-1.0.0.tgz", other]]),
        }),
      ),
    ).toEqual(["integrity-differs"]);
    expect(
      idsOf(
        projectOf(graph, {
          cachedIntegrity: new Map([["https://registry.example/fine/-/fine-1.0.0.tgz", integrity]]),
        }),
      ),
    ).toEqual([]);
  });

  test.each([
    ["tls-off", "strict-ssl=false"],
    ["token-in-file", "//registry.example/:_authToken=abc"],
    ["insecure-registry", "@own:registry=http://own.example/"],
    ["scripts-allowed", "dangerously-allow-all-builds=true"],
  ])("%s is found in the project's settings", (id, line) => {
    const settings = [
      settingsOf(`registry=https://registry.example/\nmin-release-age=3\nignore-scripts=true\n${line}\n`),
    ];

    expect(idsOf(projectOf(graphOf([]), { settings }))).toEqual([id]);
  });

  test("that clients have no minimum age is told of a project, and not again of what lies in it", () => {
    const settings = [settingsOf("ignore-scripts=true\n")];
    const off = [settingsOf("min-release-age=0\nignore-scripts=true\n")];

    expect(idsOf(projectOf(graphOf([]), { settings }))).toEqual(["no-cooldown"]);
    expect(idsOf(projectOf(graphOf([]), { settings, isNested: true }))).toEqual([]);
    expect(idsOf(projectOf(graphOf([]), { settings: off, isNested: true }))).toEqual(["no-cooldown"]);
  });

  test("a credential that is the name of a variable stands in no file", () => {
    const settings = [
      settingsOf("min-release-age=3\nignore-scripts=true\n//registry.example/:_authToken=${TOKEN}\n"),
    ];

    expect(idsOf(projectOf(graphOf([]), { settings }))).toEqual([]);
  });

  test("no graph makes it throw, and every finding is of a known rule", () => {
    const known = new Set(scanRules.map(({ id }) => id));
    const text = fc.oneof(
      fc.string({ unit: "binary", maxLength: 40 }),
      fc.constantFrom(
        "__proto__",
        "constructor",
        "@a/b",
        "1.0.0",
        "^1",
        "https://x.example/-/",
        "git+ssh://",
      ),
    );
    const entry = fc.record({
      name: text,
      version: text,
      resolved: fc.option(fc.oneof(text, fc.webUrl()), { nil: undefined }),
      integrity: fc.option(text, { nil: undefined }),
      line: fc.nat(),
      kind: fc.constantFrom("registry", "tarball", "git", "file", "workspace", "bundled"),
      place: text,
      dependencies: fc.array(
        fc.record({
          name: text,
          range: text,
          group: fc.constantFrom("production", "development", "optional", "peer"),
          to: fc.option(fc.nat({ max: 6 }), { nil: undefined }),
        }),
        { maxLength: 4 },
      ),
      isDevelopment: fc.boolean(),
      isOptional: fc.boolean(),
      isPatched: fc.boolean(),
      hasInstallScript: fc.option(fc.boolean(), { nil: undefined }),
      deprecated: fc.option(text, { nil: undefined }),
    }) as fc.Arbitrary<GraphPackage>; // the constants are of its unions

    fc.assert(
      fc.property(fc.array(entry, { maxLength: 7 }), (packages) => {
        const found = examine(projectOf(graphOf(packages)));

        expect(found.every(({ id }) => known.has(id))).toBe(true);
        expect(mergeFindings(found)).toHaveLength(found.length);
      }),
      { numRuns: 200 },
    );
  });

  test("knowledge that is of nobody finds nothing", () => {
    const found = examine(projectOf(graphOf([locked("evil", "1.0.0")])), {
      ...knowledgeOf(),
      intelligence: { ...knowledgeOf().intelligence, match: () => [] },
    });

    expect(found).toEqual([]);
  });
});
