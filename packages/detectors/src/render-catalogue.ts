import { findingFamilies } from "@lockkeeper/core";

import { detectors } from "./catalogue.ts";

/** Renders `docs/detectors/README.md`: every detector by family, with what it says alone. */
export function renderCatalogue(): string {
  const sections = findingFamilies.flatMap((family) => {
    const rows = detectors
      .filter((detector) => detector.family === family)
      .map(
        ({ id, title, strength, technique }) =>
          `| [${id}](${id}.md) | ${title} | ${strength} | ${technique ?? "–"} |`,
      );
    if (rows.length === 0) return [];
    return [
      `## ${family}`,
      "",
      "| detector | what it sees | strength | ATT&CK |",
      "|---|---|---|---|",
      ...rows,
      "",
    ];
  });
  return [
    "# Detectors",
    "",
    "This page is generated from the detectors themselves (`node scripts/generate-docs.mjs`). The strength is what a finding",
    "has unless the detector says otherwise of a case; [verdict.md](../verdict.md) says what strengths amount to.",
    "",
    ...sections,
  ].join("\n");
}
