import type { AnyNode, ImportDeclaration, Node, Program } from "acorn";

import { parseJavaScript } from "./parse-javascript.ts";

/** What an ES module calls for other modules, besides `exports`, once it is put into a function. */
export const importFunction = "__import";

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const walkedMaxNodes = 200_000;

/**
 * Writes an ES module as the body of an async function of `exports` and `__import`, line by line where it was, so that
 * modules can be read together. `undefined` for what is no module, or cannot be read as one. What is exported is given at the
 * end: who looks before sees nothing, as with cycles.
 */
export function toCommonModule(text: string): string | undefined {
  const { program } = parseJavaScript({
    text,
    path: "module.mjs",
    language: "javascript",
    goal: "module",
    strictOnly: true,
  });
  if (program === undefined) return undefined;
  const edits: Edit[] = [];
  const last: string[] = [];
  for (const statement of program.body) rewriteStatement(statement, edits, last);
  rewriteExpressions(program, edits);
  edits.sort((one, other) => other.start - one.start);
  let result = text;
  for (const { start, end, text: put } of edits) {
    const lines = result.slice(start, end).split("\n").length - put.split("\n").length;
    result = result.slice(0, start) + put + "\n".repeat(Math.max(0, lines)) + result.slice(end);
  }
  return `${result};${last.join("")}`;
}

type Statement = Program["body"][number];

function rewriteStatement(node: Statement, edits: Edit[], last: string[]): void {
  if (node.type === "ImportDeclaration") {
    edits.push({ start: node.start, end: node.end, text: importsOf(node) });
  } else if (node.type === "ExportAllDeclaration") {
    const source = load(node.source.value);
    const text =
      node.exported === null || node.exported === undefined
        ? `Object.assign(exports, ${source});`
        : `exports[${JSON.stringify(nameOf(node.exported))}] = ${source};`;
    edits.push({ start: node.start, end: node.end, text });
  } else if (node.type === "ExportDefaultDeclaration") {
    rewriteDefault(node.declaration, node, { edits, last });
  } else if (node.type === "ExportNamedDeclaration") {
    rewriteNamed(node, edits, last);
  }
}

interface Rewriting {
  readonly edits: Edit[];
  readonly last: string[];
}

function rewriteDefault(declaration: AnyNode, node: Node, { edits, last }: Rewriting): void {
  const name = "id" in declaration ? declaration.id : undefined;
  const isDeclared =
    (declaration.type === "FunctionDeclaration" || declaration.type === "ClassDeclaration") &&
    name?.type === "Identifier";
  edits.push({ start: node.start, end: declaration.start, text: isDeclared ? "" : "exports.default = " });
  if (isDeclared) last.push(`exports.default = ${name.name};`);
}

function rewriteNamed(
  node: Extract<Statement, { type: "ExportNamedDeclaration" }>,
  edits: Edit[],
  last: string[],
): void {
  const { declaration, specifiers, source } = node;
  if (declaration !== null && declaration !== undefined) {
    edits.push({ start: node.start, end: declaration.start, text: "" });
    for (const name of declaredNames(declaration)) last.push(`exports.${name} = ${name};`);
    return;
  }
  const given = specifiers.map(({ local, exported }) => {
    const key = `exports[${JSON.stringify(nameOf(exported))}]`;
    return source === null || source === undefined
      ? `${key} = ${nameOf(local)};`
      : `${key} = ${memberOf(source.value, nameOf(local))};`;
  });
  const isFrom = source !== null && source !== undefined;
  if (!isFrom) last.push(...given);
  const loading = isFrom && given.length === 0 ? `${load(source.value)};` : given.join(" ");
  edits.push({ start: node.start, end: node.end, text: isFrom ? loading : "" });
}

function importsOf({ specifiers, source }: ImportDeclaration): string {
  const module = load(source.value);
  if (specifiers.length === 0) return `${module};`;
  const parts = specifiers.map((one) => {
    if (one.type === "ImportNamespaceSpecifier") return `${one.local.name} = ${module}`;
    const name = one.type === "ImportSpecifier" ? nameOf(one.imported) : "default";
    return `${one.local.name} = ${memberOf(source.value, name)}`;
  });
  return `const ${parts.join(", ")};`;
}

function memberOf(source: unknown, name: string): string {
  const module = load(source);
  // A file that is not an ES module is its own default export.
  const isFile = typeof source === "string" && source.startsWith(".");
  return name === "default" && isFile
    ? `(${module}.default ?? ${module})`
    : `${module}[${JSON.stringify(name)}]`;
}

function load(source: unknown): string {
  return `${importFunction}(${JSON.stringify(source)})`;
}

function nameOf(node: AnyNode): string {
  if (node.type === "Identifier") return node.name;
  return node.type === "Literal" ? String(node.value) : "";
}

function declaredNames(declaration: AnyNode): readonly string[] {
  if (declaration.type !== "VariableDeclaration") {
    return "id" in declaration && declaration.id?.type === "Identifier" ? [declaration.id.name] : [];
  }
  return declaration.declarations.flatMap(({ id }) => patternNames(id));
}

function patternNames(pattern: AnyNode): readonly string[] {
  if (pattern.type === "Identifier") return [pattern.name];
  if (pattern.type === "AssignmentPattern") return patternNames(pattern.left);
  if (pattern.type === "RestElement") return patternNames(pattern.argument);
  if (pattern.type === "ArrayPattern") {
    return pattern.elements.flatMap((one) => (one === null ? [] : patternNames(one)));
  }
  if (pattern.type !== "ObjectPattern") return [];
  return pattern.properties.flatMap((one) =>
    patternNames(one.type === "RestElement" ? one.argument : one.value),
  );
}

/** `import(…)` and `import.meta`, which a script has not. */
function rewriteExpressions(program: Program, edits: Edit[]): void {
  const queue: unknown[] = [program];
  for (let at = 0; at < queue.length && at < walkedMaxNodes; at++) {
    const node = queue[at];
    if (!isNode(node)) continue;
    if (node.type === "ImportDeclaration") continue;
    if (node.type === "ImportExpression")
      edits.push({ start: node.start, end: node.start + "import".length, text: importFunction });
    if (node.type === "MetaProperty" && node.meta.name === "import") {
      const text = "({ url: __filename, filename: __filename, dirname: __dirname })";
      edits.push({ start: node.start, end: node.end, text });
    }
    for (const child of Object.values(node)) {
      if (Array.isArray(child)) for (const one of child) queue.push(one);
      else if (isNode(child)) queue.push(child);
    }
  }
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}
