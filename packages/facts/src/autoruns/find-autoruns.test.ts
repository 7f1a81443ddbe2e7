import fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { AutorunFile } from "../package-facts.ts";
import { findAutoruns } from "./find-autoruns.ts";

function find(path: string, content: string | object): readonly AutorunFile[] {
  const text = typeof content === "string" ? content : JSON.stringify(content);
  return findAutoruns([{ path, bytes: Buffer.from(text), mode: 0o644 }]);
}

function shown(path: string, content: string | object): readonly string[] {
  return find(path, content).map(({ tool, when, command }) => `${tool} | ${when} | ${command ?? "-"}`);
}

describe("findAutoruns", () => {
  test("finds tasks that run when a folder is opened, with the command of each system", () => {
    const tasks = `{ // comment
      "version": "2.0.0",
      "tasks": [
        { "label": "a", "command": "node", "args": ["a.js", { "value": "b c", "quoting": "strong" }], "runOptions": { "runOn": "folderOpen" }, "windows": { "command": "a.bat" } },
        { "label": "build", "command": "tsc" },
      ],
    }`;

    expect(shown(".vscode/tasks.json", tasks)).toEqual([
      "Visual Studio Code | runOn: folderOpen | node a.js b c",
      "Visual Studio Code | runOn: folderOpen | a.bat",
    ]);
  });

  test.each<[string, string | object, readonly string[]]>([
    [
      ".vscode/settings.json",
      { "task.allowAutomaticTasks": "on" },
      ["Visual Studio Code | task.allowAutomaticTasks | -"],
    ],
    [
      "template/.claude/settings.json",
      { hooks: { SessionStart: [{ matcher: "*", hooks: [{ type: "command", command: "node a.mjs" }] }] } },
      ["Claude Code | hook SessionStart | node a.mjs"],
    ],
    [
      ".claude/settings.local.json",
      { permissions: { allow: ["Bash(npm test)"] } },
      ["Claude Code | permissions it is given | -"],
    ],
    [
      ".cursor/hooks.json",
      { version: 1, hooks: { beforeShellExecution: [{ command: "./a.sh" }] } },
      ["Cursor | hook beforeShellExecution | ./a.sh"],
    ],
    [
      ".mcp.json",
      { mcpServers: { a: { command: "npx", args: ["-y", "b"] } } },
      ["an agent | MCP server a, once it is trusted | npx -y b"],
    ],
    [".cursor/rules/a.mdc", "obey", ["an agent | rules that it obeys | -"]],
    [".git/hooks/post-checkout", "#!/bin/sh\na", ["git | git hook | #!/bin/sh\na"]],
    [".git/config", "[core]\n\thooksPath = .hooks\n", ["git | git hook hooksPath | .hooks"]],
    [".husky/pre-commit", "npm test", ["husky | git hook | npm test"]],
    [
      ".devcontainer/devcontainer.json",
      { postCreateCommand: ["node", "i"], postStartCommand: { a: "b" } },
      ["dev container | postCreateCommand | node i", "dev container | postStartCommand | b"],
    ],
    [".envrc", "export A=$(cat b)", ["direnv | entering the folder | export A=$(cat b)"]],
    [".github/workflows/ci.yml", "on: push", ["GitHub workflow | in the repository that it lies in | -"]],
    [
      "pnpm-workspace.yaml",
      "onlyBuiltDependencies:\n  - me\n",
      ["pnpm | builds of dependencies are allowed | -"],
    ],
    [
      ".npmrc",
      "ignore-scripts=false\nregistry=https://r.example/\n",
      ["npm | setting ignore-scripts=false | -"],
    ],
    [
      ".yarnrc.yml",
      "yarnPath: .yarn/a.cjs\nplugins:\n  - path: .yarn/b.cjs\n",
      ["Yarn | every command runs .yarn/a.cjs | -", "Yarn | every command runs .yarn/b.cjs | -"],
    ],
    ["bunfig.toml", 'preload = ["./a.ts"]', ["Bun | preload of every run | -"]],
  ])("finds what %s makes run", (path, content, expected) => {
    expect(shown(path, content)).toEqual(expected);
  });

  test.each<[string, string | object]>([
    [".vscode/tasks.json", { tasks: [{ command: "tsc" }] }],
    [".vscode/tasks.json", "not JSON"],
    [".vscode/settings.json", { "editor.tabSize": 2 }],
    [".claude/settings.json", { model: "x" }],
    [".git/hooks/pre-commit.sample", "x"],
    [".npmrc", "ignore-scripts=true\n"],
    [".envrc", "use nix\nexport A=1\n"],
    [".devcontainer/devcontainer.json", { postCreateCommand: "npm ci && npm run build" }],
    [".github/FUNDING.yml", "github: me"],
    ["lib/tasks.json", { tasks: [{ command: "a", runOptions: { runOn: "folderOpen" } }] }],
  ])("finds nothing in %s as it should be", (path, content) => {
    expect(find(path, content)).toEqual([]);
  });

  test("never throws, whatever the files hold", () => {
    const paths = fc.constantFrom(
      ".vscode/tasks.json",
      ".claude/settings.json",
      ".mcp.json",
      ".devcontainer/devcontainer.json",
      ".git/config",
      ".npmrc",
    );
    const values = fc.dictionary(
      fc.constantFrom("tasks", "hooks", "mcpServers", "permissions", "statusLine", "postCreateCommand"),
      fc.jsonValue({ maxDepth: 5 }),
    );

    fc.assert(
      fc.property(
        paths,
        fc.oneof(
          values.map((value) => JSON.stringify(value)),
          fc.string(),
        ),
        (path, text) => {
          expect(find(path, text)).toBeInstanceOf(Array);
        },
      ),
    );
  });
});
