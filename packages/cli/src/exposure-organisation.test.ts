import { compareAnswer } from "@lockkeeper/drill/organisation";
import type { AnsweredRow } from "@lockkeeper/drill/organisation";
import { describe, expect, test } from "vitest";

import { createFakeTerminal } from "../test/fake-environment.ts";
import { plantOrganisation } from "../test/organisation.ts";

const scale = { seed: 11, repositories: 28, hosts: 5 } as const;
const morning = "2026-04-03T09:00:00Z";

describe("exposure of an organisation", () => {
  test("one command names every place that took the malicious versions, with the secrets in reach, and no other", async () => {
    const terminal = await createFakeTerminal({ now: morning });
    const { folder, truths } = await plantOrganisation(terminal, scale);

    const { code, lines } = await terminal.run(
      "exposure",
      "--campaign",
      "axios-2026",
      folder,
      "--all",
      "--json",
    );

    const rows = lines.filter(({ kind }) => kind === "exposure");
    const answer = compareAnswer(truths, rows as unknown as readonly AnsweredRow[]); // lines of the contract's form
    const wrong = answer.truths
      .filter(({ verdict }) => verdict !== "right")
      .map(({ truth, grade, verdict }) => `${verdict}: ${truth.scenario}: ${grade} for ${truth.grades[0]}`);
    expect(wrong).toEqual([]);
    expect(answer.strangers.map(({ where, what, grade }) => `${where.id}: ${what}: ${grade}`)).toEqual([]);
    expect(code).toBe(1);
    const place = truths.find(({ scenario }) => scenario === "locked-and-taken-back")?.place ?? "none";
    const names = rows
      .filter(({ where }) => JSON.stringify(where).includes(place))
      .flatMap(({ secrets }) => secrets as readonly { readonly name: string }[]) // the same
      .map(({ name }) => name);
    expect(new Set(names)).toEqual(
      new Set(["NPM_TOKEN", "AWS_SECRET_ACCESS_KEY", "identity of the job (id-token)"]),
    );
  });
});
