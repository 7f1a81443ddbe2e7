import { limits } from "@lockkeeper/core";
import { isMap, isScalar, isSeq, Lexer, LineCounter, parseDocument, visit } from "yaml";
import type { Document, Node, Pair } from "yaml";
import { PolicyError } from "./errors.ts";

/** The content of a policy text, with a way back to the line a setting stands on. */
export interface PolicyText {
  readonly value: unknown;
  /** The line (from 1) of the deepest part of the path that exists, or `undefined` for the document itself. */
  readonly lineOf: (path: readonly PropertyKey[]) => number | undefined;
}

/** What a text is called in messages, and where its reader finds how it is written. */
export interface TextLabel {
  /** With its article's noun: `policy "policy.yaml"`. */
  readonly name: string;
  readonly hint: string;
}

const maxTokens = 250_000;
const maxDepth = 32;
const maxIndentation = 100;
const maxDashesPerLine = 8;
const scalarMarker = "\u001F";

/**
 * Reads YAML 1.2 (of which JSON is a part). Aliases, explicit keys, duplicate keys and several documents are refused.
 * Throws `POLICY_TOO_LARGE` and `POLICY_SYNTAX`.
 */
export function parsePolicyText(text: string, label: TextLabel): PolicyText {
  assertSize(text, label);
  assertFlat(text, label);
  const lines = new LineCounter();
  // Security: the library compares every key of a mapping with every other, which a long mapping turns into minutes;
  // duplicates are looked for below instead. Pretty errors copy the text once per error.
  const document = parseDocument(text, {
    uniqueKeys: false,
    prettyErrors: false,
    lineCounter: lines,
    logLevel: "error",
  });
  const [error] = document.errors;
  if (error !== undefined)
    throw syntaxError(label, { detail: error.message, line: lines.linePos(error.pos[0]).line });
  assertNoAliasOrDuplicate(document, { label, lines });
  return {
    value: document.toJS({ maxAliasCount: 0 }) as unknown,
    lineOf: (path) => lineOf(document.contents, { path, lines }),
  };
}

function assertSize(text: string, label: TextLabel): void {
  const max = limits.policyFileMaxBytes;
  if (text.length <= max && new TextEncoder().encode(text).length <= max) return;
  throw new PolicyError("POLICY_TOO_LARGE", {
    message: `Cannot read the ${label.name} as it must be at most ${max} bytes`,
    hint: "Use name patterns such as @scope/* instead of long lists.",
  });
}

// Security: the library's parser is recursive and slow on deep nesting (minutes for 400 KB of "? "), so the tokens,
// which are found in linear time, are looked at first.
function assertFlat(text: string, label: TextLabel): void {
  const shape: Shape = { open: [], dashes: 0 };
  let line = 1;
  let tokens = 0;
  let isScalarNext = false;
  for (const lexeme of new Lexer().lex(text)) {
    tokens += 1;
    const detail = isScalarNext ? undefined : findExcess(shape, lexeme);
    if (detail !== undefined) throw syntaxError(label, { detail, line });
    if (tokens > maxTokens) throw syntaxError(label, { detail: "it has too many elements", line });
    isScalarNext = lexeme === scalarMarker;
    if (!lexeme.includes("\n")) continue;
    line += lexeme.split("\n").length - 1;
    shape.dashes = 0;
  }
}

interface Shape {
  /** The brackets that are open. */
  readonly open: string[];
  /** The list marks on this line, each of which nests one deeper. */
  dashes: number;
}

const closedBy: ReadonlyMap<string, string> = new Map([
  ["[", "]"],
  ["{", "}"],
]);
const closing: ReadonlySet<string> = new Set(closedBy.values());

function findExcess(shape: Shape, lexeme: string): string | undefined {
  if (lexeme === "?") return 'explicit keys ("? key") are not used here';
  if (closing.has(lexeme) && closedBy.get(shape.open.pop() ?? "") !== lexeme)
    return `a "${lexeme}" closes nothing`;
  if (closedBy.has(lexeme)) shape.open.push(lexeme);
  if (lexeme === "-") shape.dashes += 1;
  const isDeep = shape.open.length > maxDepth || shape.dashes > maxDashesPerLine || isDeepIndentation(lexeme);
  return isDeep ? "it is nested too deeply" : undefined;
}

function isDeepIndentation(lexeme: string): boolean {
  return lexeme.length > maxIndentation && lexeme.trim() === "";
}

interface Place {
  readonly label: TextLabel;
  readonly lines: LineCounter;
}

function assertNoAliasOrDuplicate(document: Document, { label, lines }: Place): void {
  visit(document, {
    Alias: (_, alias) => {
      const line = lineAt(alias, lines);
      throw syntaxError(label, {
        detail: `the alias "*${alias.source}" is not allowed; write the value out`,
        line,
      });
    },
    Map: (_, map) => {
      const seen = new Set<string>();
      for (const pair of map.items) {
        const key = keyOf(pair);
        if (seen.has(key)) {
          throw syntaxError(label, {
            detail: `the key "${key}" is given twice`,
            line: keyLine(pair, lines),
          });
        }
        seen.add(key);
      }
    },
  });
}

function keyOf(pair: Pair): string {
  return isScalar(pair.key) ? String(pair.key.value) : String(pair.key);
}

function keyLine(pair: Pair, lines: LineCounter): number | undefined {
  return isScalar(pair.key) ? lineAt(pair.key, lines) : undefined;
}

function lineAt(node: Node, lines: LineCounter): number | undefined {
  return node.range ? lines.linePos(node.range[0]).line : undefined;
}

function lineOf(
  contents: unknown,
  { path, lines }: { readonly path: readonly PropertyKey[]; readonly lines: LineCounter },
): number | undefined {
  let node = contents;
  let line: number | undefined;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => keyOf(item) === String(step));
      if (pair === undefined) return line;
      line = keyLine(pair, lines) ?? line;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(step)];
      line = isMap(node) || isScalar(node) ? lineAt(node, lines) : line;
    } else {
      return line;
    }
  }
  return line;
}

function syntaxError(
  label: TextLabel,
  { detail, line }: { readonly detail: string; readonly line: number | undefined },
): PolicyError {
  const where = line === undefined ? "" : ` (line ${line})`;
  return new PolicyError("POLICY_SYNTAX", {
    message: `Cannot read the ${label.name} as it is no valid YAML or JSON: ${detail}${where}`,
    hint: label.hint,
  });
}
