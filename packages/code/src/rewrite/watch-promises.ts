import type { Node } from "acorn";

import { tryParseScript } from "../parse/parse-script.ts";

import { innerNodes } from "./inner-nodes.ts";
import { TextEdits } from "./text-edits.ts";

const textMaxCharacters = 300_000;
/** Words without which nothing here is to be done: parsing takes long. */
const promising = /\basync\b|\bPromise\b|\.\s{0,20}(?:then|finally)\s?\(|\bimport\s?\(/;
const promiseMethods: ReadonlySet<string> = new Set(["then", "catch", "finally"]);

/**
 * Puts a function around what a text makes of promises and leaves to themselves, in statements of their own, so that who runs it
 * learns of those that fail. A text that cannot be read, is long or has none comes back as it is.
 */
export function watchPromises(text: string, goal: "module" | "script", hook: string): string {
  if (text.length > textMaxCharacters || !promising.test(text)) return text;
  const program = tryParseScript(text, goal);
  if (program === undefined) return text;
  const nodes = allNodes(program);
  const known = new Set([...promiseMethods, ...nodes.flatMap(asyncNameOf)]);
  const edits = new TextEdits();
  for (const node of nodes) {
    if (node.type !== "ExpressionStatement") continue;
    for (const left of leftOf(node)) {
      if (!isPromise(left, known)) continue;
      edits.insertBefore(left.start, `${hook}(`);
      edits.insertAfter(left.end, ")");
    }
  }
  return edits.isEmpty ? text : edits.applyTo(text);
}

function allNodes(program: Node): readonly Node[] {
  const nodes: Node[] = [program];
  for (let at = 0; at < nodes.length; at += 1) {
    const node = nodes[at];
    if (node !== undefined) for (const [, inner] of innerNodes(node)) nodes.push(inner);
  }
  return nodes;
}

/** The name of a function that is asynchronous, however it got it. */
function asyncNameOf(node: Node): readonly string[] {
  const inner = new Map(innerNodes(node));
  const isAsync = (value: Node | undefined): boolean =>
    value !== undefined && "async" in value && value.async === true;
  const named = isAsync(node) ? inner.get("id") : undefined;
  const given = isAsync(inner.get("init") ?? inner.get("value") ?? inner.get("right"));
  const target = inner.get("id") ?? inner.get("key") ?? inner.get("left");
  return [named, given ? target : undefined].flatMap((one) => nameOf(one) ?? []);
}

/** The values that a statement leaves to themselves. */
function leftOf(node: Node): readonly Node[] {
  const inner = innerNodes(node);
  switch (node.type) {
    case "ExpressionStatement":
    case "UnaryExpression":
    case "SequenceExpression":
      return inner.flatMap(([, one]) => leftOf(one));
    case "LogicalExpression":
    case "ConditionalExpression":
      return inner
        .filter(([member]) => member !== "left" && member !== "test")
        .flatMap(([, one]) => leftOf(one));
    default:
      return [node];
  }
}

function isPromise(node: Node, known: ReadonlySet<string>): boolean {
  if (node.type === "ImportExpression") return true;
  if (node.type !== "CallExpression" && node.type !== "NewExpression") return false;
  const callee = innerNodes(node).find(([member]) => member === "callee")?.[1];
  const name = nameOf(callee);
  if (node.type === "NewExpression") return name === "Promise";
  const isAsync = callee !== undefined && "async" in callee && callee.async === true;
  return isAsync || (name !== undefined && known.has(name)) || isOfPromise(callee);
}

function isOfPromise(callee: Node | undefined): boolean {
  const object =
    callee === undefined ? undefined : innerNodes(callee).find(([member]) => member === "object")?.[1];
  return nameOf(object) === "Promise";
}

/** A name, also of a member. */
function nameOf(node: Node | undefined): string | undefined {
  if (node === undefined) return undefined;
  if ("name" in node && typeof node.name === "string") return node.name;
  if (node.type !== "MemberExpression") return undefined;
  const property = innerNodes(node).find(([member]) => member === "property")?.[1];
  return property?.type === "Identifier" || property?.type === "PrivateIdentifier"
    ? nameOf(property)
    : undefined;
}
