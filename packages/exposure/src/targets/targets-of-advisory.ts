import type { AffectedInterval, OsvAffected } from "@lockkeeper/intel";
import type { ExposureTarget } from "../question.ts";
import { placeholderVersions } from "./placeholder-versions.ts";
import { unknownWindow } from "./target-window.ts";

/** What targets take from an advisory: `OsvRecord` has it, and so have the matches of an index. */
export interface AdvisorySubject {
  readonly id: string;
  readonly affected: readonly OsvAffected[];
}

/**
 * The versions that an advisory affects, one target for each package. No record tells when a registry served them or
 * took them away, so their windows are unknown.
 */
export function targetsOfAdvisory({ id, affected }: AdvisorySubject): readonly ExposureTarget[] {
  return affected.map((part) => targetOfPart(id, part));
}

function targetOfPart(source: string, { name, versions, intervals }: OsvAffected): ExposureTarget {
  const base = { name, window: unknownWindow, integrity: [], source };
  if (intervals.some(isEveryVersion)) return { ...base, versions: "all", except: placeholderVersions };
  if (intervals.length === 0) return { ...base, versions, except: [] };
  return { ...base, versions, except: [], range: intervals.map(renderInterval).join(" || ") };
}

function isEveryVersion({ introduced, end }: AffectedInterval): boolean {
  return introduced === undefined && end.kind === "open";
}

function renderInterval({ introduced, end }: AffectedInterval): string {
  const bounds: string[] = introduced === undefined ? [] : [`>=${introduced}`];
  if (end.kind === "fixed") bounds.push(`<${end.version}`);
  if (end.kind === "last-affected") bounds.push(`<=${end.version}`);
  return bounds.join(" ");
}
