import type { AnyNode, Expression, Property, SpreadElement } from "acorn";

import { addAccessor } from "./accessors.ts";
import { assignTo, readModifyWrite, updateValue } from "./assignments.ts";
import { evaluateBranch, evaluateTwoWays, passOver } from "./branches.ts";
import { evaluateCall, evaluateNew } from "./call-expressions.ts";
import { evaluateClass } from "./classes.ts";
import { foreignHandlers } from "./foreign-nodes.ts";
import { noteRecipients } from "../effects/recipients.ts";
import { createFunction } from "./closures.ts";
import { resolveName } from "./globals.ts";
import type { Machine } from "./machine.ts";
import { loadModule } from "./modules.ts";
import { literalKey, nameOf } from "./names.ts";
import { applyBinary, applyUnary } from "./operators.ts";
import type { Scope } from "./scope.ts";
import { spreadInto, spreadMembers } from "./spreading.ts";
import { higher, namingOf, taintOf } from "./taint.ts";
import { compose, folded, isKnown, keyText, primitiveOf, truthOf } from "./texts.ts";
import { Api, Dict, Func, List, Opaque, Pattern, unknown } from "./values.ts";
import type { NamingLevel, Value } from "./values.ts";

type Handler<Type extends AnyNode["type"]> = (
  m: Machine,
  node: Extract<AnyNode, { type: Type }>,
  scope: Scope,
) => Value;
type Handlers = { readonly [Type in AnyNode["type"]]?: Handler<Type> };

/** The value of an expression; what it does on the way is recorded. */
export function evaluateExpression(m: Machine, node: AnyNode, scope: Scope): Value {
  m.steps--;
  const handler = handlers[node.type] as ((m: Machine, node: AnyNode, scope: Scope) => Value) | undefined; // The table gives each type its own handler.
  if (handler !== undefined) return handler(m, node, scope);
  const foreign = foreignHandlers[node.type];
  return foreign === undefined ? unknown : foreign(m, node, scope);
}

const handlers: Handlers = {
  Identifier: (m, node, scope) => {
    const binding = scope.find(node.name);
    return binding === undefined ? resolveName(m, node.name) : binding.value;
  },
  Literal: (_, node) => {
    if (node.regex !== undefined && node.regex !== null)
      return new Pattern(node.regex.pattern, node.regex.flags);
    if (node.bigint !== undefined && node.bigint !== null) return bigLiteral(node.bigint);
    return typeof node.value === "object" && node.value !== null ? unknown : node.value;
  },
  ThisExpression: (_, __, scope) => scope.self ?? new Api("globalThis"),
  Super: (_, __, scope) => (scope.home instanceof Func ? scope.home.parent : unknown),
  ArrayExpression: (m, node, scope) => evaluateArray(m, node.elements, scope),
  ObjectExpression: (m, node, scope) => evaluateObject(m, node.properties, scope),
  TemplateLiteral: (m, node, scope) => {
    const parts: Value[] = [];
    node.quasis.forEach((quasi, index) => {
      parts.push(quasi.value.cooked ?? quasi.value.raw);
      const expression = node.expressions[index];
      if (expression !== undefined) parts.push(m.evaluate(expression, scope));
    });
    return textOfParts(m, parts);
  },
  TaggedTemplateExpression: (m, node, scope) => {
    const tag = m.evaluate(node.tag, scope);
    const { quasis, expressions } = node.quasi;
    const strings = new List(quasis.map((quasi) => quasi.value.cooked ?? quasi.value.raw));
    const raw = new List(quasis.map((quasi) => quasi.value.raw));
    const values = expressions.map((expression) => m.evaluate(expression, scope));
    m.at = node.start;
    const frozen = new Dict(
      new Map<string, Value>([
        ["raw", raw],
        ["strings", strings],
      ]),
    );
    return m.call(tag, [frozen, ...values], undefined);
  },
  UnaryExpression: (m, node, scope) => {
    const value = m.evaluate(node.argument, scope);
    return applyUnary(node.operator, value);
  },
  BinaryExpression: (m, node, scope) => evaluateChain(m, node, scope),
  LogicalExpression: (m, node, scope) => {
    const left = m.evaluate(node.left, scope);
    const truth = node.operator === "??" ? presence(left) : truthOf(left);
    const isDone = node.operator === "&&" ? truth === false : truth === true;
    if (isDone) {
      passOver(m, node.right, scope);
      return left;
    }
    if (truth !== undefined) return evaluateBranch(m, node.right, scope);
    return evaluateTwoWays(m, { test: left, first: undefined, firstValue: left, second: node.right, scope });
  },
  ConditionalExpression: (m, node, scope) => {
    const test = m.evaluate(node.test, scope);
    const truth = truthOf(test);
    if (truth === undefined) {
      return evaluateTwoWays(m, {
        test,
        first: node.consequent,
        firstValue: undefined,
        second: node.alternate,
        scope,
      });
    }
    passOver(m, truth ? node.alternate : node.consequent, scope);
    return evaluateBranch(m, truth ? node.consequent : node.alternate, scope);
  },
  AssignmentExpression: (m, node, scope) => {
    if (node.operator !== "=") return readModifyWrite(m, node, scope);
    const value = m.evaluate(node.right, scope);
    assignTo(m, node.left, value, scope);
    return value;
  },
  UpdateExpression: (m, node, scope) => updateValue(m, node, scope),
  SequenceExpression: (m, node, scope) => {
    let value: Value;
    for (const expression of node.expressions) value = m.evaluate(expression, scope);
    return value;
  },
  ParenthesizedExpression: (m, node, scope) => m.evaluate(node.expression, scope),
  ChainExpression: (m, node, scope) => m.evaluate(node.expression, scope),
  MemberExpression: (m, node, scope) => {
    const target = m.evaluate(node.object, scope);
    const key = node.computed ? m.evaluate(node.property, scope) : nameOf(node.property);
    m.at = node.start;
    return m.get(target, key);
  },
  CallExpression: (m, node, scope) => evaluateCall(m, node, scope),
  NewExpression: (m, node, scope) => evaluateNew(m, node, scope),
  ImportExpression: (m, node, scope) => {
    const specifier = m.evaluate(node.source, scope);
    m.at = node.start;
    return loadModule(m, specifier, "dynamic-import");
  },
  MetaProperty: (_, node) => new Api(node.meta.name === "import" ? "import.meta" : "new.target"),
  FunctionExpression: (m, node, scope) => createFunction(m, node, scope),
  ArrowFunctionExpression: (m, node, scope) => createFunction(m, node, scope),
  ClassExpression: (m, node, scope) => evaluateClass(m, node, scope),
  AwaitExpression: (m, node, scope) => m.evaluate(node.argument, scope),
  YieldExpression: (m, node, scope) => {
    const value =
      node.argument === null || node.argument === undefined ? undefined : m.evaluate(node.argument, scope);
    m.frame.yielded = value;
    return value;
  },
  SpreadElement: (m, node, scope) => m.evaluate(node.argument, scope),
};

function bigLiteral(text: string): Value {
  return text.length < 1_000 ? BigInt(text) : unknown;
}

function presence(value: Value): boolean | undefined {
  if (value === undefined || value === null) return false;
  return isKnown(value) || value instanceof Dict || value instanceof List || value instanceof Func
    ? true
    : undefined;
}

function textOfParts(m: Machine, parts: readonly Value[]): Value {
  let naming: NamingLevel = parts.length > 1 ? 1 : 0;
  for (const part of parts) naming = higher(naming, namingOf(part));
  const known = parts.map((part) => (isKnown(part) ? String(primitiveOf(part)) : keyText(part)));
  if (known.includes(undefined)) return compose(parts, naming);
  const text = known.join("");
  return text.length > m.limits.maxTextLength ? unknown : folded(text, naming);
}

/** A long sum is a deep tree; it is walked without going deep. */
function evaluateChain(
  m: Machine,
  node: Extract<AnyNode, { type: "BinaryExpression" }>,
  scope: Scope,
): Value {
  const spine = [node];
  let left: AnyNode = node.left;
  while (left.type === "BinaryExpression") {
    spine.push(left);
    left = left.left;
  }
  let value: Value = left.type === "PrivateIdentifier" ? unknown : m.evaluate(left, scope);
  for (let index = spine.length - 1; index >= 0; index--) {
    const step = spine[index];
    if (step === undefined) break;
    if (Number.isNaN(value) && isArithmetic(step)) passOver(m, step.right, scope);
    else value = applyBinary(m, step.operator, value, m.evaluate(step.right, scope));
  }
  return value;
}

const arithmetic: ReadonlySet<string> = new Set(["-", "*", "/", "%", "**"]);

/** Whether what is no number stays none, whatever the right side is. Tables are turned until a sum is a number. */
function isArithmetic({ operator, right }: Extract<AnyNode, { type: "BinaryExpression" }>): boolean {
  if (arithmetic.has(operator)) return true;
  return operator === "+" && isNumeric(right);
}

function isNumeric(node: AnyNode): boolean {
  if (node.type === "UnaryExpression") return node.operator === "-" || node.operator === "+";
  if (node.type === "Literal") return typeof node.value === "number";
  return node.type === "BinaryExpression" && arithmetic.has(node.operator);
}

function evaluateArray(
  m: Machine,
  elements: readonly (Expression | SpreadElement | null)[],
  scope: Scope,
): Value {
  const list = new List([], undefined, m.uncertain);
  for (const element of elements) {
    if (element === null) list.items.push(undefined);
    else if (element.type === "SpreadElement") spreadInto(list, m.evaluate(element.argument, scope));
    else list.items.push(m.evaluate(element, scope));
  }
  return list;
}

function evaluateObject(m: Machine, properties: readonly (Property | SpreadElement)[], scope: Scope): Value {
  const dict = new Dict(new Map(), undefined, m.uncertain);
  for (const property of properties) {
    if (property.type === "SpreadElement") spreadMembers(dict, m.evaluate(property.argument, scope), m);
    else defineMember(m, { dict, property, scope });
  }
  return dict;
}

interface Definition {
  readonly dict: Dict;
  readonly property: Property;
  readonly scope: Scope;
}

function defineMember(m: Machine, { dict, property, scope }: Definition): void {
  const key = property.computed ? m.evaluate(property.key, scope) : literalKey(property.key);
  const value =
    property.kind === "init" && !property.method
      ? m.evaluate(property.value, scope)
      : createFunction(m, property.value as never, scope); // Accessors and methods are functions.
  const name = keyText(key);
  if (name === undefined) {
    dict.rest = new Opaque(taintOf(value) | taintOf(dict.rest));
    return;
  }
  if (property.kind === "init") {
    m.at = property.start;
    noteRecipients(m, name, value);
    dict.members.set(name, value);
  } else addAccessor(dict.members, name, { kind: property.kind, value });
}
