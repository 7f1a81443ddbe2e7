import { resolve } from "node:path";

import type { Campaign } from "@lockkeeper/intel";

import { campaignFormats } from "../campaign-format.ts";
import type { CampaignFormat } from "../campaign-format.ts";
import type { CommandModule } from "../command.ts";
import { dataFolderOf } from "../data-folder.ts";
import type { Environment } from "../environment.ts";
import { CliError } from "../errors.ts";
import { renderJsonDocument, renderJsonLine, showForeign } from "../foreign-text.ts";
import { writeDocument } from "../inspection/output-file.ts";
import { pickCampaign, readCampaigns, resolveCampaigns } from "../known-campaigns.ts";
import { count } from "../table.ts";

interface CampaignExportInput {
  readonly ids: readonly string[];
  readonly isAll: boolean;
  /** Whether the versions of advisories that stand for unlisted ones are written too. */
  readonly isResolved: boolean;
  readonly format: string;
  readonly output: string | undefined;
  readonly data: string | undefined;
}

interface ExportedCampaigns {
  readonly campaigns: readonly string[];
  readonly format: CampaignFormat;
  /** Where it was written; `null` for standard output. */
  readonly file: string | null;
  readonly content: string;
  /** What the form has no place for. */
  readonly omitted: readonly string[];
}

/** `campaign export`: campaigns in a form that others read. */
export const campaignExportCommand: CommandModule<CampaignExportInput, ExportedCampaigns> = {
  run: exportCampaigns,
  views: {
    person: ({ file, content, campaigns }) =>
      file === null ? content : `Wrote ${count(campaigns.length, "campaign")} to ${showForeign(file)}.\n`,
    json: ({ file, content, ...rest }) => ({ ...rest, file, content: file === null ? content : null }),
  },
};

async function* exportCampaigns(
  input: CampaignExportInput,
  environment: Environment,
): AsyncIterable<ExportedCampaigns> {
  const { isAll, output, data } = input;
  const ids = [...new Set(input.ids)];
  if (isAll === ids.length > 0) throw nothingOrBoth(isAll);
  const format = campaignFormats.find((each) => each === input.format) ?? "json";
  const dataFolder = dataFolderOf(data, environment);
  const known = await readCampaigns(dataFolder);
  const chosen = isAll ? known.campaigns : ids.map((id) => pickCampaign(id, known.campaigns));
  const campaigns = input.isResolved ? await resolveCampaigns(chosen, dataFolder) : chosen;
  const { content, omitted } = await render(campaigns, format);
  await warnOf(omitted, format, environment);
  const file = output === undefined ? null : resolve(environment.cwd, output);
  if (file !== null) await writeDocument(file, content);
  yield { campaigns: campaigns.map(({ id }) => id), format, file, content, omitted };
}

function nothingOrBoth(isAll: boolean): CliError {
  return new CliError("CLI_USAGE", {
    message: isAll ? "Cannot take ids together with --all" : "Cannot export campaigns as none is named",
    hint: "Name their ids, or give --all: campaign export axios-2026 --format stix",
  });
}

interface Rendered {
  readonly content: string;
  readonly omitted: readonly string[];
}

async function render(campaigns: readonly Campaign[], format: CampaignFormat): Promise<Rendered> {
  const { loadCampaignExchange, renderCampaignJson } = await import("@lockkeeper/intel");
  const exchange = await loadCampaignExchange();
  if (format === "stix") {
    const { bundle, omitted } = exchange.renderStixBundle(campaigns);
    return { content: renderJsonDocument(bundle), omitted };
  }
  if (format === "osv") {
    const records = campaigns.flatMap(exchange.renderCampaignOsv);
    return { content: records.map(renderJsonLine).join(""), omitted: campaigns.flatMap(withoutVersions) };
  }
  if (format === "iocs") return { content: exchange.renderIndicatorTable(campaigns), omitted: [] };
  if (format === "csv") return renderVersions(exchange.renderVersionTable, campaigns);
  if (format === "list") return renderVersions(exchange.renderVersionList, campaigns);
  const documents = campaigns.map(renderCampaignJson);
  const [only, ...others] = documents;
  const isOne = only !== undefined && others.length === 0;
  return { content: isOne ? renderJsonDocument(only) : documents.map(renderJsonLine).join(""), omitted: [] };
}

function renderVersions(
  renderAll: (campaigns: readonly Campaign[]) => string,
  campaigns: readonly Campaign[],
): Rendered {
  return { content: renderAll(campaigns), omitted: campaigns.flatMap(withoutVersions) };
}

function withoutVersions({ id, isPartial }: Campaign): readonly string[] {
  return isPartial ? [`${id}: the versions that it does not list`] : [];
}

const maxShown = 10;

async function warnOf(
  omitted: readonly string[],
  format: CampaignFormat,
  { stderr }: Environment,
): Promise<void> {
  if (omitted.length === 0) return;
  const shown = omitted.slice(0, maxShown).map((what) => `  ${showForeign(what, 300)}\n`);
  const more = omitted.length - shown.length;
  const rest = more > 0 ? `  and ${more} more\n` : "";
  await stderr.write(`notice: ${format} has no place for\n${shown.join("")}${rest}`);
}
