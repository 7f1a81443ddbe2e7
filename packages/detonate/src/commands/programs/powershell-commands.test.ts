import { describe, expect, test } from "vitest";

import { runGuest } from "../../../test/run-guest.ts";
import type { Observation } from "../../observation.ts";
import { createWorld } from "../../worlds/worlds.ts";

const world = createWorld("win32-laptop", Date.UTC(2026, 10, 17, 9));

async function run(text: string): Promise<readonly Observation[]> {
  const script = `require("child_process").execFileSync("powershell", ["-NoProfile", "-Command", ${JSON.stringify(text)}])`;
  return (await runGuest(script, { world })).observations;
}

async function deletedBy(text: string): Promise<readonly string[]> {
  const observations = await run(text);
  return observations
    .filter(({ api }) => api === "Remove-Item")
    .map(({ data }) => String(data["path"]).toLowerCase());
}

describe("followPowershell", () => {
  test.each([
    "Remove-Item -Recurse -Force $env:USERPROFILE",
    "ri ${env:UserProfile} -r",
    'Remove-Item "$HOME\\*" -Recurse',
    "rm -r -fo ~",
    "Get-ChildItem ~ -Recurse | Remove-Item -Force",
    "gci $HOME | % { ri $_.FullName -r }",
    "foreach ($f in Get-ChildItem $HOME) { Remove-Item $f.FullName -Recurse }",
    "[System.IO.Directory]::Delete($env:USERPROFILE, $true)",
  ])("sees that the home is deleted by %s", async (text) => {
    expect(await deletedBy(text)).toEqual([world.home.toLowerCase()]);
  });

  test.each([
    ["Remove-Item .\\build -Recurse -Exclude ~", "build"],
    ["Get-ChildItem $HOME; Remove-Item out.txt", "out.txt"],
    ["Remove-Item $env:TEMP\\lib-x -Recurse", "lib-x"],
  ])("sees what else is deleted by %s", async (text, name) => {
    const deleted = await deletedBy(text);

    expect(deleted.map((path) => path.split("\\").at(-1))).toEqual([name]);
  });

  test("starts programs of the system as other shells do", async () => {
    const observations = await run("& cmd.exe /c 'rd /s /q %USERPROFILE%'");

    expect(observations.map(({ data }) => data["path"])).toContain(world.home);
  });

  test("ends on texts without end, and on those that are nothing but signs", async () => {
    const observations = await run(`${"{(|;'\"".repeat(3_000)} Remove-Item`);

    expect(observations.filter(({ kind }) => kind === "file")).toEqual([]);
  });
});
