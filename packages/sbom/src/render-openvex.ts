import { renderInstant, renderJsonDocument } from "@lockkeeper/core";

import { sourceOfAdvisory } from "./advisory-source.ts";
import { collectContents } from "./bill-contents.ts";
import type { BillComponent } from "./bill-contents.ts";
import type { BillInput, BillVulnerability } from "./bill-input.ts";
import { describeEntry } from "./cyclonedx-vulnerabilities.ts";
import { uuidOf } from "./digest.ts";
import { renderNpmPurl } from "./purl.ts";

/** What a document of OpenVEX says besides what a bill does. */
export interface OpenVexInput extends BillInput {
  /** Who answers for the statements: a person or an organisation. */
  readonly author: string;
}

/**
 * Renders what is known and decided of vulnerabilities as a document of OpenVEX 0.2.0; `undefined` when there is nothing
 * to state, since the format has no empty document.
 */
export function renderOpenVex(input: OpenVexInput): string | undefined {
  const { subject } = collectContents({ ...input, vulnerabilities: [] });
  const statements = (input.vulnerabilities ?? []).map((vulnerability) =>
    describeStatement(vulnerability, subject),
  );
  if (statements.length === 0) return undefined;
  const body = {
    author: input.author,
    timestamp: renderInstant(input.at),
    version: 1,
    tooling: `Lockkeeper ${input.toolVersion}`,
    statements: dropTwins(statements),
  };
  return renderJsonDocument({
    "@context": "https://openvex.dev/ns/v0.2.0",
    "@id": `urn:uuid:${uuidOf(JSON.stringify(body))}`,
    ...body,
  });
}

function describeStatement(vulnerability: BillVulnerability, subject: BillComponent): object {
  const { id, aliases, message, name, version } = vulnerability;
  const { url } = sourceOfAdvisory(id);
  return {
    vulnerability: {
      ...(url === undefined ? {} : { "@id": url }),
      name: id,
      description: message,
      ...(aliases.length === 0 ? {} : { aliases: [...new Set(aliases)] }),
    },
    products: [
      {
        "@id": subject.purl ?? `urn:uuid:${uuidOf(JSON.stringify([subject.name, subject.version]))}`,
        ...(subject.purl === undefined ? {} : { identifiers: { purl: subject.purl } }),
        subcomponents: [identify(renderNpmPurl({ name, version }))],
      },
    ],
    ...describeStatus(vulnerability),
  };
}

function identify(purl: string): object {
  return { "@id": purl, identifiers: { purl } };
}

function describeStatus({ status, recommendation }: BillVulnerability): object {
  if (status.kind === "affected") {
    return { status: "affected", action_statement: recommendation ?? "No version without it is known." };
  }
  // To live with something is no claim that it is harmless.
  if (status.kind === "accepted") {
    return { status: "affected", action_statement: `Accepted: ${describeEntry(status.entry)}` };
  }
  return {
    status: "not_affected",
    justification: status.justification,
    status_notes: describeEntry(status.entry),
  };
}

function dropTwins(statements: readonly object[]): readonly object[] {
  return [...new Map(statements.map((statement) => [JSON.stringify(statement), statement])).values()];
}
