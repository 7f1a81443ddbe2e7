import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from "yaml";
import type { Node, Pair } from "yaml";
import { ClientsError } from "./errors.ts";
import type { ParsedSetting, SettingValue } from "./setting.ts";
import { maxSettingDepth, maxSettings } from "./setting.ts";

/** What a text of a file becomes before it is used: variables expanded, or nothing done. */
export type Expand = (text: string) => string;

/**
 * Reads `.yarnrc.yml`, `pnpm-workspace.yaml` and `config.yaml`. Aliases are not followed, so that none can multiply.
 * Throws `CLIENTS_BAD_SETTINGS`.
 */
export function parseYamlSettings(text: string, expand: Expand): readonly ParsedSetting[] {
  const lines = new LineCounter();
  const root = parseRoot(text, lines);
  const found: ParsedSetting[] = [];
  if (root !== null) collect(root, [], { found, lines, expand });
  return found;
}

function parseRoot(text: string, lineCounter: LineCounter): Node | null {
  let document: ReturnType<typeof parseDocument>;
  try {
    document = parseDocument(text, {
      lineCounter,
      logLevel: "silent",
      uniqueKeys: false,
      keepSourceTokens: false,
    });
  } catch (cause) {
    throw badYaml(cause instanceof Error ? cause.message : "unknown", cause);
  }
  const [error] = document.errors;
  if (error !== undefined) throw badYaml(error.message, error);
  return document.contents;
}

function badYaml(why: string, cause: unknown): ClientsError {
  return new ClientsError("CLIENTS_BAD_SETTINGS", {
    message: `Cannot read the settings as they are no valid YAML: ${why.split("\n", 1)[0]?.slice(0, 200).replace(/:$/, "") ?? ""}`,
    cause,
  });
}

interface Collection {
  readonly found: ParsedSetting[];
  readonly lines: LineCounter;
  readonly expand: Expand;
}

function collect(node: unknown, path: readonly string[], collection: Collection): void {
  if (!isMap(node) || path.length >= maxSettingDepth) return;
  for (const pair of node.items) {
    if (collection.found.length >= maxSettings) return;
    const key = keyOf(pair);
    if (key === undefined) continue;
    const inner = [...path, collection.expand(key)];
    if (isMap(pair.value)) {
      collect(pair.value, inner, collection);
      continue;
    }
    const value = valueOf(pair.value, collection.expand);
    if (value !== undefined)
      collection.found.push({ path: inner, value, line: lineOf(pair, collection.lines) });
  }
}

function keyOf({ key }: Pair): string | undefined {
  return isScalar(key) ? textOf(key.value) : undefined;
}

function textOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}

function lineOf({ key }: Pair, lines: LineCounter): number {
  const offset = isScalar(key) ? key.range?.[0] : undefined;
  return offset === undefined ? 1 : Math.max(1, lines.linePos(offset).line);
}

function valueOf(node: unknown, expand: Expand): SettingValue | undefined {
  if (isAlias(node)) return undefined;
  if (isSeq(node)) return node.items.slice(0, maxSettings).flatMap((item) => textsOf(item, expand));
  if (!isScalar(node)) return undefined;
  const { value } = node;
  if (typeof value === "string") return expand(value);
  return typeof value === "number" || typeof value === "boolean" ? value : undefined;
}

function textsOf(item: unknown, expand: Expand): readonly string[] {
  const text = isScalar(item) ? textOf(item.value) : undefined;
  return text === undefined ? [] : [expand(text)];
}
