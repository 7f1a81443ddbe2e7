import { unreachable } from "@lockkeeper/core";

/** The value of a setting; what is none of these (a table within a list, nothing at all) is left out. */
export type SettingValue = string | number | boolean | readonly string[];

/** One setting of a file, wherever in the file it stands. */
export interface ParsedSetting {
  /** `["registry"]`; nested files have more than one part. */
  readonly path: readonly string[];
  readonly value: SettingValue;
  /** From 1. */
  readonly line: number;
}

/** How far a settings file reaches. */
export type SettingLevel = "project" | "user" | "global";

/** Who said a setting. */
export type SettingOrigin =
  | { readonly kind: "environment"; readonly variable: string }
  | { readonly kind: "file"; readonly level: SettingLevel; readonly file: string; readonly line: number }
  | { readonly kind: "default" };

/** A setting with its place. */
export interface Setting {
  readonly path: readonly string[];
  readonly value: SettingValue;
  readonly origin: SettingOrigin;
}

/** The most settings that are read of one file, and the deepest. */
export const maxSettings = 20_000;
export const maxSettingDepth = 12;

/** The name of a setting as its file spells it. */
export function renderPath(path: readonly string[]): string {
  return path.join(".");
}

/** Where a setting stands, for a person: `/app/.npmrc:3`, `$npm_config_registry`. */
export function renderOrigin(origin: SettingOrigin): string {
  switch (origin.kind) {
    case "environment":
      return `$${origin.variable}`;
    case "file":
      return `${origin.file}:${origin.line}`;
    case "default":
      return "the client's default";
    default:
      return unreachable(origin);
  }
}
