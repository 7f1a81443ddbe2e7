import type { CallExpression, Identifier, MemberExpression, Node } from "acorn";

import { tryParseScript } from "../parse/parse-script.ts";

import { innerNodes } from "./inner-nodes.ts";
import { TextEdits } from "./text-edits.ts";

/** The names under which whoever runs the text finds what is put into it. */
export interface EvaluationHooks {
  /** A function that is given what `eval` would be given, and gives back what it is to be given. */
  readonly argument: string;
  /** What stands for `eval` where it is not called by its name, and so runs in the global scope. */
  readonly indirect: string;
}

/** Words that may be a use of `eval`, and not a member or a text of that name: parsing takes long. */
const evaluation =
  /(?<![\w$.])eval\s?[(),;]|(?:globalThis|global|window|self|top)\s?(?:\.\s?eval\b|\[\s?["']eval["'])/;
const globalNames: ReadonlySet<string> = new Set(["globalThis", "global", "window", "self", "top"]);

/**
 * Puts a function around what a text gives to `eval`, so that who runs it sees the code that is made. A direct `eval` stays one:
 * it sees the variables around it. A text that cannot be read, or has none, comes back as it is.
 */
export function watchEvaluations(
  text: string,
  goal: "module" | "script",
  { argument, indirect }: EvaluationHooks,
): string {
  if (!evaluation.test(text)) return text;
  const program = tryParseScript(text, goal);
  if (program === undefined) return text;
  const edits = new TextEdits();
  const waiting: Node[] = [program];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (isDirect(node)) {
      const [first] = node.arguments;
      if (first !== undefined && first.type !== "SpreadElement") {
        edits.insertBefore(first.start, `${argument}(`);
        edits.insertAfter(first.end, ")");
      }
      waiting.push(...node.arguments);
    } else if (isEvalOfGlobal(node)) edits.replace(node.start, node.end, indirect);
    else {
      for (const [member, value] of innerNodes(node)) {
        if (!isValue(node, member)) continue;
        if (isNamed(value, "eval")) edits.replace(value.start, value.end, indirect);
        else waiting.push(value);
      }
    }
  }
  return edits.isEmpty ? text : edits.applyTo(text);
}

function isDirect(node: Node): node is CallExpression {
  return isOfType(node, "CallExpression") && isNamed(node.callee, "eval") && !node.optional;
}

function isEvalOfGlobal(node: Node): boolean {
  if (!isOfType(node, "MemberExpression") || node.object.type !== "Identifier") return false;
  if (!globalNames.has(node.object.name)) return false;
  return node.computed
    ? node.property.type === "Literal" && node.property.value === "eval"
    : isNamed(node.property, "eval");
}

/** Names of members, of what is declared, and what is assigned to are no values. */
function isValue(node: Node, member: string): boolean {
  if (isOfType(node, "MemberExpression")) return member === "object" || node.computed;
  if (node.type === "Property" || node.type.endsWith("Definition")) return member === "value";
  if (node.type === "AssignmentExpression" || node.type === "VariableDeclarator")
    return member !== "left" && member !== "id";
  return !["params", "label", "local", "imported", "exported", "id", "param", "key"].includes(member);
}

interface NodeTypes {
  readonly CallExpression: CallExpression;
  readonly MemberExpression: MemberExpression;
}

function isOfType<Type extends keyof NodeTypes>(node: Node, type: Type): node is NodeTypes[Type] {
  return node.type === type;
}

function isNamed(node: Node, name: string): node is Identifier {
  return node.type === "Identifier" && "name" in node && node.name === name;
}
