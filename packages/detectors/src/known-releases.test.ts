import { Buffer } from "node:buffer";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { parseReleaseHistory } from "@lockkeeper/trust";
import type { ReleaseHistory } from "@lockkeeper/trust";

import { factsOf } from "../test/sample.ts";
import { detect, judge, type Subject } from "./index.ts";

interface KnownReleases {
  readonly judged: Readonly<Record<string, string>>;
  readonly packument: { readonly name: string };
}

const folder = join(import.meta.dirname, "..", "..", "..", "eval", "trust-cases");
const unavailable = { state: "unavailable", reason: "judged from metadata alone" } as const;

/** What the registry said at the publishing of that version, and nothing later. */
function subjectAt(full: ReleaseHistory, version: string): Subject {
  const own = full.releases.find((release) => release.version === version);
  if (own?.publishedAt.state !== "present") throw new Error(`The case has no time of ${version}.`);
  const now = own.publishedAt.value;
  const history = {
    ...full,
    releases: full.releases.filter(
      ({ publishedAt }) => publishedAt.state === "present" && publishedAt.value <= now,
    ),
    removed: full.removed.filter(({ publishedAt }) => publishedAt <= now),
  };
  return {
    name: full.name,
    version,
    facts: factsOf({ "package.json": JSON.stringify({ name: full.name, version }) }),
    predecessor: unavailable,
    registry: { state: "present", value: { history, release: own, now } },
    registryManifest: unavailable,
    dependencies: unavailable,
    popularNames: [],
  };
}

const rows = readdirSync(folder).flatMap((file) => {
  // as: the cases are this repository's own files
  const known = JSON.parse(readFileSync(join(folder, file), "utf8")) as KnownReleases;
  const history = parseReleaseHistory(Buffer.from(JSON.stringify(known.packument)));
  return Object.entries(known.judged).map(([version, verdict]) => ({
    name: history.name,
    history,
    version,
    verdict,
  }));
});

const idsOfRegistry = new Set([
  "armed-update",
  "dormant-burst",
  "off-line-release",
  "publisher-change",
  "release-burst",
  "removed-release",
  "trust-downgrade",
]);

describe("releases as reports describe them, judged at their publishing by metadata alone", () => {
  test.each(rows)("$name $version is $verdict", ({ history, version, verdict }) => {
    const { findings, failures } = detect(subjectAt(history, version));

    expect(failures).toEqual([]);
    expect(
      judge(
        findings.filter(({ id }) => idsOfRegistry.has(id)),
        [],
      ).verdict,
    ).toBe(verdict);
  });

  test("axios 0.30.4 is blocked together with what the graph says of its dependency", () => {
    const axios = rows.find(({ name, version }) => name === "axios" && version === "0.30.4");
    const findings = axios === undefined ? [] : detect(subjectAt(axios.history, axios.version)).findings;
    const graph = {
      id: "dependency-unseen",
      family: "graph",
      strength: "strong",
      technique: undefined,
      message: "It adds a dependency that nothing imports.",
      location: undefined,
      excerpt: undefined,
      before: undefined,
      after: undefined,
    } as const;

    expect(judge([...findings, graph], []).verdict).toBe("block");
  });

  test("what is known of a version does not depend on what came later", () => {
    const clean = rows.find(({ name, version }) => name === "axios" && version === "1.14.0");
    if (clean === undefined) throw new Error("The case is gone.");
    const subject = subjectAt(clean.history, clean.version);
    const later = {
      ...subject,
      registry: {
        state: "present",
        value: {
          ...(subject.registry.state === "present" ? subject.registry.value : undefined),
          history: clean.history,
        },
      },
    } as Subject; // as: the same subject with the whole history

    const strengths = detect(later)
      .findings.filter(({ id }) => idsOfRegistry.has(id))
      .map(({ strength }) => strength);

    expect(strengths.filter((strength) => strength !== "context")).toEqual([]);
  });
});
