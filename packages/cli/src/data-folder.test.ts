import { describe, expect, test } from "vitest";

import { createFakeTerminal } from "../test/fake-environment.ts";
import { dataFolderOf } from "./data-folder.ts";

async function folderWith(options: {
  readonly env: Readonly<Record<string, string>>;
  readonly platform?: string;
  readonly flag?: string;
}): Promise<string> {
  const { environment } = await createFakeTerminal({ platform: options.platform ?? "linux" });
  return dataFolderOf(options.flag, {
    ...environment,
    env: options.env,
    homeFolder: "/home/ada",
    cwd: "/srv/project",
  });
}

describe("dataFolderOf", () => {
  test("dataFolderOf takes the flag before LOCKKEEPER_DATA, and either from the current folder on", async () => {
    const env = { LOCKKEEPER_DATA: "fromEnvironment" };

    expect(await folderWith({ env, flag: "mine" })).toBe("/srv/project/mine");
    expect(await folderWith({ env })).toBe("/srv/project/fromEnvironment");
  });

  test("dataFolderOf follows XDG_DATA_HOME unless it is relative", async () => {
    expect(await folderWith({ env: { XDG_DATA_HOME: "/var/ada" } })).toBe("/var/ada/lockkeeper");
    expect(await folderWith({ env: { XDG_DATA_HOME: "ada" } })).toBe("/home/ada/.local/share/lockkeeper");
    expect(await folderWith({ env: { LOCKKEEPER_DATA: "" } })).toBe("/home/ada/.local/share/lockkeeper");
  });

  test("dataFolderOf knows the places of macOS and Windows", async () => {
    expect(await folderWith({ env: {}, platform: "darwin" })).toBe(
      "/home/ada/Library/Application Support/lockkeeper",
    );
    expect(
      await folderWith({ env: { LOCALAPPDATA: String.raw`C:\Users\ada\AppData\Local` }, platform: "win32" }),
    ).toBe(String.raw`C:\Users\ada\AppData\Local\lockkeeper`);
  });
});
