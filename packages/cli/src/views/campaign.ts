import { campaignBehaviours, defang, renderMoment } from "@lockkeeper/intel";
import type {
  Campaign,
  CampaignIndicator,
  CampaignPackage,
  CampaignRecords,
  Moment,
} from "@lockkeeper/intel";

import type { ViewContext } from "../command.ts";
import { showForeign } from "../foreign-text.ts";
import { renderPairs, renderRow } from "../table.ts";
import { wrapText } from "../wrap-text.ts";

/** What is known of a campaign beside itself. */
export interface KnownOfCampaign {
  readonly isOwn: boolean;
  /** How many advisories stand here for what it does not list; `undefined` where none could be asked. */
  readonly found: number | undefined;
}

/** A campaign for people: what, when, what to look for, what to do and in which order. Hosts are defanged. */
export function renderCampaign(campaign: Campaign, known: KnownOfCampaign, context: ViewContext): string {
  const { style } = context;
  const { id, title, notes, sources, triggers } = campaign;
  const head = `${style.bold(id)}${known.isOwn ? "  (own)" : ""}\n${showForeign(title, 300)}\n`;
  const facts = renderPairs(
    [
      ...(triggers.length > 0
        ? [["Runs", triggers.map((trigger) => triggerWords[trigger]).join("; ")] as const]
        : []),
      ["Sources", sources.map((source) => showForeign(source, 200)).join("; ")],
    ],
    "",
  );
  return [
    head,
    renderParagraph(notes, context),
    facts,
    renderPackages(campaign, known, context),
    renderBehaviours(campaign, context),
    renderIndicators(campaign, context),
    renderResponse(campaign, context),
  ]
    .filter((part) => part !== "")
    .join("\n");
}

const triggerWords = {
  install: "when it is installed",
  import: "when it is imported",
  use: "when a function or page uses it",
  command: "when its command is called",
} as const;

function renderParagraph(text: string, { width }: ViewContext, indent = ""): string {
  return wrapText(showForeign(text, 4000), { width, indent });
}

function renderPackages(
  { packages, records, isPartial }: Campaign,
  { found }: KnownOfCampaign,
  context: ViewContext,
): string {
  const { style } = context;
  const more = records === undefined ? "" : renderRecords(records, found, context);
  const isOpen = isPartial && records === undefined;
  const open = isOpen ? "  more versions are known to be affected than are listed here\n" : "";
  return `${style.bold("Versions")} (times in UTC)\n${packages.map(renderPackage).join("")}${more}${open}`;
}

function renderPackage(part: CampaignPackage): string {
  const { name, lastClean, firstPublishedAt, firstReportedAt, removedAt } = part;
  const clean = lastClean === undefined ? "" : `  (the last clean one is ${lastClean})`;
  const served = `served from ${renderTime(firstPublishedAt)} to ${renderTime(removedAt)}`;
  const reported = `reported ${renderTime(firstReportedAt)}`;
  return `  ${showForeign(name)}  ${renderVersions(part)}${clean}\n    ${served}, ${reported}\n`;
}

const maxVersions = 8;

function renderVersions({ versions, except }: CampaignPackage): string {
  if (versions === "all") return `all${except.length > 0 ? ` but ${except.join(", ")}` : ""}`;
  const shown = versions.slice(0, maxVersions).join(", ");
  return versions.length > maxVersions ? `${shown} and ${versions.length - maxVersions} more` : shown;
}

/** A time of which only the day is known says so by its form. */
function renderTime(moment: Moment | undefined): string {
  return moment === undefined ? "?" : renderMoment(moment).replace("T", " ").replace("Z", "");
}

function renderRecords(records: CampaignRecords, found: number | undefined, context: ViewContext): string {
  const { ids, names, scopes, reporters, reportedFrom, reportedUntil } = records;
  const named = [...scopes.map((scope) => `${scope}/*`), ...names, ...ids];
  const parts = [...named, ...reporters.map((reporter) => `whole packages that ${reporter} reported`)];
  const window = `${renderTime(reportedFrom)} to ${renderTime(reportedUntil)}`;
  const here = found === undefined ? "not here yet: intel update" : `${found} here`;
  return `  and the advisories of ${window} (${here}) on\n${renderParagraph(parts.join(", "), context, "    ")}`;
}

function renderBehaviours({ behaviours }: Campaign, { style }: ViewContext): string {
  if (behaviours.length === 0) return "";
  return `${style.bold("Behaviour")}\n${behaviours.map((behaviour) => `  ${campaignBehaviours[behaviour]}\n`).join("")}`;
}

function renderIndicators({ indicators }: Campaign, { style, width }: ViewContext): string {
  if (indicators.length === 0) return "";
  const rows = indicators.map((indicator) => {
    const { kind, platform, confidence, meaning } = indicator;
    const cells = [`  ${kind}`, platform === "any" ? "" : platform, confidence, showIndicator(indicator)];
    const line = renderRow(cells, indicatorWidths).trimEnd();
    const told = showForeign(meaning, 300);
    const separator = line.length + 2 + told.length <= width ? "  " : `\n${meaningIndent}`;
    return `${line}${separator}${style.dim(told)}\n`;
  });
  return `${style.bold("Indicators")}\n${rows.join("")}`;
}

const indicatorWidths = [18, 6, 6] as const;
const meaningIndent = " ".repeat(6);

const hostKinds: ReadonlySet<CampaignIndicator["kind"]> = new Set<CampaignIndicator["kind"]>([
  "domain",
  "address",
  "url",
  "email",
]);

function showIndicator(indicator: CampaignIndicator): string {
  const { kind, value } = indicator;
  const shown = showForeign(hostKinds.has(kind) ? defang(value) : value, 300);
  if (indicator.kind === "package-file" && indicator.package !== undefined)
    return `${shown} in ${indicator.package}`;
  if (indicator.kind === "file-hash" && indicator.fileName !== undefined) {
    return `${shown} (${indicator.algorithm} of ${showForeign(indicator.fileName, 80)})`;
  }
  if (indicator.kind === "registry-key" && indicator.valueName !== undefined) {
    return `${shown}, value ${showForeign(indicator.valueName, 80)}`;
  }
  return shown;
}

function renderResponse({ response, orderTraps }: Campaign, context: ViewContext): string {
  if (response.length + orderTraps.length === 0) return "";
  const traps = orderTraps.map(({ first, before, text }) =>
    renderStep(context.style.red(`${first} before ${before}`), text, context),
  );
  const notes = response.map(({ step, text }) => renderStep(step, text, context));
  return `${context.style.bold("Response")}\n${[...traps, ...notes].join("")}`;
}

function renderStep(step: string, text: string, context: ViewContext): string {
  return `  ${step}\n${renderParagraph(text, context, "    ")}`;
}
