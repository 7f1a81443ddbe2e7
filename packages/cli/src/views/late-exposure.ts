import { renderInstant, renderInstantShort } from "@lockkeeper/core";
import { nextSteps } from "@lockkeeper/exposure";
import type { ExposureRow, LateExposure } from "@lockkeeper/exposure";

import type { ViewContext } from "../command.ts";
import type { LateItem } from "../exposure/late-session.ts";
import { showForeign } from "../foreign-text.ts";
import { count } from "../table.ts";
import { wrapText } from "../wrap-text.ts";

type Frame = Pick<ViewContext, "style" | "width">;

const maxPlaces = 30;

/** One item of `exposure --new` for people. */
export function renderLateItem(item: LateItem, frame: Frame): string {
  if (item.kind === "late") return renderLate(item.exposure, frame);
  const { versions, places } = item;
  if (versions === 0) return "Nothing new: nobody had what turned out to be bad, or it was told before.\n";
  const had = `${count(places, "place")} had ${count(versions, "version")} that turned out to be bad.`;
  return `${had} This is not told again: exposure <version> shows all of it.\n`;
}

function renderLate({ name, version, accusations, rows }: LateExposure, { style, width }: Frame): string {
  const why = accusations.map(({ source, reason }) => `${source}: ${reason}`).join("; ");
  const more = rows.length - maxPlaces;
  return [
    `${style.bold(style.red("EXPOSED"))}  ${style.bold(showForeign(`${name}@${version}`, 200))}  ${count(rows.length, "place")}\n`,
    wrapText(showForeign(why, 500), { width, first: "  why   ", indent: "        " }),
    ...rows
      .slice(0, maxPlaces)
      .map((row) => wrapText(placeWords(row), { width, first: "  who   ", indent: "        " })),
    ...(more > 0 ? [`  and ${more} more (--json has all)\n`] : []),
    ...nextOf(rows).map((step) =>
      style.dim(wrapText(step, { width, first: "  next  ", indent: "        " })),
    ),
    "\n",
  ].join("");
}

function placeWords({ where, grade, since }: ExposureRow): string {
  const at = since === undefined ? "" : `, since ${renderInstantShort(since.at)}`;
  return `${where.kind} ${showForeign(where.id, 200)}: ${grade}${at}`;
}

function nextOf([worst]: readonly ExposureRow[]): readonly string[] {
  return worst === undefined ? [] : nextSteps(worst.grade, worst.where);
}

/** One item of `exposure --new` for programs. */
export function lateLine(item: LateItem): object | undefined {
  if (item.kind === "late-end") return { kind: "late-summary", versions: item.versions, places: item.places };
  const { name, version, accusations, rows } = item.exposure;
  return {
    kind: "late",
    name,
    version,
    accusations,
    places: rows.map(({ where, grade, since, until, evidence }) => ({
      where,
      grade,
      since: since === undefined ? null : renderInstant(since.at),
      until: until === undefined ? null : renderInstant(until.at),
      evidence: evidence.map(({ observation: { channel, ref } }) => ({ channel, ref })),
    })),
  };
}
