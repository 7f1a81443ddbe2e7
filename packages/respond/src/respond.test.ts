import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

import { rotationTraps, targetsOfSpecs } from "@lockkeeper/exposure";
import { parseOsvRecord } from "@lockkeeper/intel";
import { Ajv2020 } from "ajv/dist/2020.js";
import ajvFormats from "ajv-formats";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { axiosSubject, journal, night, row, snapshot } from "../test/sample-report.ts";
import { renderCsafDraft } from "./advisories/csaf.ts";
import { renderOpenVexDraft } from "./advisories/openvex.ts";
import { renderOsvDraft } from "./advisories/osv.ts";
import { renderCustodyManifest, renderSha256Sums } from "./custody.ts";
import { denyMatches, renderIncidentPolicy } from "./incident-policy.ts";
import { describeTargets, subjectIdOf } from "./incident.ts";
import { chainEntry, renderEntry } from "./journal/entry.ts";
import { foldJournal } from "./journal/journal-state.ts";
import { parseJournal } from "./journal/parse-journal.ts";
import { parseSnapshot } from "./parse-snapshot.ts";
import { planResponse } from "./plan-response.ts";
import { recheckResponse } from "./recheck.ts";
import { notesOf } from "./response-notes.ts";
import { standingOf } from "./take-snapshot.ts";
import { trapsOf } from "./traps.ts";

const plan = { subject: axiosSubject(), snapshot: snapshot(), freezeMs: 7 * 86_400_000, movesCopies: true };

describe("planResponse", () => {
  test("planResponse preserves before it changes, and closes the doors before it repairs", () => {
    const { steps, traps } = planResponse(plan);
    const order = steps.map(({ id }) => id);
    const firstChange = steps.findIndex(({ isChange }) => isChange);

    expect(order.indexOf("preserve")).toBeLessThan(firstChange);
    expect(order.indexOf("isolate")).toBeLessThan(order.indexOf("rotate"));
    expect(order.indexOf("deny")).toBeLessThan(order.indexOf("purge-firewall"));
    expect(order.indexOf("quarantine")).toBeLessThan(order.indexOf("repair"));
    expect(order.at(-1)).toBe("recheck");
    expect(traps.some((trap) => trap.includes("gh-token-monitor"))).toBe(true);
  });

  test("planResponse names what is hit and what is locked", () => {
    const { steps } = planResponse(plan);
    const of = (id: string): readonly string[] => steps.find((step) => step.id === id)?.actions ?? [];

    expect(of("isolate").map((sentence) => sentence.split(": ", 1)[0])).toEqual([
      "pipeline shop/ci#8841",
      "identity alice",
    ]);
    expect(of("repair")[0]).toContain("repository billing");
    expect(of("freeze")[0]).toContain("7 d");
    expect(
      planResponse({ ...plan, freezeMs: undefined }).steps.find(({ id }) => id === "freeze")?.actions,
    ).toEqual([]);
  });
});

describe("trapsOf", () => {
  test("trapsOf says once what a campaign and every response warn of, in the campaign's words", () => {
    const traps = trapsOf(axiosSubject());

    expect(traps.filter((trap) => trap.includes("clean machine"))).toEqual([
      "Rotate from a clean machine: what is renewed on an affected one is read again.",
    ]);
    expect(trapsOf({ ...axiosSubject(), campaign: undefined })).toEqual(rotationTraps);
  });

  test("trapsOf lets no campaign silence a warning by a word of it", () => {
    const { campaign } = axiosSubject();
    if (campaign === undefined) throw new Error("no campaign");
    const orderTraps = [
      { first: "isolate", before: "rotate", text: "No clean machine and no gh-token-monitor matter." },
    ] as const;

    const traps = trapsOf({ ...axiosSubject(), campaign: { ...campaign, orderTraps } });

    expect(traps).toEqual(expect.arrayContaining([...rotationTraps]));
  });
});

describe("notesOf", () => {
  test("notesOf gives every note of a campaign to a step, and the plan shows it there", () => {
    const { campaign } = axiosSubject();
    const { steps } = planResponse(plan);

    expect(steps.flatMap(({ notes }) => notes).toSorted()).toEqual(
      campaign?.response.map(({ text }) => text).toSorted(),
    );
    expect(steps.find(({ id }) => id === "repair")?.notes).toEqual([
      "The versions before are axios 1.14.0 and 0.30.3.",
    ]);
    expect(notesOf({ ...axiosSubject(), campaign: undefined }, "repair")).toEqual([]);
  });
});

describe("incident", () => {
  test("denyMatches denies packages made for the attack whole, and versions in bounded ranges", () => {
    expect(denyMatches(axiosSubject().targets)).toContain("plain-crypto-js");
    const versions = Array.from({ length: 300 }, (_, index) => `1.0.${index}`);
    const [target] = targetsOfSpecs(["left-pad@1.0.0"]);
    if (target === undefined) throw new Error("no target");

    const matches = denyMatches([{ ...target, versions }]);

    expect(matches.every((match) => match.length < 240)).toBe(true);
    expect(matches.flatMap((match) => match.slice("left-pad@".length).split(" || "))).toEqual(versions);
  });

  test("renderIncidentPolicy holds what is frozen and denied, and no more", () => {
    const input = { caseId: "axios-x", subject: axiosSubject(), at: night("06:00:00") };
    const both = bodyOf(renderIncidentPolicy({ ...input, freezeMs: 7 * 86_400_000, isDenied: true }));
    const frozen = bodyOf(renderIncidentPolicy({ ...input, freezeMs: 60_000, isDenied: false }));

    expect(both).toMatchObject({
      version: 1,
      cooldown: { age: "168h", effect: "hold", securityFixes: false },
    });
    expect(frozen).toEqual({ version: 1, cooldown: { age: "1h", effect: "hold", securityFixes: false } });
  });

  test("subjectIdOf makes names that are safe in paths", () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (words) => {
        expect(subjectIdOf(words)).toMatch(/^[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?$/);
      }),
    );
  });

  test("describeTargets says which versions are meant", () => {
    expect(describeTargets({ targets: targetsOfSpecs(["axios@1.14.1", "left-pad"]) })).toEqual(
      expect.arrayContaining(["axios@1.14.1"]),
    );
  });
});

function bodyOf(text: string): unknown {
  return JSON.parse(text.replace(/^#.*$/gm, ""));
}

describe("journal", () => {
  const text = journal().map(renderEntry).join("");

  test("parseJournal reads what was written", () => {
    const { entries, wholeBytes } = parseJournal(Buffer.from(text));

    expect(entries).toEqual(journal());
    expect(wholeBytes).toBe(Buffer.byteLength(text));
  });

  test("parseJournal leaves out the line that was being written, wherever it was cut", () => {
    const bytes = Buffer.from(text);
    for (let size = 0; size < bytes.length; size += 1) {
      const { entries, wholeBytes } = parseJournal(bytes.subarray(0, size));

      expect(wholeBytes).toBeLessThanOrEqual(size);
      expect(entries).toEqual(journal().slice(0, entries.length));
    }
  });

  test("parseJournal refuses a journal in which anything was changed, left out or moved", () => {
    const lines = text.trimEnd().split("\n");
    const changed = [
      text.replace("axios@1.14.1", "axios@1.14.0"),
      text.replace('"outcome":"declined"', '"outcome":"done"'),
      `${lines.toSpliced(2, 1).join("\n")}\n`,
      `${[lines[1], lines[0], ...lines.slice(2)].join("\n")}\n`,
      `${text}{}\n`,
      "no journal\n",
    ];

    for (const each of changed) expect(() => parseJournal(Buffer.from(each))).toThrow("changed or damaged");
  });

  test("parseJournal throws nothing but its own error", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        try {
          expect(parseJournal(bytes).wholeBytes).toBeLessThanOrEqual(bytes.length);
        } catch (error) {
          expect(error).toMatchObject({ code: "RESPOND_BAD_JOURNAL" });
        }
      }),
    );
  });

  test("foldJournal tells steps that ended from the one that was cut off", () => {
    const events = journal();
    const cut = foldJournal(events.slice(0, 6));

    expect(cut.steps.get("preserve")?.outcome).toBe("done");
    expect(cut.steps.get("deny")).toMatchObject({ outcome: undefined, endedAt: undefined });
    expect(foldJournal(events).steps.get("quarantine")?.outcome).toBe("declined");
    const again = foldJournal([...events, chainEntry(events.at(-1), { kind: "resumed", tool: "x" }, 1)]);
    expect(again.resumed).toBe(1);
  });
});

describe("recheckResponse", () => {
  test("recheckResponse counts what lies there still, and leaves branches and hit machines to people", () => {
    const lies = recheckResponse(snapshot());
    const gone = recheckResponse(
      snapshot({
        rows: [
          row({ grade: "executed", where: { kind: "host", id: "laptop" } }),
          row({}, { channel: "git-history", standing: "people", ref: "main" }),
        ],
      }),
    );

    expect(lies.isClean).toBe(false);
    expect(lies.left).toEqual([
      "repository billing still has axios@1.14.1: lockfile billing/package-lock.json:88.",
    ]);
    expect(lies.unreadable).toHaveLength(1);
    expect(gone.isClean).toBe(true);
    expect(gone.waiting).toHaveLength(2);
  });

  test("standingOf tells what is there from what was", () => {
    const base = {
      where: { kind: "project" as const, id: "p" },
      name: "axios",
      version: "1.14.1",
      since: undefined,
      until: undefined,
      ref: "x",
      detail: "",
    };
    const ended = { at: 1, basis: "stated" as const, toleranceMs: 0 };

    expect(standingOf({ ...base, channel: "lockfile", kind: "locked" })).toBe("machine");
    expect(standingOf({ ...base, channel: "client-cache", kind: "present" })).toBe("machine");
    expect(standingOf({ ...base, channel: "git-history", kind: "locked" })).toBe("people");
    expect(standingOf({ ...base, channel: "git-history", kind: "locked", until: ended })).toBe("past");
    expect(standingOf({ ...base, channel: "ledger", kind: "fetched" })).toBe("past");
  });
});

describe("parseSnapshot", () => {
  test("parseSnapshot reads what was kept and refuses everything else", () => {
    const kept = JSON.stringify(snapshot());

    expect(parseSnapshot(kept).rows).toHaveLength(6);
    for (const text of [
      "",
      "{}",
      "[]",
      "null",
      kept.replace('"schema":1', '"schema":2'),
      kept.slice(0, -1),
    ]) {
      expect(() => parseSnapshot(text)).toThrow("has not the form");
    }
  });
});

describe("advisories", () => {
  const input = {
    caseId: "axios-2026-20260331t0600z",
    subject: axiosSubject(),
    snapshot: snapshot(),
    at: night("06:20:00"),
    toolVersion: "0.1.0",
  };

  test("renderOsvDraft is read again by the reader of advisories, as malware of the same versions", () => {
    const outcome = parseOsvRecord(JSON.parse(renderOsvDraft(input)));

    expect(outcome.kind).toBe("record");
    if (outcome.kind !== "record") return;
    expect(outcome.record.kind).toBe("malware");
    expect(new Set(outcome.record.affected.map(({ name }) => name))).toEqual(
      new Set(input.subject.targets.map(({ name }) => name)),
    );
  });

  test("renderOpenVexDraft fits the official schema and never claims that anything is not affected", () => {
    const text = renderOpenVexDraft(input) ?? "";
    const file = new URL("../../../third-party/schemas/openvex-0.2.0.schema.json", import.meta.url);
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    ajvFormats.default(ajv);
    const validate = ajv.compile(JSON.parse(readFileSync(file, "utf8")) as object); // A JSON schema is an object.
    validate(JSON.parse(text));

    expect(validate.errors ?? []).toEqual([]);
    expect(text).not.toContain("not_affected");
    expect(text.match(/"status": "affected"/g)).toHaveLength(3);
    expect(renderOpenVexDraft({ ...input, snapshot: snapshot({ rows: [] }) })).toBeUndefined();
  });

  test("renderOpenVexDraft and renderOsvDraft take any foreign text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const rows = [row({ where: { kind: "host", id: text }, name: text, version: text, what: text })];

        expect(() => renderOpenVexDraft({ ...input, snapshot: snapshot({ rows }) })).not.toThrow();
      }),
    );
    const half = [row({ where: { kind: "host", id: "\ud800" }, name: "\udfff" })];
    expect(() => renderOpenVexDraft({ ...input, snapshot: snapshot({ rows: half }) })).not.toThrow();
  });

  test("renderCsafDraft has what the profile of a security advisory asks for", () => {
    const csaf = JSON.parse(renderCsafDraft(input)) as CsafShape; // The checks below look at every member they use.
    const products = new Set(csaf.product_tree.full_product_names.map(({ product_id }) => product_id));

    expect(csaf.document).toMatchObject({
      category: "csaf_security_advisory",
      csaf_version: "2.0",
      publisher: { category: "other", namespace: expect.stringMatching(/^https:\/\//) },
      tracking: { status: "draft", version: "1", revision_history: [{ number: "1" }] },
    });
    expect(products.size).toBe(csaf.product_tree.full_product_names.length);
    for (const vulnerability of csaf.vulnerabilities) {
      expect(vulnerability.notes.length).toBeGreaterThan(0);
      expect(vulnerability.cwe.id).toMatch(/^CWE-[1-9]\d{0,5}$/);
      expect(vulnerability.product_status.known_affected.every((id) => products.has(id))).toBe(true);
      expect(vulnerability.remediations[0]?.product_ids.every((id) => products.has(id))).toBe(true);
    }
    for (const { product_identification_helper: helper } of csaf.product_tree.full_product_names) {
      expect(helper.purl).toMatch(/^pkg:npm\/(?:%40[^/@]+\/)?[^/@]+(?:@[^/@]+)?$/);
    }
  });
});

interface CsafShape {
  readonly document: object;
  readonly product_tree: {
    readonly full_product_names: readonly {
      readonly product_id: string;
      readonly product_identification_helper: { readonly purl: string };
    }[];
  };
  readonly vulnerabilities: readonly {
    readonly notes: readonly object[];
    readonly cwe: { readonly id: string };
    readonly product_status: { readonly known_affected: readonly string[] };
    readonly remediations: readonly { readonly product_ids: readonly string[] }[];
  }[];
}

describe("custody", () => {
  const sha256 = createHash("sha256").update("x").digest("hex");

  test("renderSha256Sums escapes names as sha256sum reads them", () => {
    const text = renderSha256Sums([
      { path: "b", sha256 },
      { path: "a\nb\\c", sha256 },
    ]);

    expect(text).toBe(`\\${sha256}  a\\nb\\\\c\n${sha256}  b\n`);
  });

  test("renderCustodyManifest names every file with where it came from", () => {
    const text = renderCustodyManifest({
      caseId: "x",
      toolVersion: "0.1.0",
      at: 0,
      journalHead: sha256,
      files: [{ path: "evidence/a", sha256, size: 1, from: "/srv/a", at: 0 }],
    });

    expect(JSON.parse(text)).toMatchObject({
      schema: 1,
      journalHead: sha256,
      files: [{ from: "/srv/a", size: 1 }],
    });
  });
});
