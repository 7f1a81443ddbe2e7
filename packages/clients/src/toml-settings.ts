import { parse } from "smol-toml";
import { ClientsError } from "./errors.ts";
import type { ParsedSetting } from "./setting.ts";
import { lineFinder, settingsOfTree } from "./tree-settings.ts";

/** Reads Bun's `bunfig.toml`. Throws `CLIENTS_BAD_SETTINGS`. */
export function parseTomlSettings(text: string, expand: (text: string) => string): readonly ParsedSetting[] {
  let tree: unknown;
  try {
    tree = parse(text, { maxDepth: 50 });
  } catch (cause) {
    const why = cause instanceof Error ? (cause.message.split("\n", 1)[0]?.slice(0, 200) ?? "") : "unknown";
    throw new ClientsError("CLIENTS_BAD_SETTINGS", {
      message: `Cannot read the settings as they are no valid TOML: ${why}`,
      cause,
    });
  }
  return settingsOfTree(
    tree,
    expand,
    lineFinder(text, (key) => [key]),
  );
}
