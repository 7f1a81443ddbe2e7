import { unreachable } from "@lockkeeper/core";
import type {
  GroupEnd,
  RepairDrift,
  RepairGroup,
  RepairRisk,
  ScanFinding,
  Unrepaired,
} from "@lockkeeper/scan";

import type { ViewContext } from "../command.ts";
import { showForeign } from "../foreign-text.ts";
import type { RepairItem } from "../repair/fix-input.ts";
import type { Style } from "../style.ts";
import { count } from "../table.ts";

/** What `scan --fix` and `update` print of one item. */
export function renderRepairItem(item: RepairItem, context: ViewContext): string {
  switch (item.kind) {
    case "plan":
      return renderPlan(item, context);
    case "end":
      return renderEnd(item, context.style);
    case "result":
      return renderResult(item, context.style);
    case "undone":
      return renderUndone(item);
    default:
      return unreachable(item);
  }
}

type Plan = Extract<RepairItem, { readonly kind: "plan" }>;

const maxLeft = 20;

function renderPlan({ target, groups, unrepaired, isDryRun }: Plan, { style, isFirst }: ViewContext): string {
  const gap = isFirst ? "" : "\n";
  const title = target === "." ? "" : ` ${showForeign(target)}`;
  const planned =
    groups.length === 0 ? "nothing that a machine could change safely" : count(groups.length, "change");
  const heading = `${gap}${style.bold(`Plan${title}`)}: ${planned}${isDryRun ? " (nothing is written)" : ""}\n`;
  const left = unrepaired.slice(0, maxLeft).map((each) => renderLeft(each, style));
  const more = unrepaired.length > maxLeft ? [`  … and ${String(unrepaired.length - maxLeft)} more\n`] : [];
  const leftover = unrepaired.length === 0 ? [] : [`\n${style.bold("Left to people")}\n`, ...left, ...more];
  return [heading, ...groups.map((group, index) => renderGroup(group, index, style)), ...leftover].join("");
}

const maxPlaces = 6;

function renderGroup(group: RepairGroup, index: number, style: Style): string {
  const { title, reason, risk, riskReason, drift, note, changes, disk, repaired } = group;
  const places = disk?.folders.map(({ place }) => place) ?? [];
  const named = [...changes.map(({ file }) => file), ...places.slice(0, maxPlaces)];
  const unnamed = places.length > maxPlaces ? [`${String(places.length - maxPlaces)} more folders`] : [];
  const files = [...named.map((file) => showForeign(file, 80)), ...unnamed].join(", ");
  return [
    `${String(index + 1).padStart(3)}. ${style.bold(showForeign(title, 200))}  ${renderRisk(risk, style)}: ${showForeign(riskReason, 200)}\n`,
    reason === title ? "" : `     ${showForeign(reason, 300)}\n`,
    drift === undefined ? "" : renderDrift(drift, style),
    note === undefined ? "" : `     ${style.dim(showForeign(note, 400))}\n`,
    `     ${style.dim(`${files}${repaired.length === 0 ? "" : `; repairs ${count(repaired.length, "finding")}`}`)}\n`,
  ].join("");
}

const maxNews = 4;

function renderDrift({ verdict, news }: RepairDrift, style: Style): string {
  const more = news.length > maxNews ? `; and ${String(news.length - maxNews)} more` : "";
  const said =
    news.length === 0
      ? "does nothing that was not done before"
      : `${news
          .slice(0, maxNews)
          .map((each) => showForeign(each, 160))
          .join("; ")}${more}`;
  const mark = verdict === "allow" ? "" : ` (${verdict})`;
  return `     ${style.dim(`drift${mark}: ${said}`)}\n`;
}

function renderRisk(risk: RepairRisk, style: Style): string {
  if (risk === "high") return style.red("risk high");
  return risk === "moderate" ? style.yellow("risk moderate") : style.green("risk low");
}

function renderLeft({ why, command }: Unrepaired, style: Style): string {
  const run = command === undefined ? "" : `\n      ${style.dim(showForeign(command, 300))}`;
  return `  - ${showForeign(why, 400)}${run}\n`;
}

function renderEnd(
  { end, branch, patch }: Extract<RepairItem, { readonly kind: "end" }>,
  style: Style,
): string {
  const places = [branch, patch].filter((place) => place !== undefined).map((place) => showForeign(place));
  const { buildsOn = [] } = end;
  const upon = buildsOn.length === 0 ? [] : [`upon ${buildsOn.join(", ")}`];
  const where = places.length === 0 ? "" : ` (${[...places, ...upon].join(", ")})`;
  return `${renderOutcome(end, style)} ${showForeign(end.group.title, 200)}${where}${renderDetail(end)}\n`;
}

function renderOutcome({ outcome, group }: GroupEnd, style: Style): string {
  if (outcome === "applied") return style.green(group.kind === "update" ? "updated" : "repaired");
  return outcome === "planned" ? "planned" : style.yellow("taken back");
}

function renderDetail({ detail }: GroupEnd): string {
  return detail === undefined ? "" : `\n  ${showForeign(detail, 600)}`;
}

function renderResult(
  { remaining, isFailing, isUnfinished, note }: Extract<RepairItem, { readonly kind: "result" }>,
  style: Style,
): string {
  const said =
    remaining.length === 0 ? "nothing is left to find" : `${count(remaining.length, "finding")} left`;
  const shown = isFailing ? style.red(said) : said;
  const unread = isUnfinished ? `; not everything could be read: ${showForeign(note ?? "", 300)}` : "";
  return `${shown}${unread}\n`;
}

function renderUndone({ target, files }: Extract<RepairItem, { readonly kind: "undone" }>): string {
  const what =
    files.length === 0
      ? "nothing to put back"
      : `put back ${files.map((file) => showForeign(file, 80)).join(", ")}`;
  return `${showForeign(target)}: ${what}\n`;
}

/** One line of `scan --fix --json` or `update --json`. */
export function repairItemJson(item: RepairItem): object {
  switch (item.kind) {
    case "plan":
      return {
        kind: item.kind,
        target: item.target,
        dryRun: item.isDryRun,
        groups: item.groups.map(toGroupJson),
        unrepaired: item.unrepaired.map(({ findings, why, command }) => ({
          why,
          command: command ?? null,
          findings: findings.map(toFindingJson),
        })),
      };
    case "end":
      return {
        kind: "group",
        target: item.target,
        id: item.end.group.id,
        outcome: item.end.outcome,
        detail: item.end.detail ?? null,
        buildsOn: item.end.buildsOn ?? [],
        branch: item.branch ?? null,
        patch: item.patch ?? null,
      };
    case "result":
      return {
        kind: item.kind,
        target: item.target,
        remaining: item.remaining.map(toFindingJson),
        failing: item.isFailing,
        unfinished: item.isUnfinished,
      };
    case "undone":
      return { kind: item.kind, target: item.target, files: item.files };
    default:
      return unreachable(item);
  }
}

function toGroupJson(group: RepairGroup): object {
  const { id, kind, title, reason, risk, riskReason, drift, note, page, changes, disk, repaired } = group;
  return {
    id,
    kind,
    title,
    reason,
    risk,
    riskReason,
    drift: drift ?? null,
    note: note ?? null,
    page: page ?? null,
    files: changes.map(({ file }) => file),
    folders: disk?.folders.map(({ place }) => place) ?? [],
    repairs: repaired.map(toFindingJson),
  };
}

function toFindingJson({ id, severity, name, version, file }: ScanFinding): object {
  return { id, severity, name: name ?? null, version: version ?? null, file };
}
