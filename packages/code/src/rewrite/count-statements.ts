import type { Node } from "acorn";

import { parseJavaScript } from "../parse/parse-javascript.ts";

import { innerNodes } from "./inner-nodes.ts";
import { TextEdits } from "./text-edits.ts";

/** A function of a counted text. */
export interface CountedFunction {
  /** The index of the function around it; -1 for the text itself. */
  readonly parent: number;
  /** The name by which something else may call it; none where it stands in the way of what runs. */
  readonly name: string | undefined;
}

/** A text that says which of its statements ran. */
export interface CountedText {
  readonly text: string;
  /** For each statement the index of its function; -1 for the text itself. */
  readonly statements: readonly number[];
  readonly functions: readonly CountedFunction[];
  /** How often each name occurs, besides where it is given to one of the functions. */
  readonly uses: ReadonlyMap<string, number>;
}

const textMaxCharacters = 1_500_000;
const bodies: ReadonlySet<string> = new Set(["body", "consequent", "alternate"]);

/**
 * Puts a mark before each statement of a text, made by `markOf` from the statement's number. Lines stay where they are. Gives
 * nothing back for what is long or cannot be read.
 */
export function countStatements(
  text: string,
  goal: "module" | "script",
  markOf: (statement: number) => string,
): CountedText | undefined {
  if (text.length > textMaxCharacters) return undefined;
  const { program } = parseJavaScript({ text, path: "", language: "javascript", goal, strictOnly: true });
  if (program === undefined) return undefined;
  const counter = new StatementCounter(markOf);
  counter.count(program);
  return counter.finish(text);
}

interface Waiting {
  readonly node: Node;
  readonly inFunction: number;
}

class StatementCounter {
  readonly #markOf: (statement: number) => string;
  readonly #edits = new TextEdits();
  readonly #statements: number[] = [];
  readonly #functions: CountedFunction[] = [];
  readonly #uses: Map<string, number> = new Map();

  constructor(markOf: (statement: number) => string) {
    this.#markOf = markOf;
  }

  count(program: Node): void {
    const waiting: Waiting[] = [{ node: program, inFunction: -1 }];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const { node } = next;
      const inFunction = isFunction(node) ? this.#enter(node, next.inFunction) : next.inFunction;
      this.#noteName(node);
      const all = innerNodes(node);
      for (const [member, inner] of all) if (isStatement(inner)) this.#mark(node, member, inner, inFunction);
      for (const [member, inner] of all.toReversed()) {
        const name = isMethod(node) && member === "value" ? nameOfKey(node) : undefined;
        if (name !== undefined && isFunction(inner)) this.#uses.set(name, (this.#uses.get(name) ?? 0) - 1);
        waiting.push({ node: inner, inFunction });
      }
    }
  }

  finish(text: string): CountedText {
    const counted = { statements: this.#statements, functions: this.#functions, uses: this.#uses };
    return { text: this.#edits.applyTo(text), ...counted };
  }

  #enter(node: Node, parent: number): number {
    const name = "id" in node && isIdentifier(node.id) ? node.id.name : undefined;
    const isDeclared = node.type === "FunctionDeclaration";
    if (name !== undefined) this.#uses.set(name, (this.#uses.get(name) ?? 0) - 1);
    this.#functions.push({ parent, name: isDeclared ? name : undefined });
    return this.#functions.length - 1;
  }

  #noteName(node: Node): void {
    if (isIdentifier(node)) this.#uses.set(node.name, (this.#uses.get(node.name) ?? 0) + 1);
  }

  #mark(parent: Node, member: string, statement: Node, inFunction: number): void {
    // Not a statement of its own: `for (let i;;)`, `export const x`, what a label stands for.
    if (!bodies.has(member) || parent.type === "LabeledStatement") return;
    const isAlone = !isList(parent, member);
    const number = this.#statements.length;
    this.#statements.push(inFunction);
    this.#edits.insertBefore(statement.start, `${isAlone ? "{" : ""}${this.#markOf(number)}`);
    if (isAlone) this.#edits.insertAfter(statement.end, "}");
  }
}

function isList(parent: Node, member: string): boolean {
  return Array.isArray(Object.entries(parent).find(([name]) => name === member)?.[1]);
}

/** Statements that do something where they stand: a declaration of a function, an import or a directive does not. */
function isStatement(node: Node): boolean {
  if ("directive" in node) return false;
  if (node.type === "VariableDeclaration" || node.type === "ClassDeclaration") return true;
  return node.type.endsWith("Statement") && node.type !== "BlockStatement" && node.type !== "EmptyStatement";
}

function isFunction(node: Node): boolean {
  return /^(?:Arrow)?Function(?:Expression|Declaration)$/.test(node.type);
}

function isMethod(node: Node): boolean {
  return node.type === "MethodDefinition" || node.type === "Property";
}

function nameOfKey(node: Node): string | undefined {
  return "key" in node && isIdentifier(node.key) ? node.key.name : undefined;
}

function isIdentifier(value: unknown): value is Node & { readonly name: string } {
  return (
    typeof value === "object" &&
    value !== null &&
    "type" in value &&
    value.type === "Identifier" &&
    "name" in value
  );
}
