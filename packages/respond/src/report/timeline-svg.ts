import { renderHtmlText as text, renderInstantShort } from "@lockkeeper/core";

import { createScale } from "./timeline-scale.ts";
import type { TimelineScale } from "./timeline-scale.ts";
import type { TimelineEvent, TimelineLane } from "./timeline.ts";

const lanes: readonly { readonly lane: TimelineLane; readonly title: string }[] = [
  { lane: "registry", title: "Registry" },
  { lane: "report", title: "Reports" },
  { lane: "taken", title: "Taken here" },
  { lane: "response", title: "Response" },
];
const width = 960;
const left = 96;
const right = 24;
const laneHeight = 66;
const top = 14;
const axisHeight = 44;
/** Marks nearer than this become one with a number. */
const clusterWidth = 13;
const labelWidth = 6.1;
const maxLabel = 34;
const labelRows = 3;

/**
 * Draws what happened as an inline picture: one lane each for the registry, reports, what was taken, and the response.
 * Everything in it stands in the table below it as well, so it is hidden from screen readers but for its title.
 */
export function renderTimelineSvg(events: readonly TimelineEvent[]): string {
  const scale = createScale(
    events.map(({ at }) => at),
    { from: left, to: width - right },
  );
  if (scale === undefined) return "";
  const height = top + lanes.length * laneHeight + axisHeight;
  const drawn = lanes.map(({ lane, title }, index) =>
    renderLane(title, lane, {
      events: events.filter((event) => event.lane === lane),
      scale,
      y: top + index * laneHeight,
    }),
  );
  return [
    `<svg class="timeline" viewBox="0 0 ${String(width)} ${String(height)}" role="img" aria-labelledby="timeline-title">\n`,
    `<title id="timeline-title">Timeline from ${text(renderInstantShort(scale.first))} to ${text(renderInstantShort(scale.last))}; the table below holds the same</title>\n`,
    ...drawn,
    renderAxis(scale, top + lanes.length * laneHeight),
    "</svg>\n",
  ].join("");
}

interface LaneParts {
  readonly events: readonly TimelineEvent[];
  readonly scale: TimelineScale;
  readonly y: number;
}

function renderLane(title: string, lane: TimelineLane, { events, scale, y }: LaneParts): string {
  const middle = y + 18;
  const line = `<line class="lane" x1="${String(left)}" y1="${String(middle)}" x2="${String(width - right)}" y2="${String(middle)}"/>`;
  const head = `<text class="lane-title" x="4" y="${String(middle + 4)}">${title}</text>`;
  const marks = clusters(events, scale);
  const labels = placeLabels(marks);
  return [
    "<g>",
    head,
    line,
    ...marks.map((mark) => renderMark(mark, lane, middle)),
    ...labels.map(
      ({ x, row, label }) =>
        `<text class="label" x="${x.toFixed(1)}" y="${String(middle + 20 + row * 12)}">${text(label)}</text>`,
    ),
    "</g>\n",
  ].join("");
}

interface Mark {
  readonly x: number;
  readonly events: readonly TimelineEvent[];
}

function clusters(events: readonly TimelineEvent[], scale: TimelineScale): readonly Mark[] {
  const marks: { x: number; events: TimelineEvent[] }[] = [];
  for (const event of events) {
    const x = scale.place(event.at);
    const last = marks.at(-1);
    if (last !== undefined && x - last.x < clusterWidth) last.events.push(event);
    else marks.push({ x, events: [event] });
  }
  return marks;
}

function renderMark({ x, events }: Mark, lane: TimelineLane, y: number): string {
  const count = events.length;
  const radius = count === 1 ? 5 : 8;
  const number =
    count === 1
      ? ""
      : `<text class="count" x="${x.toFixed(1)}" y="${String(y + 3.5)}">${String(Math.min(count, 999))}</text>`;
  const tip = events
    .slice(0, 12)
    .map(({ at, label }) => `${renderInstantShort(at)} ${label}`)
    .join(" · ");
  return `<g><title>${text(tip, 1500)}</title><circle class="mark ${lane}" cx="${x.toFixed(1)}" cy="${String(y)}" r="${String(radius)}"/>${number}</g>`;
}

interface PlacedLabel {
  readonly x: number;
  readonly row: number;
  readonly label: string;
}

/** Labels go below their marks, into the first row with room; where there is none, the tip and the table tell. */
function placeLabels(marks: readonly Mark[]): readonly PlacedLabel[] {
  const ends: number[] = Array.from({ length: labelRows }, () => 0);
  return marks.flatMap(({ x, events }) => {
    const [first] = events;
    if (first === undefined) return [];
    const more = events.length === 1 ? "" : ` +${String(events.length - 1)}`;
    const label = `${first.short.slice(0, maxLabel)}${first.short.length > maxLabel ? "…" : ""}${more}`;
    const size = label.length * labelWidth;
    const start = Math.min(x - 4, width - size - 2);
    const row = ends.findIndex((end) => start >= end);
    if (row === -1) return [];
    ends[row] = start + size + 10;
    return [{ x: start, row, label }];
  });
}

const tickRoom = 104;

function renderAxis({ ticks, breaks }: TimelineScale, y: number): string {
  const line = `<line class="axis" x1="${String(left)}" y1="${String(y)}" x2="${String(width - right)}" y2="${String(y)}"/>`;
  const ends: [number, number] = [0, 0];
  const marks = ticks.flatMap(({ x, label }) => {
    const middle = Math.min(Math.max(x, tickRoom / 2), width - tickRoom / 2);
    const row = ends[0] <= middle - tickRoom / 2 ? 0 : 1;
    // Without room in either row the marks around it tell enough.
    if (ends[row] > middle - tickRoom / 2) return [];
    ends[row] = middle + tickRoom / 2;
    return [
      `<line class="axis" x1="${x.toFixed(1)}" y1="${String(y)}" x2="${x.toFixed(1)}" y2="${String(y + 5)}"/><text class="tick" x="${middle.toFixed(1)}" y="${String(y + 18 + row * 14)}">${label}</text>`,
    ];
  });
  const gaps = breaks.map(
    (x) =>
      `<path class="break" d="M${(x - 5).toFixed(1)} ${String(y + 6)}l4 -12M${(x + 1).toFixed(1)} ${String(y + 6)}l4 -12"/>`,
  );
  return `<g>${line}${marks.join("")}${gaps.join("")}</g>\n`;
}
