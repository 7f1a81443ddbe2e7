import { createHash } from "node:crypto";

import { renderInstant, renderJsonDocument } from "@lockkeeper/core";
import type { ExposureGrade } from "@lockkeeper/exposure";

import type { SnapshotRow } from "../snapshot.ts";
import { aliasesOf, describeSubject, encodeForeign, npmPurl } from "./advisory-input.ts";
import type { AdvisoryInput } from "./advisory-input.ts";

const affected: ReadonlySet<ExposureGrade> = new Set(["executed", "fetched", "locked"]);
const open: ReadonlySet<ExposureGrade> = new Set(["could-have-resolved", "unreadable"]);

/**
 * Drafts statements in OpenVEX 0.2.0 on the places that were found. `not_affected` is never claimed: that nothing was
 * found proves nothing. `undefined` where there is nothing to state, since the format has no empty document.
 */
export function renderOpenVexDraft(input: AdvisoryInput): string | undefined {
  const { caseId, subject, snapshot, at, toolVersion } = input;
  const aliases = aliasesOf(subject);
  const statements = snapshot.rows.flatMap((row) => {
    const status = statusOf(row);
    if (status === undefined) return [];
    return [
      {
        vulnerability: {
          name: aliases[0] ?? caseId,
          description: describeSubject(subject),
          ...(aliases.length === 0 ? {} : { aliases }),
        },
        products: [{ "@id": productId(row), ...subcomponents(row) }],
        ...status,
      },
    ];
  });
  if (statements.length === 0) return undefined;
  const body = {
    author: "[your organisation]",
    timestamp: renderInstant(at),
    version: 1,
    tooling: `Lockkeeper ${toolVersion}`,
    statements: [...new Map(statements.map((each) => [JSON.stringify(each), each])).values()],
  };
  return renderJsonDocument({
    "@context": "https://openvex.dev/ns/v0.2.0",
    "@id": `urn:uuid:${uuidOf(JSON.stringify(body))}`,
    ...body,
  });
}

function statusOf({ grade }: SnapshotRow): object | undefined {
  if (affected.has(grade)) {
    return {
      status: "affected",
      action_statement:
        grade === "locked"
          ? "Repair the lockfile before the next installation, and look for installations of the time."
          : "Isolate, replace every secret in reach from a clean machine, set up anew.",
    };
  }
  return open.has(grade) ? { status: "under_investigation" } : undefined;
}

function productId({ where }: SnapshotRow): string {
  return `urn:uuid:${uuidOf(JSON.stringify([where.kind, where.id]))}#${encodeForeign(`${where.kind} ${where.id}`.slice(0, 200))}`;
}

function subcomponents({ name, version }: SnapshotRow): object {
  if (name === undefined) return {};
  const purl = npmPurl(name, version);
  return { subcomponents: [{ "@id": purl, identifiers: { purl } }] };
}

/** A name of its own (RFC 9562, version 8) for the same content. */
function uuidOf(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  const variant = "89ab".charAt(Number.parseInt(hex.charAt(16), 16) % 4);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}
