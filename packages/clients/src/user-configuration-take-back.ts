import { unreachable } from "@lockkeeper/core";

import { ClientsError } from "./errors.ts";
import type { UserConfiguration, WantedSetting } from "./user-configuration.ts";
import { notEditable, takeBackEdits, withoutRemarks } from "./user-configuration-edit.ts";
import type { TextEdit } from "./user-configuration-edit.ts";
import { forgetYaml } from "./user-configuration-forget-yaml.ts";
import { forgetLine, iniFormat, yarnrcFormat } from "./user-configuration-lines.ts";
import { forgetToml, parseToml } from "./user-configuration-toml.ts";
import { isLeftAlone, isPresent, isSatisfied } from "./user-configuration-tree.ts";
import { parseYaml } from "./user-configuration-yaml.ts";

/** What was done to a file. */
export interface MadeConfiguration {
  readonly format: UserConfiguration["format"];
  readonly edits: readonly TextEdit[];
  /** The settings that the edits made. */
  readonly settings: readonly WantedSetting[];
}

/** What taking back has come to. */
export interface TakenBack {
  readonly text: string;
  /** Settings that somebody has changed or removed since; they stay as they are. */
  readonly changed: readonly WantedSetting[];
}

/** The settings that a text lacks. Throws `CLIENTS_BAD_SETTINGS`. */
export function lackedSettings(
  { format, wanted }: Pick<UserConfiguration, "format" | "wanted">,
  text: string,
): readonly WantedSetting[] {
  const tree = readTree(format, text);
  return wanted.filter((setting) => !isSatisfied(tree, setting));
}

/**
 * Takes our settings out of a file that was edited since, also by a client that has written it anew in its own way, and
 * puts back what they replaced. Throws `CLIENTS_BAD_SETTINGS` where that would change anything else.
 */
export function takeBackConfiguration(made: MadeConfiguration, text: string): TakenBack {
  const { format, edits, settings } = made;
  const before = readTree(format, text);
  const present = settings.filter((setting) => isPresent(before, setting));
  const changed = settings.filter((setting) => !present.includes(setting));
  if (present.length === 0) return { text: withoutRemarks(text), changed };
  for (const attempt of [() => takeBackEdits(text, edits), () => forgetAll(made, present, text)]) {
    const next = attempt();
    if (isTakenBack(before, tryReadTree(format, next), present)) return { text: next, changed };
  }
  throw notEditable("taking out what setup wrote would change something else");
}

function isTakenBack(
  before: unknown,
  after: { readonly tree: unknown } | undefined,
  present: readonly WantedSetting[],
): boolean {
  if (after === undefined) return false;
  return (
    present.every((setting) => !isPresent(after.tree, setting)) && isLeftAlone(before, after.tree, present)
  );
}

/** A text that cannot be read is no way to take anything back: another one is tried, or all is left as it is. */
function tryReadTree(
  format: UserConfiguration["format"],
  text: string,
): { readonly tree: unknown } | undefined {
  try {
    return { tree: readTree(format, text) };
  } catch (error) {
    if (error instanceof ClientsError) return undefined;
    throw error;
  }
}

function forgetAll(
  { format, edits }: MadeConfiguration,
  present: readonly WantedSetting[],
  text: string,
): string {
  const originals = new Map(edits.map(({ path, removed }) => [path?.join("\u0000"), removed]));
  const forgotten = present.reduce(
    (result, setting) => forget(format, result, setting, originals.get(setting.path.join("\u0000"))),
    text,
  );
  return withoutRemarks(forgotten);
}

function forget(
  format: UserConfiguration["format"],
  text: string,
  setting: WantedSetting,
  original: string | undefined,
): string {
  switch (format) {
    case "ini":
      return forgetLine(text, setting, original, iniFormat);
    case "yarnrc":
      return forgetLine(text, setting, original, yarnrcFormat);
    case "yaml":
      return forgetYaml(text, setting, original);
    case "toml":
      return forgetToml(text, setting, original);
    default:
      return unreachable(format);
  }
}

function readTree(format: UserConfiguration["format"], text: string): unknown {
  switch (format) {
    case "ini":
      return iniFormat.read(text);
    case "yarnrc":
      return yarnrcFormat.read(text);
    case "yaml":
      return parseYaml(text).tree;
    case "toml":
      return parseToml(text);
    default:
      return unreachable(format);
  }
}
