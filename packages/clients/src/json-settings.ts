import { ClientsError } from "./errors.ts";
import type { ParsedSetting } from "./setting.ts";
import { lineFinder, settingsOfTree } from "./tree-settings.ts";

/** The parts of a manifest that are settings of some client; nothing else of it is looked at. */
const settingKeys: readonly string[] = [
  "packageManager",
  "devEngines",
  "workspaces",
  "publishConfig",
  "pnpm",
  "allowScripts",
  "strictAllowScripts",
  "trustedDependencies",
  "dependenciesMeta",
];

/** Reads the settings that stand in a `package.json`. Throws `CLIENTS_BAD_SETTINGS`. */
export function parseManifestSettings(text: string): readonly ParsedSetting[] {
  let tree: unknown;
  try {
    tree = JSON.parse(text);
  } catch (cause) {
    throw new ClientsError("CLIENTS_BAD_SETTINGS", {
      message: "Cannot read the settings as the manifest is no valid JSON",
      cause,
    });
  }
  if (typeof tree !== "object" || tree === null || Array.isArray(tree)) return [];
  const all = new Map<string, unknown>(Object.entries(tree));
  const picked = settingKeys.flatMap((key) => (all.has(key) ? [[key, all.get(key)] as const] : []));
  return settingsOfTree(
    Object.fromEntries(picked),
    (value) => value,
    lineFinder(text, (key) => [JSON.stringify(key)]),
  );
}
