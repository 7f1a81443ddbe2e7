import { parseDependencyGraph } from "@lockkeeper/lockfile";
import type { DependencyGraph } from "@lockkeeper/lockfile";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { axios, question, shop } from "../../../test/evidence.ts";
import type { EvidenceItem } from "../../observation.ts";
import { createTargetSet } from "../../targets/target-set.ts";
import { listAccepted, splitWord } from "./accepted-versions.ts";
import type { CommandFile, RangeFolder } from "./collect-ranges.ts";
import { collectRanges } from "./collect-ranges.ts";
import { formOfCommands, readCommandFile } from "./command-files.ts";
import { readCommandLine } from "./command-use.ts";

function manifest(folder: string, content: unknown, graphs?: readonly DependencyGraph[]): RangeFolder {
  const text = typeof content === "string" ? content : JSON.stringify(content, null, 2);
  return {
    folder,
    read: () => Promise.resolve(Buffer.from(text)),
    isLocked: () => Promise.resolve(graphs !== undefined),
    graphs: () => Promise.resolve(graphs ?? []),
  };
}

function file(path: string, text: string): CommandFile {
  return { path, form: formOfCommands(path) ?? "lines", read: () => Promise.resolve(Buffer.from(text)) };
}

function locked(manifestOfRoot: unknown, packages: Readonly<Record<string, unknown>>): DependencyGraph {
  const lockfile = { lockfileVersion: 3, packages: { "": manifestOfRoot, ...packages } };
  return parseDependencyGraph("npm", Buffer.from(JSON.stringify(lockfile)));
}

async function told(
  folders: readonly RangeFolder[],
  commands: readonly CommandFile[] = [],
): Promise<readonly unknown[]> {
  const items: EvidenceItem[] = [];
  for await (const item of collectRanges(question, [{ where: shop, folders, commands }])) items.push(item);
  return items.map((item) =>
    item.kind === "observation"
      ? [item.observation.kind, item.observation.version, item.observation.ref]
      : [item.unreadable.code, item.unreadable.ref],
  );
}

const wide = { dependencies: { ms: "2", axios: "^1.13.0" } };

describe("collectRanges", () => {
  test("tells of a range that no lockfile pins, with its line", async () => {
    expect(await told([manifest("tools", wide)])).toEqual([["accepts", "1.14.1", "tools/package.json:4"]]);
  });

  test("leaves alone what is pinned: exactly, by a lockfile, or to another package or place", async () => {
    const graph = locked(wide, {
      "node_modules/axios": { version: "1.14.0" },
      "node_modules/ms": { version: "2.0.0" },
    });
    const folders = [
      manifest("exact", { dependencies: { axios: "1.14.0" } }),
      manifest("older", { dependencies: { axios: "~1.13.0" } }),
      manifest("locked", wide, [graph]),
      manifest("fork", { dependencies: { axios: "npm:@acme/axios@^1.0.0" } }),
      manifest("git", { dependencies: { axios: "github:axios/axios" } }),
    ];

    expect(await told(folders)).toEqual([]);
  });

  test("follows an alias to the package that is meant", async () => {
    const folders = [manifest("", { devDependencies: { http: "npm:axios@^1.0.0" } })];

    expect(await told(folders)).toEqual([["accepts", "1.14.1", "package.json:3"]]);
  });

  test("tells of a lockfile that is out of step with its manifest", async () => {
    const graph = locked(wide, { "node_modules/ms": { version: "2.0.0" } });

    expect(await told([manifest("", wide, [graph])])).toEqual([["accepts", "1.14.1", "package.json:4"]]);
  });

  test("tells of packages that pipelines, scripts, images and agents fetch by name", async () => {
    const workflow =
      "jobs:\n  a:\n    steps:\n      - run: npx -y axios\n      - run: npm i -g axios@1.14.0\n";
    const agent =
      '{ // agents\n "mcpServers": { "x": { "command": "npx", "args": ["-y", "axios@latest"], }, } }';
    const scripts = { scripts: { get: "cross-env A=b pnpm dlx axios@^1 && npx axios-mock" } };
    const commands = [
      file(".github/workflows/ci.yml", workflow),
      file(".cursor/mcp.json", agent),
      file("web/package.json", JSON.stringify(scripts)),
      file("Dockerfile", 'FROM node\nRUN ["npm", "install", "-g", "axios"]\n'),
      file("install.sh", "set -e\nif true; then\n  sudo bunx \\\n    axios\nfi\n# npx axios\n"),
    ];

    expect(await told([], commands)).toEqual([
      ["accepts", "1.14.1", ".github/workflows/ci.yml:4"],
      ["accepts", "1.14.1", ".cursor/mcp.json:2"],
      ["accepts", "1.14.1", "web/package.json:1"],
      ["accepts", "1.14.1", "Dockerfile:2"],
      ["accepts", "1.14.1", "install.sh:3"],
    ]);
  });

  test("tells of a bare install in a folder that has no lockfile", async () => {
    const workflow =
      "steps:\n  - run: npm ci\n  - name: tools\n    working-directory: ./tools\n    run: |\n      npm install\n  - run: npm --prefix tools install\n  - run: npm install\n";
    const graph = locked(wide, {
      "node_modules/axios": { version: "1.14.0" },
      "node_modules/ms": { version: "2.0.0" },
    });
    const folders = [manifest("", wide, [graph]), manifest("tools", wide)];

    expect(await told(folders, [file(".github/workflows/ci.yml", workflow)])).toEqual([
      ["accepts", "1.14.1", "tools/package.json:4"],
      ["accepts", "1.14.1", ".github/workflows/ci.yml:6"],
      ["accepts", "1.14.1", ".github/workflows/ci.yml:7"],
    ]);
  });

  test("tells of commands that resolve a locked project anew, what locked packages ask for included", async () => {
    const own = { dependencies: { client: "1.0.0" } };
    const packages = {
      "node_modules/client": { version: "1.0.0", dependencies: { axios: "^1.0.0" } },
      "node_modules/axios": { version: "1.14.0" },
    };
    const folders = [manifest("", own, [locked(own, packages)])];
    const commands = [
      file("a.sh", "npm update\n"),
      file("b.sh", "rm -rf node_modules package-lock.json && npm install\n"),
      file("c.sh", "npm install --no-package-lock\n"),
      file("d.sh", "npm update other\nnpm ci\nnpm install\n"),
    ];

    expect(await told(folders, commands)).toEqual([
      ["accepts", "1.14.1", "a.sh:1"],
      ["accepts", "1.14.1", "b.sh:1"],
      ["accepts", "1.14.1", "c.sh:1"],
    ]);
  });

  test("tells of an image into which the manifest is copied without the lockfile", async () => {
    const graph = locked(wide, {
      "node_modules/axios": { version: "1.14.0" },
      "node_modules/ms": { version: "2.0.0" },
    });
    const alone = "FROM node\nCOPY package.json ./\nRUN cd /app && npm install\nCOPY . .\n";
    const both = "FROM node\nCOPY package*.json ./\nRUN npm install\n";
    const folders = [manifest("api", wide, [graph]), manifest("web", wide, [graph])];

    expect(await told(folders, [file("api/Dockerfile", alone), file("web/Dockerfile", both)])).toEqual([
      ["accepts", "1.14.1", "api/Dockerfile:3"],
    ]);
  });

  test("calls a manifest unreadable that is none", async () => {
    expect(await told([manifest("", '{"dependencies":{"axios"')])).toEqual([
      ["LOCKFILE_BAD_FORMAT", "package.json"],
    ]);
  });

  test("never throws, whatever manifests and files hold", async () => {
    const texts = fc.oneof(
      fc.string(),
      fc.json(),
      fc.constant('{"dependencies":{"axios":["^1"]},"scripts":{"__proto__":"npx axios"}}'),
    );
    const paths = fc.constantFrom(
      "a/package.json",
      ".github/workflows/x.yml",
      "Dockerfile",
      ".mcp.json",
      "x.sh",
    );
    await fc.assert(
      fc.asyncProperty(texts, paths, async (text, path) => {
        const found = await told([manifest("", text)], [file(path, text), file(path, `npx axios\n${text}`)]);

        expect(Array.isArray(found)).toBe(true);
      }),
    );
  });
});

describe("listAccepted", () => {
  const legacy = { ...axios, versions: ["0.30.4", "1.14.1"] };
  const targets = createTargetSet([legacy, { ...axios, name: "made", versions: "all" }]);

  test("takes the newest version that a range leads to, as clients do", () => {
    const ranges = ["^1.2.0", ">=0.27", "0.x", "*", "", "latest", "1.14.1", "^2.0.0", "~1.13", "workspace:*"];

    expect(ranges.map((range) => listAccepted("axios", range, targets))).toEqual([
      ["1.14.1"],
      ["1.14.1"],
      ["0.30.4"],
      ["1.14.1"],
      ["1.14.1"],
      ["1.14.1"],
      ["1.14.1"],
      [],
      [],
      [],
    ]);
    expect(listAccepted("made", "^1.0.0", targets)).toEqual([undefined]);
    expect(listAccepted("other", "*", targets)).toEqual([]);
  });

  test("never throws on foreign ranges and words", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(listAccepted("axios", text, targets).length).toBeLessThanOrEqual(1);
        expect(["string", "undefined"]).toContain(typeof splitWord(text)?.name);
      }),
    );
  });
});

describe("readCommandLine", () => {
  test("reads programs behind shells, variables, folders and paths", () => {
    const read = (line: string): readonly unknown[] =>
      readCommandLine(line).map(({ kind, specs, folder }) => [kind, specs, folder]);

    expect(read('bash -lc "cd api && A=1 ./node_modules/.bin/npx.cmd -p axios@1 tool"')).toEqual([
      ["run", ["axios@1"], "api"],
    ]);
    expect(read("yarn; yarn add axios -D; yarn global add x; yarn build")).toEqual([
      ["install", [], ""],
      ["add", ["axios"], ""],
      ["add", ["x"], ""],
    ]);
    expect(read("npm exec -- axios; npx --no axios; npm run update; npm audit fix")).toEqual([
      ["run", ["axios"], ""],
      ["update", [], ""],
    ]);
    expect(read("pnpm -C web up axios && ncu -u && rm web/pnpm-lock.yaml")).toEqual([
      ["update", ["axios"], "web"],
      ["update", [], ""],
      ["drop-lock", [], "web"],
    ]);
  });

  test("never throws, and takes time in proportion to the text", () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom("lines", "dockerfile", "json", "scripts"), (text, form) => {
        const uses = readCommandFile(form, `${text}\n${'sh -c "'.repeat(50)}${text}`);

        expect(Array.isArray(uses)).toBe(true);
      }),
    );
  });
});
