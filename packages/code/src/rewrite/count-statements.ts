import type { Node } from "acorn";

import { tryParseScript } from "../parse/parse-script.ts";

import { declaredNames, methodNames, namesInParent, partOf } from "./function-names.ts";
import type { FunctionNames } from "./function-names.ts";
import { innerNodes } from "./inner-nodes.ts";
import { NameGatherer } from "./name-uses.ts";
import type { NameUses } from "./name-uses.ts";
import { TextEdits } from "./text-edits.ts";

/** A function of a counted text. */
export interface CountedFunction {
  /** The index of the function around it; -1 for the text itself. */
  readonly parent: number;
  /** The names by which something else may call it (see `NameUses`); none where it stands in the way of what runs. */
  readonly names: readonly string[];
}

/** A text that says which of its statements ran. */
export interface CountedText {
  readonly text: string;
  /** For each statement the index of its function; -1 for the text itself. */
  readonly statements: readonly number[];
  readonly functions: readonly CountedFunction[];
  /** What the text itself names, then what each function does. */
  readonly uses: readonly NameUses[];
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
  const program = tryParseScript(text, goal);
  if (program === undefined) return undefined;
  const counter = new StatementCounter(markOf);
  counter.count(program);
  return counter.finish(text);
}

interface Waiting {
  readonly node: Node;
  readonly inFunction: number;
  readonly names: FunctionNames;
  /** Whether it is part of an export, or of a class that extends another. */
  readonly isExported: boolean;
  readonly hasSuperClass: boolean;
}

class StatementCounter {
  readonly #markOf: (statement: number) => string;
  readonly #edits = new TextEdits();
  readonly #statements: number[] = [];
  readonly #functions: CountedFunction[] = [];
  readonly #uses: NameGatherer[] = [new NameGatherer()];

  constructor(markOf: (statement: number) => string) {
    this.#markOf = markOf;
  }

  count(program: Node): void {
    const begin = { names: undefined, isExported: false, hasSuperClass: false };
    const waiting: Waiting[] = [{ node: program, inFunction: -1, ...begin }];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const { node } = next;
      const inFunction = isFunction(node) ? this.#enter(next) : next.inFunction;
      const all = innerNodes(node);
      for (const [member, inner] of all) {
        if (isStatement(inner)) this.#mark(node, member, inner, inFunction);
      }
      for (const [member, inner] of all.toReversed()) {
        const below = belowOf(next, member, inner);
        this.#uses[inFunction + 1]?.add(node, member, inner, below.names);
        waiting.push({ node: inner, inFunction, ...below });
      }
    }
  }

  finish(text: string): CountedText {
    const counted = { statements: this.#statements, functions: this.#functions, uses: this.#uses };
    return { text: this.#edits.applyTo(text), ...counted };
  }

  #enter({ node, inFunction, names, isExported }: Waiting): number {
    const isDeclared = node.type === "FunctionDeclaration";
    const own = isDeclared && names === undefined ? declaredNames(node, isExported) : names;
    this.#functions.push({ parent: inFunction, names: own ?? [] });
    this.#uses.push(new NameGatherer());
    return this.#functions.length - 1;
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

/** What holds for a node below another, by its place there. */
function belowOf(
  { node, names, isExported, hasSuperClass }: Waiting,
  member: string,
  inner: Node,
): Pick<Waiting, "names" | "isExported" | "hasSuperClass"> {
  const isClass = /^Class(?:Declaration|Expression)$/.test(node.type);
  const isMember = /^(?:Method|Property)Definition$/.test(node.type);
  const placed =
    isMember && member === "value"
      ? methodNames(node, hasSuperClass)
      : namesInParent(node, member, inner, names);
  const isInExport = node.type === "ExportNamedDeclaration" || (isExported && isDeclarator(node));
  return {
    names: isInExport && placed?.length === 1 ? [...placed, `.${placed[0] ?? ""}`] : placed,
    isExported: isInExport,
    hasSuperClass: isClass ? partOf(node, "superClass") !== undefined : hasSuperClass && !isFunction(node),
  };
}

function isDeclarator({ type }: Node): boolean {
  return type === "VariableDeclaration" || type === "VariableDeclarator";
}

function isFunction(node: Node): boolean {
  return /^(?:Arrow)?Function(?:Expression|Declaration)$/.test(node.type);
}
