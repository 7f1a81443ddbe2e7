import type { ImportDeclaration, Node, Program } from "acorn";

import { tryParseScript } from "../parse/parse-script.ts";

import { innerNodes } from "./inner-nodes.ts";
import { TextEdits } from "./text-edits.ts";

/**
 * Takes imports that nothing uses from a module, as compilers of TypeScript do, since they may be of types that are no more there.
 * Imports without names stay, lines stay where they are, and what cannot be read comes back as it is.
 */
export function dropUnusedImports(text: string): string {
  if (!/\bimport\b/.test(text)) return text;
  const program = tryParseScript(text, "module");
  if (program === undefined) return text;
  const imports = program.body.filter(({ type }) => type === "ImportDeclaration") as ImportDeclaration[]; // What was asked for.
  if (imports.length === 0) return text;
  const used = usedNames(program);
  const edits = new TextEdits();
  for (const declaration of imports) shorten(declaration, { used, edits, text });
  return edits.isEmpty ? text : edits.applyTo(text);
}

function usedNames(program: Program): ReadonlySet<string> {
  const used = new Set<string>();
  const waiting: Node[] = program.body.filter(({ type }) => type !== "ImportDeclaration");
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node.type === "Identifier" && "name" in node && typeof node.name === "string") used.add(node.name);
    for (const [, inner] of innerNodes(node)) waiting.push(inner);
  }
  return used;
}

interface Shortening {
  readonly used: ReadonlySet<string>;
  readonly edits: TextEdits;
  readonly text: string;
}

function shorten(
  { specifiers, start, end, source }: ImportDeclaration,
  { used, edits, text }: Shortening,
): void {
  const kept = specifiers.filter(({ local }) => used.has(local.name));
  if (kept.length === specifiers.length) return;
  const lines = "\n".repeat(text.slice(start, source.start).split("\n").length - 1);
  if (kept.length === 0) {
    edits.replace(start, end, lines);
    return;
  }
  const named = kept.filter(({ type }) => type === "ImportSpecifier");
  const clause = kept
    .filter(({ type }) => type !== "ImportSpecifier")
    .map((one) => text.slice(one.start, one.end));
  if (named.length > 0) clause.push(`{ ${named.map((one) => text.slice(one.start, one.end)).join(", ")} }`);
  edits.replace(start, source.start, `import ${clause.join(", ")}${lines} from `);
}
