import { readFileSync } from "node:fs";
import { join } from "node:path";

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { parseReleaseHistory } from "@lockkeeper/trust";
import type { ReleaseHistory } from "@lockkeeper/trust";

import { edge, examine, graphOf, idsOf, knowledgeOf, locked, projectOf } from "../../test/project-scene.ts";
import { listCommands } from "../configured-commands.ts";
import { parseBaseline, renderBaseline } from "../baseline.ts";
import { parseProjectManifest } from "../project-manifest.ts";
import { readRunner } from "../runner-command.ts";
import { scanRules } from "../scan-rules.ts";
import { tryReadTarballUrl } from "../tarball-name.ts";

const documentation = readFileSync(
  join(import.meta.dirname, "..", "..", "..", "..", "docs", "scan.md"),
  "utf8",
);

function historyOf(name: string, versions: Readonly<Record<string, string>>): ReleaseHistory {
  const entries = Object.entries(versions);
  return parseReleaseHistory(
    Buffer.from(
      JSON.stringify({
        name,
        "dist-tags": { latest: entries.at(-1)?.[0] },
        time: { created: entries[0]?.[1], ...versions },
        versions: Object.fromEntries(entries.map(([version]) => [version, { name, version, dist: {} }])),
      }),
    ),
  );
}

describe("scanRules", () => {
  test.each(scanRules.map(({ id }) => id))("%s has a section in docs/scan.md", (id) => {
    expect(documentation).toContain(`### \`${id}\``);
  });
});

describe("findPinFaults", () => {
  const graph = graphOf([locked("fine", "1.2.0")], {
    roots: [{ folder: ".", name: "app", version: undefined, dependencies: [edge("fine", "^1.0.0", 0)] }],
  });

  function outOfStep(dependencies: object): readonly string[] {
    const manifests = [parseProjectManifest("package.json", JSON.stringify({ name: "app", dependencies }))];
    return idsOf(projectOf(graph, { manifests })).filter((id) => id !== "unpinned-range");
  }

  test("a dependency that the lockfile lacks, or has in another version, is out of step", () => {
    expect(outOfStep({ fine: "^2.0.0" })).toEqual(["lockfile-out-of-step"]);
    expect(outOfStep({ fine: "^1.0.0", more: "1.0.0" })).toEqual(["lockfile-out-of-step"]);
  });

  test("a dependency that the manifest and the lockfile's root agree on and nothing is locked for is out of step", () => {
    const cut = graphOf([], {
      roots: [
        { folder: ".", name: "app", version: undefined, dependencies: [edge("gone", "^1.0.0", undefined)] },
      ],
    });
    const outOf = (range: string): readonly string[] => {
      const text = JSON.stringify({ name: "app", private: true, dependencies: { gone: range } });
      return idsOf(projectOf(cut, { manifests: [parseProjectManifest("package.json", text)] }));
    };

    expect(outOf("^1.0.0")).toContain("lockfile-out-of-step");
    expect(outOf("workspace:^1.0.0")).not.toContain("lockfile-out-of-step");
  });

  test("a lockfile that lacks what its own packages need is told once, but for optional packages", () => {
    const needing = [edge("gone", "^1.0.0", undefined), edge("lost", "^1.0.0", undefined)];
    const required = graphOf([locked("fine", "1.2.0", { dependencies: needing })]);
    const optional = graphOf([locked("fine", "1.2.0", { dependencies: needing, isOptional: true })]);

    expect(idsOf(projectOf(required))).toEqual(["lockfile-out-of-step"]);
    expect(idsOf(projectOf(optional))).toEqual([]);
  });

  test("a range that the locked version satisfies is in step, as clients see it", () => {
    expect(outOfStep({ fine: "^1.0.0" })).toEqual([]);
    expect(outOfStep({ fine: "~1.2.0" })).toEqual([]);
  });

  test("exact versions, aliases of them and what no registry has are pinned", () => {
    const dependencies = {
      a: "1.0.0",
      b: "npm:c@1.0.0",
      d: "workspace:*",
      e: "git+ssh://git@code.example/a/b.git#main",
      f: "file:../f",
      g: "owner/repository",
    };
    const manifests = [parseProjectManifest("package.json", JSON.stringify({ name: "app", dependencies }))];

    expect(idsOf(projectOf(graphOf([]), { manifests }))).not.toContain("unpinned-range");
  });
});

describe("findRunners", () => {
  const configuration = (command: string, args: readonly string[]): string =>
    JSON.stringify({ mcpServers: { one: { command, args } } });

  function runnerIds(text: string): readonly string[] {
    return idsOf(projectOf(graphOf([]), { runners: [{ file: ".mcp.json", text }] }));
  }

  test.each([
    ["npx", ["-y", "server@latest"]],
    ["npx", ["server"]],
    ["bunx", ["@scope/server"]],
    ["pnpm", ["dlx", "server@^1"]],
    ["cmd", ["/c", "npx", "-y", "server"]],
    ["C:\\node\\npx.cmd", ["--package=server@next", "run"]],
  ])("%s %j fetches what was published last", (command, args) => {
    expect(runnerIds(configuration(command, args))).toEqual(["unpinned-runner"]);
  });

  test.each([
    ["npx", ["-y", "server@1.2.3"]],
    ["npx", ["--no", "server"]],
    ["node", ["server.js"]],
    ["npx", ["./local"]],
  ])("%s %j fetches nothing unknown", (command, args) => {
    expect(runnerIds(configuration(command, args))).toEqual([]);
  });

  test("comments and trailing commas are understood", () => {
    const text =
      '{ // editors\n "servers": { "a": { "command": "npx", "args": ["server@latest",], } } /* end */ }';

    expect(runnerIds(text)).toEqual(["unpinned-runner"]);
  });

  test("a program of a dependency is started from there", () => {
    const manifest = {
      name: "app",
      dependencies: { tool: "1.0.0" },
      scripts: { a: "npx tool && npx -y tool" },
    };
    const manifests = [parseProjectManifest("package.json", JSON.stringify(manifest))];
    const graph = graphOf([locked("tool", "1.0.0")]);

    expect(idsOf(projectOf(graph, { manifests }))).toEqual([]);
  });
});

describe("findReleaseFaults", () => {
  const published = { "1.0.0": "2025-01-01T00:00:00Z", "1.0.1": "2026-03-31T00:21:00Z" };

  function idsWith(version: string, history: ReleaseHistory): readonly string[] {
    const histories = new Map([[history.name, history]]);
    return idsOf(projectOf(graphOf([locked(history.name, version)])), knowledgeOf({ histories }));
  }

  test("a version that the policy would make wait is told, and one that has stood is not", () => {
    expect(idsWith("1.0.1", historyOf("fine", published))).toEqual(["young-version"]);
    expect(idsWith("1.0.0", historyOf("fine", published))).toEqual([]);
  });

  test("a version that was taken down is told", () => {
    const history = historyOf("fine", published);
    const removed = [{ version: "1.0.2", publishedAt: Date.parse("2026-03-30T00:00:00Z") }];

    expect(idsWith("1.0.2", { ...history, removed })).toEqual(["unlisted-version"]);
  });

  test("a direct dependency is told when it is main versions behind, or nobody releases it any more", () => {
    const behind = historyOf("fine", { "1.0.0": "2024-01-01T00:00:00Z", "4.0.0": "2025-01-01T00:00:00Z" });
    const old = historyOf("fine", { "1.0.0": "2015-01-01T00:00:00Z" });

    expect(idsWith("1.0.0", behind)).toEqual(["outdated-version"]);
    expect(idsWith("1.0.0", old)).toEqual(["abandoned-package"]);
  });

  test("another hash than the registry's is told", () => {
    const history = historyOf("fine", { "1.0.0": "2025-01-01T00:00:00Z" });
    const releases = history.releases.map((each) => ({ ...each, integrity: `sha512-${"C".repeat(86)}==` }));

    expect(idsWith("1.0.0", { ...history, releases })).toEqual(["integrity-of-registry-differs"]);
  });

  test("a single report of every version spares what stood long before it", () => {
    const many = Object.fromEntries(
      Array.from({ length: 12 }, (_, patch) => [
        `1.0.${patch}`,
        `2020-01-${String(patch + 1).padStart(2, "0")}T00:00:00Z`,
      ]),
    );
    const histories = new Map([["old", historyOf("old", many)]]);
    const match = {
      id: "MAL-2026-1",
      kind: "malware",
      severity: undefined,
      summary: "",
      source: "osv",
      aliases: [],
      reportedAt: Date.parse("2026-03-01T00:00:00Z"),
      extent: "every-version",
      isSingleSource: true,
    } as const;
    const { intelligence } = knowledgeOf();
    const knowledge = knowledgeOf({ histories, intelligence: { ...intelligence, match: () => [match] } });

    const found = examine(projectOf(graphOf([locked("old", "1.0.3")])), knowledge);

    expect(found.map(({ id }) => id)).toEqual(["mass-report", "abandoned-package"]);
    expect(idsOf(projectOf(graphOf([locked("unknown", "1.0.3")])), knowledge)).toEqual(["malicious-version"]);
  });
});

describe("commands for vulnerabilities", () => {
  const match = {
    id: "GHSA-1",
    kind: "vulnerability",
    severity: "high",
    summary: "",
    source: "osv",
    aliases: [],
    reportedAt: undefined,
    extent: "range",
    isSingleSource: false,
  } as const;

  /** What repairs `deep`, on which `top` depends, and the project itself where told. */
  function commandFor(
    source: "npm" | "yarn-classic" | "bun" | "sbom",
    isDirect: boolean,
  ): string | undefined {
    const packages = [
      locked("top", "1.0.0", { dependencies: [edge("deep", "^1.0.0", 1)] }),
      locked("deep", "1.0.0"),
    ];
    const dependencies = [edge("top", "1.0.0", 0), ...(isDirect ? [edge("deep", "^1.0.0", 1)] : [])];
    const roots = [{ folder: ".", name: "app", version: "1.0.0", dependencies }];
    const { intelligence } = knowledgeOf();
    const knowledge = knowledgeOf({
      intelligence: {
        ...intelligence,
        match: (name: string) => (name === "deep" ? [match] : []),
        nearestFix: () => "1.0.5",
      },
    });
    const found = examine(projectOf(graphOf(packages, { source, roots })), knowledge);
    return found.find(({ id }) => id === "known-vulnerability")?.fix?.command;
  }

  test.each([
    ["npm", false, "npm update deep"],
    ["bun", false, "bun update deep"],
    // It takes what the project itself names, and leaves the rest alone without a word.
    ["yarn-classic", false, undefined],
    ["yarn-classic", true, "yarn upgrade deep"],
    // A bill is of a project that lies elsewhere.
    ["sbom", true, undefined],
  ] as const)("a fix in the range of %s, direct: %s, has the command %s", (source, isDirect, command) => {
    expect(commandFor(source, isDirect)).toBe(command);
  });
});

describe("parsers of foreign texts", () => {
  test("parseProjectManifest throws its own error and nothing else, and finds the lines of dependencies", () => {
    const manifest = parseProjectManifest(
      "package.json",
      '{\n  "name": "a",\n  "dependencies": {\n    "a": "1",\n    "b": "2"\n  }\n}\n',
    );

    expect(manifest.dependencies.map(({ name, line }) => [name, line])).toEqual([
      ["a", 4],
      ["b", 5],
    ]);
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        try {
          parseProjectManifest("package.json", text);
        } catch (error) {
          expect(error).toMatchObject({ code: "SCAN_BAD_MANIFEST" });
        }
      }),
    );
  });

  test("listCommands, readRunner and tryReadTarballUrl take any text", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), fc.array(fc.string()), (text, words) => {
        listCommands(text);
        readRunner(words);

        expect(tryReadTarballUrl(text)?.name).not.toBe("");
      }),
    );
  });

  test("tryReadTarballUrl reads the conventional form alone", () => {
    expect(tryReadTarballUrl("https://r.example/npm/@a%2fb/-/b-1.0.0.tgz")).toEqual({
      name: "@a/b",
      version: "1.0.0",
    });
    expect(tryReadTarballUrl("https://r.example/download/@a/b/1.0.0/abc")).toBeUndefined();
  });

  test("a baseline knows what was written to it, and never malware", () => {
    const [finding] = examine(projectOf(graphOf([locked("a", "1.0.0", { deprecated: "no" })])));
    const [malware] = examine(projectOf(graphOf([locked("evil", "1.0.0")])));
    const findings = [finding, malware].filter((each) => each !== undefined);

    const baseline = parseBaseline(renderBaseline([{ target: "app", findings }]), "known.json");

    expect(findings.map((each) => baseline.has("app", each))).toEqual([true, false]);
    expect(findings.map((each) => baseline.has("other", each))).toEqual([false, false]);
    expect(() => parseBaseline("{}", "known.json")).toThrow("no list of findings");
  });
});
