import { badFormat } from "../errors.ts";
import { asText, memberOf, parseJsonTree } from "../json-tree.ts";
import type { JsonNode } from "../json-tree.ts";
import type { LockfileLimits } from "../locked-package.ts";

/** A package as the map of Plug'n'Play names it. All texts are foreign. */
export interface PlugEntry {
  readonly name: string;
  /** Yarn's reference, such as `npm:1.0.0` or `virtual:…#npm:1.0.0`. */
  readonly reference: string;
  /** Where its files are, relative to the map with forward slashes: inside an archive, or a folder. */
  readonly location: string;
}

const stateStart = /^const RAW_RUNTIME_STATE =\r?\n'/m;

/**
 * Reads the packages that Yarn's Plug'n'Play map names: the text in `.pnp.cjs`, which is never run, or `.pnp.data.json`.
 * Throws `LockfileError`.
 */
export function parsePlugMap(text: string, { maxDepth, maxEntries }: LockfileLimits): readonly PlugEntry[] {
  const root = parseJsonTree(stateOf(text), { isLenient: false, maxDepth });
  const registry = memberOf(root, "packageRegistryData");
  if (registry?.kind !== "array") throw badFormat("it names no packages");
  const entries: PlugEntry[] = [];
  for (const [name, versions] of pairsOf(registry)) {
    for (const [reference, facts] of pairsOf(versions)) {
      const location = asText(memberOf(facts, "packageLocation"));
      const [plainName, plainReference] = [asText(name), asText(reference)];
      // The project itself comes a second time without name and reference.
      if (plainName === undefined || plainReference === undefined || location === undefined) continue;
      if (entries.length >= maxEntries) throw badFormat(`it names more than ${String(maxEntries)} packages`);
      entries.push({ name: plainName, reference: plainReference, location });
    }
  }
  return entries;
}

/** The JSON in a map's JavaScript: one text between apostrophes, its lines joined by backslashes. */
function stateOf(text: string): string {
  if (/^\s*\{/.test(text)) return text;
  const start = stateStart.exec(text);
  if (start === null) throw badFormat("it is no map of Yarn's");
  const parts: string[] = [];
  let from = start.index + start[0].length;
  for (let at = from; at < text.length; at += 1) {
    const character = text[at];
    if (character === "'") return [...parts, text.slice(from, at)].join("");
    if (character !== "\\") continue;
    parts.push(text.slice(from, at));
    const isLineEnd = text[at + 1] === "\n" || text.startsWith("\r\n", at + 1);
    at += text.startsWith("\r\n", at + 1) ? 2 : 1;
    from = isLineEnd ? at + 1 : at;
  }
  throw badFormat("its text has no end");
}

function pairsOf(
  node: JsonNode | undefined,
): readonly (readonly [JsonNode | undefined, JsonNode | undefined])[] {
  if (node?.kind !== "array") return [];
  return node.items.flatMap((item) =>
    item.kind === "array" ? [[item.items[0], item.items[1]] as const] : [],
  );
}
