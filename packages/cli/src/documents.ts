import { effects } from "@lockkeeper/core";

import { decideAxiosNight, renderCooldown, renderOutcome } from "./axios-night.ts";
import { renderBehaviourTable, renderCampaignTable } from "./campaign-tables.ts";
import { exitCodes } from "./exit-code.ts";
import { fillSections } from "./generated-sections.ts";
import { inspectLinesSchema } from "./inspection-schema.ts";
import { jsonLines } from "./json-lines.ts";
import { allCommands, commandPath, createProgram } from "./program.ts";

/** The hand-written pages that have generated sections. */
export interface DocumentPages {
  readonly cli: string;
  readonly contracts: string;
  readonly campaigns: string;
}

/**
 * The documents that are generated from the code, by their path in the repository. Sections of hand-written pages are
 * filled in; everything else of them stays.
 */
export async function renderDocuments(pages: DocumentPages): Promise<ReadonlyMap<string, string>> {
  const { policyJsonSchema, renderPolicyDocumentation } = await import("@lockkeeper/policy");
  const { renderMetricsTable } = await import("@lockkeeper/server");
  return new Map([
    ["docs/policy.md", renderPolicyDocumentation()],
    ["docs/metrics.md", `${metricsIntroduction}\n\n${renderMetricsTable()}\n`],
    ["docs/policy.schema.json", `${JSON.stringify(policyJsonSchema(), undefined, 2)}\n`],
    ["docs/inspect.schema.json", `${JSON.stringify(inspectLinesSchema, undefined, 2)}\n`],
    [
      "docs/cli.md",
      fillSections(
        pages.cli,
        new Map([
          ["commands", renderCommandReference()],
          ["exit-codes", renderExitCodes()],
        ]),
      ),
    ],
    [
      "docs/campaigns.md",
      fillSections(
        pages.campaigns,
        new Map([
          ["behaviours", await renderBehaviourTable()],
          ["campaigns", await renderCampaignTable()],
        ]),
      ),
    ],
    [
      "docs/contracts.md",
      fillSections(
        pages.contracts,
        new Map([
          ["effects", `From lenient to strict: ${effects.map((effect) => `\`${effect}\``).join(", ")}.`],
          ["presets", await renderPresets()],
          ["exit-codes", renderExitCodes()],
          ["json-lines", renderJsonLines()],
        ]),
      ),
    ],
  ]);
}

const metricsIntroduction = [
  "# Metrics",
  "",
  "<!-- Written by scripts/generate-docs.mjs from packages/server/src/metrics-catalogue.ts. -->",
  "",
  "`GET /-/metrics` answers in Prometheus' text format. Without required tokens it is open, and then the server is on loopback;",
  "with `--require-token` it needs a token with the permission `metrics`. Counters begin at zero with the process. Labels are closed",
  "lists and configured names: no package, version, person or address is ever in them. How to read them: [operation.md](operation.md).",
].join("\n");

/** The help page of every command, as `--help` prints it. */
function renderCommandReference(): string {
  const root = createProgram(
    { execute: async () => undefined },
    { out: () => undefined, err: () => undefined },
  );
  const sections = allCommands(root).map((command) => {
    let help = "";
    command.configureOutput({
      writeOut: (text) => {
        help += text;
      },
      getOutHasColors: () => false,
    });
    command.outputHelp();
    return `### \`${commandPath(command)}\`\n\n\`\`\`text\n${help.trimEnd()}\n\`\`\``;
  });
  return sections.join("\n\n");
}

function renderExitCodes(): string {
  return [
    "| code | meaning |",
    "|---|---|",
    ...[...exitCodes].map(([code, meaning]) => `| ${code} | ${meaning} |`),
  ].join("\n");
}

async function renderPresets(): Promise<string> {
  const rows = (await decideAxiosNight()).map(
    (outcome) => `| ${outcome.preset} | ${renderCooldown(outcome)} | ${renderOutcome(outcome)} |`,
  );
  return [
    "| preset | cooldown | at 2026-03-31 00:40 UTC, before any feed knew |",
    "|---|---|---|",
    ...rows,
  ].join("\n");
}

function renderJsonLines(): string {
  const rows = jsonLines.map(({ command, subject, fields }) => {
    const names = fields.map((field) => `\`${field}\``).join(", ");
    return `| \`${command}\` | ${subject} | ${names} |`;
  });
  return ["| command | one line per | fields besides `schema` |", "|---|---|---|", ...rows].join("\n");
}
