import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { plantArtefacts } from "@lockkeeper/drill";
import { describe, expect, onTestFinished, test } from "vitest";

import { createFakeTerminal } from "../test/fake-environment.ts";
import { promisedFields } from "../test/json-form.ts";

async function createDisk(): Promise<string> {
  const disk = await mkdtemp(join(tmpdir(), "lockkeeper-sweep-"));
  onTestFinished(() => rm(disk, { recursive: true, force: true }));
  await writeFile(join(disk, "lockkeeper-drill-guard"), "");
  return disk;
}

describe("sweep on a planted disk", () => {
  test("sweep finds the inert artefacts of every planted campaign, at least ten", async () => {
    const disk = await createDisk();
    const planted = new Set((await plantArtefacts(disk)).map(({ campaign }) => campaign));
    const { run } = await createFakeTerminal();

    const { code, lines } = await run("sweep", "--root", disk, "--json");

    const found = new Set(
      lines.flatMap(({ kind, campaigns }) => (kind === "match" ? (campaigns as string[]) : [])),
    );
    expect(planted.size).toBeGreaterThanOrEqual(10);
    expect([...planted].filter((campaign) => !found.has(campaign))).toEqual([]);
    expect(code).toBe(1);
    expect(lines.at(-1)).toMatchObject({ kind: "summary", isComplete: true, unreadable: 0 });
  });

  test("sweep sees through a manifest that was put back to the harmless version", async () => {
    const disk = await createDisk();
    await plantArtefacts(disk);
    const { run } = await createFakeTerminal();

    const { lines } = await run("sweep", "--root", disk, "--campaign", "axios-2026", "--json");

    expect(lines.find(({ rule }) => rule === "tell-manifest-swapped")).toMatchObject({
      grade: "executed",
      campaigns: ["axios-2026"],
      package: { name: "plain-crypto-js", version: "4.2.1" },
    });
  });

  test("sweep finds nothing on a disk with honest projects, services, hooks and tools", async () => {
    const disk = await createDisk();
    await plantHonest(disk);
    const { run } = await createFakeTerminal();

    const { code, lines } = await run("sweep", "--root", disk, "--json");

    expect(lines.filter(({ kind }) => kind === "match")).toEqual([]);
    expect(lines.filter(({ kind }) => kind === "autorun").length).toBeGreaterThan(5);
    expect(code).toBe(0);
  });

  test("the lines of sweep have the fields that the contracts promise", async () => {
    const disk = await createDisk();
    await plantArtefacts(disk);
    await writeFile(join(disk, "home/alice/.npmrc"), "# inert\n");
    const { run } = await createFakeTerminal();

    const { lines } = await run("sweep", "--root", disk, "--json");

    const subjects = {
      sweep: "sweep, at its beginning",
      match: "match",
      autorun: "thing",
      credential: "well-known file",
      skipped: "place that was left out",
      summary: "sweep, at its end",
    };
    for (const [kind, subject] of Object.entries(subjects)) {
      const line = lines.find((each) => each["kind"] === kind) ?? {};
      expect(Object.keys(line).toSorted()).toEqual(promisedFields("sweep", subject));
    }
  });

  test("sweep changes nothing on the disk that it looks at", async () => {
    const disk = await createDisk();
    await plantArtefacts(disk);
    const before = await takeStock(disk);
    const { run } = await createFakeTerminal();

    await run("sweep", "--root", disk);

    expect(await takeStock(disk)).toEqual(before);
  });
});

async function takeStock(disk: string): Promise<readonly string[]> {
  const entries = await readdir(disk, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  return await Promise.all(
    files
      .toSorted()
      .map(async (file) => `${file} ${(await stat(file)).mtimeMs} ${(await readFile(file)).length}`),
  );
}

const honest: Readonly<Record<string, string>> = {
  "etc/crontab": "SHELL=/bin/sh\n17 * * * * root cd / && run-parts --report /etc/cron.hourly\n",
  "etc/cron.d/backup": "30 2 * * * root /usr/local/bin/backup --log /tmp/backup.log\n",
  "etc/hosts": "127.0.0.1 localhost\n0.0.0.0 collector.invalid\n",
  "etc/systemd/system/web.service":
    "[Service]\nExecStart=/usr/bin/node /srv/web/server.js --port 8000\nExecStartPre=/usr/bin/test -d /tmp/web\n",
  "home/alice/.config/systemd/user/syncthing.service":
    "[Unit]\nDescription=Syncthing\n[Service]\nExecStart=/usr/bin/syncthing serve\n",
  "home/alice/.bashrc":
    'export NVM_DIR="$HOME/.nvm"\n[ -s "$NVM_DIR/nvm.sh" ] && . "$NVM_DIR/nvm.sh"\nalias up="curl -fsSL https://status.example/ | less"\neval "$(starship init bash)"\n',
  "home/alice/.gitconfig": "[core]\n\thooksPath = ~/.githooks\n\teditor = vim\n",
  "home/alice/code/app/package.json": '{"name":"app","dependencies":{"axios":"1.14.0"}}\n',
  "home/alice/code/app/bundle.js": "console.log(1)\n",
  "home/alice/code/app/setup.mjs": "export {};\n",
  "home/alice/code/app/node_modules/.package-lock.json":
    '{"packages":{"node_modules/axios":{"version":"1.14.0"},"node_modules/esbuild":{"version":"0.25.0","hasInstallScript":true}}}\n',
  "home/alice/code/app/node_modules/axios/package.json": '{"name":"axios","version":"1.14.0"}\n',
  "home/alice/code/app/node_modules/esbuild/package.json":
    '{"name":"esbuild","version":"0.25.0","scripts":{"postinstall":"node install.js"}}\n',
  "home/alice/code/app/node_modules/esbuild/install.js": "\n",
  "home/alice/code/app/node_modules/keyv/package.json": '{"name":"keyv","version":"5.5.0"}\n',
  "home/alice/code/app/.claude/settings.json":
    '{"hooks":{"PostToolUse":[{"matcher":"Edit","hooks":[{"type":"command","command":"npx prettier --write ."}]}],"SessionStart":[{"hooks":[{"type":"command","command":"node .claude/hooks/context.mjs"}]}]}}\n',
  "home/alice/code/app/.claude/hooks/context.mjs": "console.log('branch');\n",
  "home/alice/code/app/.vscode/tasks.json":
    '{\n  // watch on open\n  "tasks": [{ "label": "watch", "type": "npm", "command": "npm", "args": ["run", "watch"], "runOptions": { "runOn": "folderOpen" } },],\n}\n',
  "home/alice/code/app/.git/config": '[remote "origin"]\n\turl = git@git.example:alice/app.git\n',
  "home/alice/code/app/.git/hooks/pre-commit": "#!/bin/sh\nnpx lint-staged\n",
  "home/alice/code/app/.github/workflows/ci.yml":
    "name: CI\non: [push]\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: npm ci\n      - uses: actions/upload-artifact@v4\n",
  "tmp/notes.txt": "ld.py\n",
};

async function plantHonest(disk: string): Promise<void> {
  for (const [path, text] of Object.entries(honest)) {
    await mkdir(join(disk, path, ".."), { recursive: true });
    await writeFile(join(disk, path), text);
  }
}
