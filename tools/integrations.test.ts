import { spawnSync } from "node:child_process";
import { accessSync, constants, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { describe, expect, onTestFinished, test } from "vitest";

const root = join(import.meta.dirname, "..");
const folder = join(root, "integrations");
/** The library that policies are read with. */
const { parse } = createRequire(join(root, "packages", "policy", "package.json"))("yaml") as {
  parse(text: string): unknown; // as its types say
};

function read(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default: string }>>;
  readonly runs: {
    readonly using: string;
    readonly steps: readonly {
      readonly id: string;
      readonly shell: string;
      readonly env: Readonly<Record<string, string>>;
      readonly run: string;
    }[];
  };
}

interface ScriptRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly calls: readonly (readonly string[])[];
  readonly outputs: string;
  readonly summary: string;
}

/** Runs the action's script with a Node that only writes down what it was asked, and answers with an exit code. */
function runAction(inputs: Readonly<Record<string, string>>, exitCode: number): ScriptRun {
  const place = mkdtempSync(join(tmpdir(), "lockkeeper-action-"));
  onTestFinished(() => rmSync(place, { recursive: true, force: true }));
  const calls = join(place, "calls");
  const [outputs, summary] = [join(place, "outputs"), join(place, "summary")];
  for (const file of [calls, outputs, summary]) writeFileSync(file, "");
  const written = 'last=; for each in "$@"; do [ "$last" = --out ] && echo x >"$each"; last=$each; done';
  const fake = `#!/bin/sh\n${written}\nprintf '%s\\037' "$@" >>"$CALLS"; printf '\\n' >>"$CALLS"; echo told; exit ${String(exitCode)}\n`;
  writeFileSync(join(place, "node"), fake, { mode: 0o755 });
  const { status, stdout } = spawnSync("bash", [join(folder, "github", "scan.sh")], {
    encoding: "utf8",
    cwd: place,
    env: {
      PATH: `${place}:/usr/bin:/bin`,
      CALLS: calls,
      GITHUB_OUTPUT: outputs,
      GITHUB_STEP_SUMMARY: summary,
      ...inputs,
    },
  });
  return {
    status,
    stdout,
    calls: readFileSync(calls, "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => line.split("\u001f").slice(1, -1)),
    outputs: readFileSync(outputs, "utf8"),
    summary: readFileSync(summary, "utf8"),
  };
}

const plainInputs = {
  LOCKKEEPER_TARGET: ".",
  LOCKKEEPER_FAIL_ON: "high",
  LOCKKEEPER_SINCE: "",
  LOCKKEEPER_BASELINE: "",
  LOCKKEEPER_SARIF: "lockkeeper.sarif",
  LOCKKEEPER_SUMMARY: "true",
  LOCKKEEPER_ADVISORIES: "true",
};

describe("the GitHub Action", () => {
  const action = parse(read("integrations/github/action.yml")) as Action; // our own file

  test("hands every input to its script as a variable, and none as text of the script", () => {
    const [step] = action.runs.steps;

    expect(action.runs.using).toBe("composite");
    expect(step?.shell).toBe("bash");
    expect(step?.run).not.toContain("${{");
    expect(Object.values(step?.env ?? {})).toEqual(
      Object.keys(action.inputs).map((name) => `\${{ inputs.${name} }}`),
    );
    expect(Object.keys(step?.env ?? {})).toEqual(Object.keys(plainInputs));
  });

  test("annotates, writes SARIF and a summary, and ends as the scan did", () => {
    const run = runAction(plainInputs, 1);

    expect(run).toMatchObject({
      status: 1,
      stdout: "told\n",
      outputs: "sarif=lockkeeper.sarif\n",
      summary: "told\n",
      calls: [
        ["--fail-on", "high", "--format", "github", "--", "."],
        ["--fail-on", "high", "--format", "sarif", "--out", "lockkeeper.sarif", "--", "."],
        ["--fail-on", "high", "--format", "markdown", "--", "."],
      ],
    });
  });

  test("takes hostile inputs for what they are", () => {
    const hostile = "$(touch /tmp/x); --help \"' `id`";
    const run = runAction(
      { ...plainInputs, LOCKKEEPER_TARGET: hostile, LOCKKEEPER_SINCE: hostile, LOCKKEEPER_SARIF: "" },
      0,
    );

    expect(run.status).toBe(0);
    expect(run.calls[0]).toEqual([
      "--fail-on",
      "high",
      "--since",
      hostile,
      "--format",
      "github",
      "--",
      hostile,
    ]);
    expect(run.calls).toHaveLength(2);
    expect(run.outputs).toBe("");
  });
});

describe("the GitLab template", () => {
  const template = parse(read("integrations/gitlab/lockkeeper.gitlab-ci.yml")) as Readonly<
    Record<string, { readonly before_script: readonly string[]; readonly script: readonly string[] }>
  >; // our own file

  test("has a hidden job whose lines a shell can read, and which fails as the scan does", () => {
    const job = template[".lockkeeper-scan"];
    const lines = [...(job?.before_script ?? []), ...(job?.script ?? [])];
    const checked = spawnSync("sh", ["-n"], { input: lines.join("\n"), encoding: "utf8" });

    expect(Object.keys(template)).toEqual([".lockkeeper-scan"]);
    expect(checked).toMatchObject({ status: 0, stderr: "" });
    expect(job?.script.at(-1)).not.toContain("||");
  });
});

describe("the pre-commit hook", () => {
  const [hook] = parse(read(".pre-commit-hooks.yaml")) as readonly {
    readonly id: string;
    readonly entry: string;
    readonly language: string;
    readonly files: string;
    readonly args: readonly string[];
  }[]; // our own file

  test("starts a program of this repository that may be executed", () => {
    expect(hook).toMatchObject({ id: "lockkeeper-scan", language: "script" });
    expect(() => accessSync(join(root, hook?.entry ?? ""), constants.X_OK)).not.toThrow();
  });

  test("runs for what a scan looks at", () => {
    const files = new RegExp(hook?.files ?? "");
    const names = [
      "package-lock.json",
      "apps/web/pnpm-lock.yaml",
      ".mcp.json",
      "public/index.html",
      "src/a.ts",
      "README.md",
    ];

    expect(names.filter((name) => files.test(name))).toEqual(names.slice(0, 4));
  });
});

interface Scanner {
  toBill(packages: readonly { readonly name: string; readonly version: string }[]): {
    readonly components: readonly { readonly purl: string }[];
  };
  toAdvisories(line: object): readonly object[];
}

describe("the security scanner for Bun", () => {
  async function load(): Promise<Scanner> {
    const url = pathToFileURL(join(folder, "bun-scanner", "scanner.mjs")).href;
    return (await import(url)) as Scanner; // a module in plain JavaScript
  }

  test("asks about packages of registries by their package URL", async () => {
    const { toBill } = await load();

    const { components } = toBill([
      { name: "@scope/a", version: "1.0.0+b" },
      { name: "folder", version: "workspace:app" },
    ]);

    expect(components.map(({ purl }) => purl)).toEqual(["pkg:npm/%40scope/a@1.0.0%2Bb"]);
  });

  test("stops for malware and what is critical, warns of what is high, and lets the rest be", async () => {
    const { toAdvisories } = await load();
    const severities = ["malware", "critical", "high", "moderate", "low"];
    const findings = severities.map((severity) => ({
      severity,
      name: "a",
      message: "m",
      fix: null,
      advisories: ["CVE-2026-1", "GHSA-1234-5678-9abc"],
    }));

    const told = toAdvisories({ findings, unread: [] });

    expect(told.map((each) => ("level" in each ? each.level : ""))).toEqual(["fatal", "fatal", "warn"]);
    expect(told[0]).toMatchObject({ url: "https://github.com/advisories/GHSA-1234-5678-9abc" });
  });

  test("stops when not everything could be checked", async () => {
    const { toAdvisories } = await load();
    const line = { verdict: "unknown", findings: [], unread: [{ error: { message: "no version" } }] };

    expect(() => toAdvisories(line)).toThrow(/could not check everything: no version/);
  });
});
