import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { createFakeTerminal } from "../../test/fake-environment.ts";
import type { FakeTerminal } from "../../test/fake-environment.ts";

const lockfile = JSON.stringify({
  lockfileVersion: 3,
  packages: {
    "": { name: "app", dependencies: { direct: "1.0.0" } },
    "node_modules/direct": { version: "1.0.0", dependencies: { leaf: "^1.0.0" } },
    "node_modules/leaf": { version: "1.2.0" },
  },
});

async function createProject(files: Readonly<Record<string, string>>): Promise<FakeTerminal> {
  const terminal = await createFakeTerminal();
  const folder = join(terminal.folder, "shop");
  await mkdir(folder);
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return terminal;
}

describe("scan --why", () => {
  test("says who asks for a package, as text and as a line", async () => {
    const { run } = await createProject({ "package-lock.json": lockfile });

    const text = await run("scan", "shop", "--why", "leaf");
    const { lines } = await run("scan", "shop", "--why", "leaf@1.2.0", "--json");

    expect(text).toMatchObject({ code: 0 });
    expect(text.out).toContain("leaf@1.2.0  shop/package-lock.json:1");
    expect(text.out).toContain("direct@1.0.0 asks for ^1.0.0");
    expect(lines).toMatchObject([
      { schema: 1, target: "shop", name: "leaf", path: ["app", "direct@1.0.0", "leaf@1.2.0"] },
    ]);
  });

  test("ends with 1 for what nothing locks, and with 3 where something could not be read", async () => {
    const whole = await createProject({ "package-lock.json": lockfile });
    const cut = await createProject({ "package-lock.json": lockfile, "yarn.lock": "<<<<<<< HEAD\n" });

    const nothing = await whole.run("scan", "shop", "--why", "leaf@9.9.9");
    const unread = await cut.run("scan", "shop", "--why", "leaf");

    expect(nothing).toMatchObject({ code: 1, out: "Nothing locks leaf@9.9.9: 1 lockfile read.\n" });
    expect(unread.code).toBe(3);
    expect(unread.out).toContain("? not read: yarn.lock");
  });

  test("is refused with --fix, and of a folder that is not there", async () => {
    const { run } = await createProject({});

    expect(await run("scan", "shop", "--why", "leaf", "--fix")).toMatchObject({ code: 2 });
    expect(await run("scan", "nowhere", "--why", "leaf")).toMatchObject({ code: 2 });
  });
});
