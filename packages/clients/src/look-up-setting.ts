import type { Setting, SettingValue } from "./setting.ts";

/** A setting's name in one spelling: `minimumReleaseAge` and `minimum-release-age` are the same. */
export function plainKey(path: readonly string[]): string {
  return path.map((part) => part.replace(/([a-z0-9])([A-Z])/g, "$1-$2").toLowerCase()).join(".");
}

/** The setting that wins among those of some names; names in kebab case, joined by dots. */
export function findSetting(settings: readonly Setting[], ...names: readonly string[]): Setting | undefined {
  return settings.find(({ path }) => names.includes(plainKey(path)));
}

/** Every setting of some names, the winning one first. */
export function findSettings(settings: readonly Setting[], ...names: readonly string[]): readonly Setting[] {
  return settings.filter(({ path }) => names.includes(plainKey(path)));
}

/** A switch as the files and the environment spell it; `undefined` for what is no switch. */
export function toSwitch(value: SettingValue | undefined): boolean | undefined {
  if (typeof value === "boolean") return value;
  if (value === "true" || value === "1" || value === 1) return true;
  if (value === "false" || value === "0" || value === 0 || value === "null") return false;
  return undefined;
}

/** A value as a text; lists with commas. */
export function toText(value: SettingValue): string {
  return typeof value === "object" ? value.join(", ") : String(value);
}

/** A value as the texts of a list; a single text may hold several, as environment variables do. */
export function toTexts(value: SettingValue): readonly string[] {
  if (typeof value === "object") return value;
  return String(value)
    .split(/[\s,]+/, 1000)
    .filter((text) => text !== "");
}
