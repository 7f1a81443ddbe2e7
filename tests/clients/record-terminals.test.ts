import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseInstant } from "@lockkeeper/core";
import { startReplay } from "@lockkeeper/drill";
import { expect, test } from "vitest";
import { clients } from "./support/clients.ts";
import { renderClientsPage } from "./support/clients-page.ts";
import { recordAll } from "./support/record-all.ts";

const page = fileURLToPath(new URL("../../docs/clients.md", import.meta.url));
const isRecording = process.env["LOCKKEEPER_RECORD"] === "1";

test.runIf(isRecording)("docs/clients.md is written anew from real runs", { timeout: 600_000 }, async () => {
  const replay = await startReplay({ campaign: "axios-2026", at: parseInstant("2026-03-31T01:10:00Z") });
  try {
    await writeFile(page, renderClientsPage(await recordAll(replay)));
  } finally {
    await replay.close();
  }

  expect(await readFile(page, "utf8")).toContain("1.14.0");
});

test.each(clients)(
  "docs/clients.md shows $title as it is pinned, pointed as the tests point it",
  async (client) => {
    const text = await readFile(page, "utf8");

    expect(text).toContain(`### ${client.title}\n`);
    for (const [name, value] of Object.entries(client.pointing("http://127.0.0.1:4880")))
      expect(text).toContain(`export ${name}=${value}`);
    expect(text).toContain(client.settings.text("http://127.0.0.1:4880").trim());
  },
);

test("docs/clients.md shows no failure of the firewall no address of a test and no registry's name", async () => {
  const text = await readFile(page, "utf8");

  expect(text).not.toMatch(/https:\/\/(?!registry\.example)/);
  expect(text).not.toMatch(/INTERNAL|127\.0\.0\.1:(?!4880)|\/tmp\//);
});
