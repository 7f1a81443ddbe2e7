import type { PresetName } from "./document.ts";
import { presets } from "./presets.ts";
import { settings, valueAt } from "./setting.ts";
import type { Setting } from "./setting.ts";

const lineWidth = 110;

/** The commented file that `policy init` writes: every setting with its meaning; parses to the preset. */
export function renderPolicyTemplate(preset: PresetName): string {
  const { summary, axiosNight } = presets[preset];
  const head = [
    ...renderComment(`The policy of this organisation. ${summary}`, ""),
    ...renderComment(`The Axios night of 31 March 2026, 00:40 UTC: ${axiosNight}`, ""),
    ...renderComment("Severities: off, warn, hold, block. What is deleted here is filled by the preset.", ""),
    "version: 1",
    `preset: ${preset}`,
  ];
  const body = settings.flatMap((setting, index) => [
    ...renderGroup(setting, settings[index - 1]),
    ...renderSetting(setting, valueAt(presets[preset].settings, setting.path)),
  ]);
  return `${[...head, ...body].join("\n")}\n`;
}

function renderGroup({ path }: Setting, previous: Setting | undefined): readonly string[] {
  const [group = ""] = path;
  if (previous?.path[0] === group) return [];
  return path.length === 1 ? [""] : ["", `${group}:`];
}

function renderSetting({ path, type, meaning }: Setting, value: unknown): readonly string[] {
  const indentation = "  ".repeat(path.length - 1);
  const key = path[path.length - 1] ?? "";
  const explained = type.startsWith("list") ? `${meaning} A ${type}.` : meaning;
  return [
    ...renderComment(explained, indentation),
    `${indentation}${key}: ${Array.isArray(value) ? "[]" : String(value)}`,
  ];
}

function renderComment(text: string, indentation: string): readonly string[] {
  const lines: string[] = [];
  let line = `${indentation}#`;
  for (const word of text.split(" ")) {
    if (line.length + word.length + 1 > lineWidth) {
      lines.push(line);
      line = `${indentation}#`;
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}
