import type { Setting, SettingOrigin } from "./setting.ts";

/** The ways past the firewall that are looked for. */
export type BypassId =
  | "registry-unset"
  | "registry-elsewhere"
  | "registry-overridden"
  | "scope-elsewhere"
  | "audit-elsewhere"
  | "proxy"
  | "tls-off"
  | "own-authorities"
  | "settings-moved"
  | "settings-unreadable"
  | "hosts-kept"
  | "offline"
  | "project-cache"
  | "project-client"
  | "project-code"
  | "scripts-allowed"
  | "scripts-migrated"
  | "cooldown-unit"
  | "locked-elsewhere"
  | "locked-unreadable"
  | "exotic-dependency"
  | "warm-cache"
  | "cache-in-project";

/**
 * How much a bypass weighs: `open` leads past the firewall as things are; `doubtful` may, and nothing proves that it
 * does not; `noted` weakens or hides something, or would lead past once something else changes.
 */
export type BypassWeight = "open" | "doubtful" | "noted";

/** The part of the protection that a bypass concerns. */
export type BypassArea = "settings" | "locked" | "caches";

/** One way past the firewall that was found. */
export interface Bypass {
  readonly id: BypassId;
  readonly weight: BypassWeight;
  readonly area: BypassArea;
  /** Absolute; `undefined` for what no file says. */
  readonly file: string | undefined;
  /** From 1. */
  readonly line: number | undefined;
  /** The environment variable that says it. */
  readonly variable: string | undefined;
  /** One sentence; may hold foreign texts, never credentials. */
  readonly message: string;
  readonly fix: string;
  /** Whether `lockkeeper run` closes it. */
  readonly isClosedByRun: boolean;
}

/** What differs from one bypass to another. */
export type BypassDetails = Pick<Bypass, "id" | "weight" | "message" | "fix"> &
  Partial<Pick<Bypass, "area" | "isClosedByRun">>;

/** A bypass that a setting makes. */
export function bypassOf(origin: SettingOrigin, details: BypassDetails): Bypass {
  return {
    area: "settings",
    isClosedByRun: false,
    ...details,
    file: origin.kind === "file" ? origin.file : undefined,
    line: origin.kind === "file" ? origin.line : undefined,
    variable: origin.kind === "environment" ? origin.variable : undefined,
  };
}

/** A bypass that stands in a file, or in none. */
export function bypassAt(file: string | undefined, line: number | undefined, details: BypassDetails): Bypass {
  return { area: "settings", isClosedByRun: false, ...details, file, line, variable: undefined };
}

/** Whether a project says a setting, rather than the user or the machine. */
export function isOfProject({ origin }: Setting): boolean {
  return origin.kind === "file" && origin.level === "project";
}

/** How a person undoes a setting. */
export function removalOf(origin: SettingOrigin, what: string): string {
  if (origin.kind === "environment") return `unset ${origin.variable}`;
  return `remove ${what} from the file`;
}
