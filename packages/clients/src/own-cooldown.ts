import { unreachable } from "@lockkeeper/core";
import type { Bypass } from "./bypass.ts";
import { bypassOf } from "./bypass.ts";
import type { Client } from "./client-kind.ts";
import { findSetting, findSettings, toText, toTexts } from "./look-up-setting.ts";
import type { ClientSettings } from "./read-settings.ts";
import type { Setting, SettingOrigin } from "./setting.ts";

/** How a client spells its own minimum age of versions, and in which unit. */
interface CooldownForm {
  readonly keys: readonly string[];
  readonly excludes: readonly string[];
  /** What a bare number counts, in milliseconds. */
  readonly unitMs: number;
  readonly unit: string;
  /** What the client does when nobody says anything, in units. */
  readonly otherwise: number;
  /** The first version that knows the setting: major and minor. */
  readonly since: readonly [number, number];
}

const [secondMs, minuteMs, dayMs] = [1000, 60_000, 86_400_000] as const;

function formFor({ kind, version, major }: Client): CooldownForm | undefined {
  const minor = Number(version.split(".", 2)[1] ?? "0");
  switch (kind) {
    case "npm":
      return {
        keys: ["min-release-age"],
        excludes: ["min-release-age-exclude"],
        unitMs: dayMs,
        unit: "day",
        otherwise: 0,
        since: [11, 10],
      };
    case "pnpm":
      return {
        keys: ["minimum-release-age", "pnpm.minimum-release-age"],
        excludes: ["minimum-release-age-exclude", "pnpm.minimum-release-age-exclude"],
        unitMs: minuteMs,
        unit: "minute",
        otherwise: major >= 11 ? 1440 : 0,
        since: [10, 16],
      };
    case "yarn-berry":
      return {
        keys: ["npm-minimal-age-gate"],
        excludes: ["npm-preapproved-packages"],
        unitMs: minuteMs,
        unit: "minute",
        otherwise: major > 4 || (major === 4 && minor >= 15) ? 1440 : 0,
        since: [4, 10],
      };
    case "bun":
      return {
        keys: ["install.minimum-release-age"],
        excludes: ["install.minimum-release-age-excludes"],
        unitMs: secondMs,
        unit: "second",
        otherwise: 0,
        since: [1, 3],
      };
    case "yarn-classic":
      return undefined;
    default:
      return unreachable(kind);
  }
}

/** A client's own minimum age of versions, in its unit and in hours. */
export interface OwnCooldown {
  /** `undefined` when the client has no such setting, or its value cannot be read. */
  readonly ms: number | undefined;
  /** One sentence with the value, its unit, and what it is in hours or days. */
  readonly message: string;
  readonly origin: SettingOrigin;
}

/** What a client's own cooldown is. The firewall's applies besides, and does not depend on it. */
export function ownCooldown({ client, settings }: ClientSettings): OwnCooldown {
  const form = formFor(client);
  const origin: SettingOrigin = { kind: "default" };
  if (form === undefined || !isKnown(client, form)) {
    return { ms: undefined, message: "it has no minimum age of versions of its own", origin };
  }
  const before = client.kind === "npm" ? findSetting(settings, "before") : undefined;
  const setting = findSetting(settings, ...form.keys);
  if (before !== undefined) {
    const message = `versions published after ${JSON.stringify(toText(before.value))} are not taken (before)`;
    return { ms: undefined, message, origin: before.origin };
  }
  const excluded = findSettings(settings, ...form.excludes).flatMap(({ value }) => toTexts(value));
  const ms = setting === undefined ? form.otherwise * form.unitMs : durationOf(setting, form);
  const what = setting === undefined ? String(form.otherwise) : toText(setting.value);
  return {
    ms,
    message: `${renderCooldown(what, ms, form)}${renderExcluded(excluded)}`,
    origin: setting?.origin ?? origin,
  };
}

/** A minimum age that was likely meant in another unit. */
export function cooldownBypasses(settings: ClientSettings): readonly Bypass[] {
  const { ms, origin, message } = ownCooldown(settings);
  const form = formFor(settings.client);
  if (ms === undefined || form === undefined || origin.kind === "default") return [];
  const isOdd = ms > 365 * dayMs || (ms > 0 && ms < 60 * minuteMs);
  if (!isOdd) return [];
  return [
    bypassOf(origin, {
      id: "cooldown-unit",
      weight: "noted",
      message: `${message}: was another unit meant?`,
      fix: `a bare number counts ${form.unit}s here; 3 days are ${(3 * dayMs) / form.unitMs}`,
    }),
  ];
}

function isKnown({ major, version }: Client, { since: [sinceMajor, sinceMinor] }: CooldownForm): boolean {
  const minor = Number(version.split(".", 2)[1] ?? "0");
  return major > sinceMajor || (major === sinceMajor && minor >= sinceMinor);
}

const unitsMs: Readonly<Record<string, number>> = {
  ms: 1,
  s: secondMs,
  m: minuteMs,
  min: minuteMs,
  h: 60 * minuteMs,
  d: dayMs,
  w: 7 * dayMs,
};

function durationOf({ value }: Setting, form: CooldownForm): number | undefined {
  const match = /^(\d{1,12}(?:\.\d{1,6})?)\s?(ms|s|m|min|h|d|w)?$/.exec(toText(value).trim());
  if (match === null) return undefined;
  const unit = match[2] === undefined ? form.unitMs : unitsMs[match[2]];
  return unit === undefined ? undefined : Number(match[1]) * unit;
}

function renderCooldown(
  what: string,
  ms: number | undefined,
  { unit, keys: [key = ""] }: CooldownForm,
): string {
  if (ms === undefined)
    return `its own minimum age of versions, ${JSON.stringify(what.slice(0, 60))}, cannot be read`;
  if (ms === 0) return `it has no minimum age of versions (${key} is 0)`;
  const isBare = /^\d+$/.test(what);
  const written = isBare ? `${what} ${unit}${what === "1" ? "" : "s"}` : what;
  return `its own minimum age of versions is ${written}, that is ${renderSpan(ms)}`;
}

function renderSpan(ms: number): string {
  if (ms < 2 * minuteMs) return `${Math.round(ms / secondMs)} s`;
  if (ms < 120 * minuteMs) return `${Math.round(ms / minuteMs)} min`;
  const hours = Math.round(ms / (60 * minuteMs));
  return hours <= 168 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}

const maxNames = 5;

function renderExcluded(names: readonly string[]): string {
  if (names.length === 0) return "";
  const shown = names.slice(0, maxNames).map((name) => JSON.stringify(name.slice(0, 60)));
  const more = names.length > maxNames ? ` and ${names.length - maxNames} more` : "";
  return `, but not for ${shown.join(", ")}${more}`;
}
