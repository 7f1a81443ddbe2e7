import { z } from "zod";
import type { PresetName } from "./document.ts";
import { policyFileSchema, presetNames } from "./file-schema.ts";
import { presets } from "./presets.ts";
import { settings, valueAt } from "./setting.ts";
import type { Setting } from "./setting.ts";

/** The JSON Schema (draft 2020-12) of a policy file, generated from the declaration that also validates. */
export function policyJsonSchema(): object {
  const schema = z.toJSONSchema(policyFileSchema, { io: "input", reused: "inline" });
  return { ...schema, title: "Lockkeeper policy" };
}

/** The reference of all settings in Markdown, generated from the declaration that also validates. */
export function renderPolicyDocumentation(): string {
  return [
    "# Policy reference",
    "",
    "A policy is one YAML or JSON file with `version: 1`. What it leaves out is filled by its `preset` (`balanced` when the",
    "organisation's file names none; nothing when a repository's file names none). Unknown keys are errors.",
    "",
    "Severities: `off`, `warn` (served and pointed out), `hold` (withheld until it matures or is approved), `block` (withheld;",
    "only an exception of the organisation lifts it). Ages carry a unit: `90m`, `72h`, `7d`. Patterns: `name`, `name@range`,",
    "`@scope/*`, or a name with one `*`. The strictest clause that objects decides.",
    "",
    "## Presets",
    "",
    "On the Axios night of 31 March 2026, a client asks for `axios@^1` at 00:40 UTC:",
    "",
    ...presetNames.map((name) => `- **${name}**: ${presets[name].summary} ${presets[name].axiosNight}`),
    "",
    "## Settings",
    "",
    ...settings.flatMap(renderSetting),
    "## Exceptions",
    "",
    "An exception names one `package` exactly, its `versions` (one exact version where `malware` or `mass-report` is lifted),",
    "the `clauses` it lifts, a `reason`, an `owner` and when it `expires`. From that instant on it is out of force.",
    "",
  ].join("\n");
}

function renderSetting({ path, type, meaning, repository }: Setting): readonly string[] {
  return [
    `### \`${path.join(".")}\``,
    "",
    meaning,
    "",
    `- Type: ${type}`,
    `- Default: ${renderDefaults(path)}`,
    `- A repository's file: ${repository === "no" ? "has no say" : repository}`,
    "",
  ];
}

function renderDefaults(path: readonly string[]): string {
  const values = presetNames.map((name) => renderDefault(name, path));
  const [first = ""] = values;
  if (values.every((value) => value === first)) return first;
  return presetNames.map((name, index) => `${values[index] ?? ""} (${name})`).join(", ");
}

function renderDefault(name: PresetName, path: readonly string[]): string {
  const value = valueAt(presets[name].settings, path);
  return Array.isArray(value) ? "none" : `\`${String(value)}\``;
}
