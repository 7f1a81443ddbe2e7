import { Buffer } from "node:buffer";

import type { BinaryOperator, UnaryOperator } from "acorn";

import type { Machine } from "./machine.ts";
import { higher, namingOf, taintOf } from "./taint.ts";
import { concatenate, folded, isKnown, keyText, primitiveOf, renderText, truthOf } from "./texts.ts";
import { Api, Bytes, Dict, Folded, Func, List, Method, Native, Opaque, Pattern, unknown } from "./values.ts";
import type { Primitive, Value } from "./values.ts";

/** The value of an operator between two values. */
export function applyBinary(m: Machine, operator: BinaryOperator, left: Value, right: Value): Value {
  if (typeof left === "number" && typeof right === "number") {
    const operate = operations[operator];
    return operate === undefined ? unknown : operate(left, right);
  }
  if (isKnown(left) && isKnown(right)) return knownBinary(m, operator, left, right);
  if (operator === "+") return add(m, left, right);
  if (isComparison(operator)) return compare(operator, left, right);
  if (operator === "in") return isMemberIn(left, right);
  const one = numberLike(left);
  const other = numberLike(right);
  if (one !== undefined && other !== undefined) return knownBinary(m, operator, one, other);
  return new Opaque(taintOf(left) | taintOf(right));
}

function knownBinary(m: Machine, operator: BinaryOperator, left: Value, right: Value): Value {
  if (!isKnown(left) || !isKnown(right)) return unknown;
  const one = primitiveOf(left);
  const other = primitiveOf(right);
  if (operator === "+" && (typeof one === "string" || typeof other === "string")) {
    return concatenate(left, right, m.limits.maxTextLength);
  }
  const operate = operations[operator];
  if (operate === undefined) return unknown;
  if (typeof one === "bigint" || typeof other === "bigint") return bigOperation(operator, one, other);
  return operate(one, other);
}

type Operation = (left: Primitive, right: Primitive) => Value;

/** Arithmetic as the language does it on primitives other than big integers. */
const operations: Readonly<Partial<Record<BinaryOperator, Operation>>> = {
  "+": (a, b) => Number(a) + Number(b),
  "-": (a, b) => Number(a) - Number(b),
  "*": (a, b) => Number(a) * Number(b),
  "/": (a, b) => Number(a) / Number(b),
  "%": (a, b) => Number(a) % Number(b),
  "**": (a, b) => Number(a) ** Number(b),
  "^": (a, b) => Number(a) ^ Number(b),
  "&": (a, b) => Number(a) & Number(b),
  "|": (a, b) => Number(a) | Number(b),
  "<<": (a, b) => Number(a) << Number(b),
  ">>": (a, b) => Number(a) >> Number(b),
  ">>>": (a, b) => Number(a) >>> Number(b),
  "===": (a, b) => a === b,
  "!==": (a, b) => a !== b,
  "==": (a, b) => isLooselyEqual(a, b),
  "!=": (a, b) => !isLooselyEqual(a, b),
  "<": (a, b) => isLess(a, b),
  ">": (a, b) => isLess(b, a),
  "<=": (a, b) => isLess(a, b) || isOrderedSame(a, b),
  ">=": (a, b) => isLess(b, a) || isOrderedSame(a, b),
};

function isLooselyEqual(one: Primitive, other: Primitive): boolean {
  if (one === null || one === undefined) return other === null || other === undefined;
  if (other === null || other === undefined) return false;
  return typeof one === typeof other ? one === other : Number(one) === Number(other);
}

function isLess(one: Primitive, other: Primitive): boolean {
  if (typeof one === "string" && typeof other === "string") return one < other;
  return Number(one) < Number(other);
}

function isOrderedSame(one: Primitive, other: Primitive): boolean {
  if (typeof one === "string" && typeof other === "string") return one === other;
  return Number(one) === Number(other);
}

/** The longest big integer that is computed with. */
const bigIntegerBits = 4_096n;

function bigOperation(operator: BinaryOperator, one: Primitive, other: Primitive): Value {
  if (typeof one !== "bigint" || typeof other !== "bigint") return unknown;
  if (isTooBig(one) || isTooBig(other)) return unknown;
  return bigOperations[operator]?.(one, other) ?? unknown;
}

function isTooBig(value: bigint): boolean {
  const limit = 1n << bigIntegerBits;
  return value > limit || value < -limit;
}

function isShift(value: bigint): boolean {
  return value >= 0n && value < bigIntegerBits;
}

type BigOperation = (left: bigint, right: bigint) => bigint | boolean | undefined;

/** Arithmetic on big integers; `undefined` where it fails or grows too much. */
const bigOperations: Readonly<Partial<Record<BinaryOperator, BigOperation>>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "%": (a, b) => (b === 0n ? undefined : a % b),
  "/": (a, b) => (b === 0n ? undefined : a / b),
  "^": (a, b) => a ^ b,
  "&": (a, b) => a & b,
  "|": (a, b) => a | b,
  ">>": (a, b) => (isShift(b) ? a >> b : undefined),
  "<<": (a, b) => (isShift(b) ? a << b : undefined),
  "===": (a, b) => a === b,
  "==": (a, b) => a === b,
};

function add(m: Machine, left: Value, right: Value): Value {
  const one = asOperand(left);
  const other = asOperand(right);
  if (isKnown(one) && isKnown(other)) {
    return typeof left === "object" || typeof right === "object"
      ? concatenate(one, other, m.limits.maxTextLength)
      : knownBinary(m, "+", one, other);
  }
  if (isNumber(one) || isNumber(other)) return new Opaque(taintOf(one) | taintOf(other));
  return concatenate(one, other, m.limits.maxTextLength);
}

function isNumber(value: Value): boolean {
  return typeof value === "number" || typeof value === "bigint";
}

/** What an object becomes beside an operator; the trick of programs written in six signs. */
function asOperand(value: Value): Value {
  if (value instanceof List || value instanceof Method || value instanceof Dict || value instanceof Func) {
    const text = textOfObject(value);
    return text === undefined ? value : folded(text, value instanceof Func ? 1 : 2);
  }
  if (value instanceof Bytes) return folded(Buffer.from(value.data).toString("utf8"), 2);
  if (value instanceof Api && nativeNames.has(value.path)) {
    return folded(`function ${value.path}() { [native code] }`, 2);
  }
  return value;
}

const nativeNames: ReadonlySet<string> = new Set([
  "Array",
  "Boolean",
  "Function",
  "Number",
  "RegExp",
  "String",
  "Object",
]);

/** What an object is as a text. */
export function textOfObject(value: Value): string | undefined {
  if (value instanceof Func) return value.source.slice(value.node.start, value.node.end);
  if (value instanceof Method) return `function ${value.name}() { [native code] }`;
  if (value instanceof Pattern) return `/${value.source}/${value.flags}`;
  if (value instanceof Dict)
    return value.members.has("toString") || value.rest !== undefined ? undefined : "[object Object]";
  return keyText(value);
}

function numberLike(value: Value): Value {
  if (isKnown(value)) return value;
  if (!(value instanceof List) || value.rest !== undefined || value.items.length > 1) return undefined;
  const text = keyText(value);
  return text === undefined ? undefined : Number(text);
}

function isComparison(operator: BinaryOperator): boolean {
  return /^[=!<>]=?=?$/.test(operator) && operator !== "<<" ? true : operator === "instanceof";
}

function compare(operator: BinaryOperator, left: Value, right: Value): Value {
  const isEqual = operator === "===" || operator === "==";
  if (isEqual || operator === "!==" || operator === "!=") {
    const known = areSameObjects(left, right);
    if (known !== undefined) return known === isEqual;
  }
  const about = aboutOf(left) ?? aboutOf(right);
  if (about === undefined) return unknown;
  const [subject, other] = aboutOf(left) === undefined ? [right, left] : [left, right];
  const operand = isKnown(other) ? ` ${operator} ${renderText(other).slice(0, 80)}` : "";
  return new Opaque(0, undefined, higher(namingOf(subject), namingOf(other)), `${about}${operand}`);
}

function areSameObjects(left: Value, right: Value): boolean | undefined {
  if (isSolid(left) && (right === undefined || right === null)) return false;
  if (isSolid(right) && (left === undefined || left === null)) return false;
  if (isSolid(left) && left === right) return true;
  return undefined;
}

function isSolid(value: Value): boolean {
  return (
    value instanceof Func ||
    value instanceof Dict ||
    value instanceof List ||
    value instanceof Bytes ||
    value instanceof Native
  );
}

/** What a value says of the machine, if it does. */
export function aboutOf(value: Value): string | undefined {
  return value instanceof Opaque ? value.about : undefined;
}

function isMemberIn(key: Value, target: Value): Value {
  const name = keyText(key);
  if (!(target instanceof Dict) || name === undefined) return unknown;
  if (target.members.has(name)) return true;
  return target.rest === undefined && target.proto === undefined ? false : unknown;
}

/** The value of an operator before a value. */
export function applyUnary(operator: UnaryOperator, value: Value): Value {
  if (operator === "!") return negate(value);
  if (operator === "void") return undefined;
  if (operator === "typeof") return typeName(value);
  const operand = numberLike(value);
  const isUnknown = operand === undefined && value !== undefined;
  if (operator === "delete" || isUnknown) return new Opaque(taintOf(value));
  return numericUnary(operator, operand instanceof Folded ? operand.text : operand);
}

function numericUnary(operator: UnaryOperator, known: Value): Value {
  if (typeof known === "bigint") return operator === "-" ? -known : unknown;
  if (typeof known === "object" && known !== null) return unknown;
  if (operator === "-") return -Number(known);
  return operator === "+" ? Number(known) : ~Number(known);
}

function negate(value: Value): Value {
  const truth = truthOf(value);
  if (truth !== undefined) return !truth;
  const about = aboutOf(value);
  return about === undefined ? unknown : new Opaque(0, undefined, namingOf(value), `not ${about}`);
}

function typeName(value: Value): Value {
  if (value instanceof Folded) return "string";
  if (value === null || value instanceof Dict || value instanceof List || value instanceof Bytes)
    return "object";
  if (value instanceof Func || value instanceof Method || value instanceof Native) return "function";
  return typeof value === "object" ? unknown : typeof value;
}
