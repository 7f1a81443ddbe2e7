import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { createFakeTerminal } from "../../test/fake-environment.ts";
import { recordNight } from "../../test/ledger-entries.ts";
import { tellLate } from "./late-session.ts";
import type { LateItem } from "./late-session.ts";

async function collect(items: AsyncIterable<LateItem>): Promise<readonly LateItem[]> {
  const found: LateItem[] = [];
  for await (const item of items) found.push(item);
  return found;
}

describe("tellLate", () => {
  test("tellLate tells several accusations of one version together, with every place once", async () => {
    const terminal = await createFakeTerminal({ now: "2026-03-31T04:00:00Z" });
    await recordNight(terminal);
    const { environment } = terminal;
    const policy = join(environment.env["LOCKKEEPER_DATA"] ?? "", "policy.yaml");
    await writeFile(
      policy,
      "version: 1\npreset: balanced\ndeny: [{ match: axios@1.14.1, reason: incident 7 }]\n",
    );

    const items = await collect(tellLate({ data: undefined, isDryRun: false }, environment));

    expect(items).toMatchObject([
      {
        kind: "late",
        exposure: {
          name: "axios",
          version: "1.14.1",
          accusations: [{ source: "axios-2026" }, { source: "policy", reason: "incident 7" }],
          rows: [{ where: { id: "token:0123456789ab" }, grade: "fetched" }],
        },
      },
      { kind: "late-end", versions: 1, places: 1 },
    ]);
  });

  test("tellLate answers that nothing is new where no firewall ever ran", async () => {
    const { environment } = await createFakeTerminal({ now: "2026-03-31T04:00:00Z" });
    const data = join(environment.env["LOCKKEEPER_DATA"] ?? "", "none");

    const items = await collect(tellLate({ data, isDryRun: false }, environment));

    expect(items).toEqual([{ kind: "late-end", versions: 0, places: 0 }]);
  });
});
