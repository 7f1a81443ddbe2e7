import { renderInstant, renderJsonDocument } from "@lockkeeper/core";
import type { ExposureTarget } from "@lockkeeper/exposure";

import { aliasesOf, describeSubject, npmPurl } from "./advisory-input.ts";
import type { AdvisoryInput } from "./advisory-input.ts";

/** Drafts a record in the Open Source Vulnerability format (schema 1.6): what the incident says is bad, and nothing of who was hit. */
export function renderOsvDraft({ caseId, subject, at, toolVersion }: AdvisoryInput): string {
  const times = subject.targets.flatMap(({ window }) => window.since ?? []);
  const aliases = aliasesOf(subject);
  return renderJsonDocument({
    schema_version: "1.6.0",
    id: `DRAFT-${caseId}`,
    modified: renderInstant(at),
    ...(times.length === 0 ? {} : { published: renderInstant(Math.min(...times, at)) }),
    ...(aliases.length === 0 ? {} : { aliases }),
    summary: `Malicious code: ${subject.title}`.slice(0, 120),
    details: describeSubject(subject),
    affected: affectedOf(subject.targets),
    references: [],
    database_specific: { cwe_ids: ["CWE-506"], tool: `Lockkeeper ${toolVersion}`, status: "draft" },
  });
}

function affectedOf(targets: readonly ExposureTarget[]): readonly object[] {
  return targets.map(({ name, versions, range }) => ({
    package: { ecosystem: "npm", name, purl: npmPurl(name) },
    ...(versions === "all" ? { ranges: [{ type: "SEMVER", events: [{ introduced: "0" }] }] } : { versions }),
    ...(range === undefined ? {} : { database_specific: { npm_range: range } }),
  }));
}
