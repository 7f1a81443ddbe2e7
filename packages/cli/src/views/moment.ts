import { renderDuration, renderInstantShort } from "@lockkeeper/core";

/** A time in a table: `2026-03-31 00:21`, or a dash. The heading says UTC. */
export function renderMoment(instant: number | undefined): string {
  return instant === undefined ? "-" : renderInstantShort(instant).slice(0, 16);
}

/** A time with its distance, where it can be told: `2026-03-31 00:21 UTC (18 min ago)`. */
export function renderDistance(instant: number, now: number | undefined): string {
  if (now === undefined) return renderInstantShort(instant);
  const distance = renderDuration(Math.abs(now - instant));
  return `${renderInstantShort(instant)} (${instant > now ? `in ${distance}` : `${distance} ago`})`;
}
