import { runCallbacks } from "../engine/callbacks.ts";
import type { Machine } from "../engine/machine.ts";
import { bits, namingOf, taintOf, taintOfAll } from "../engine/taint.ts";
import { folded, isKnown, join, keyText, knownText } from "../engine/texts.ts";
import { textOfObject } from "../engine/operators.ts";
import {
  Api,
  Bytes,
  Dict,
  Func,
  List,
  Method,
  Native,
  Opaque,
  Pattern,
  Union,
  unknown,
} from "../engine/values.ts";
import type { Value } from "../engine/values.ts";
import { nothing } from "./exact.ts";
import { bytesMethods } from "./bytes-methods.ts";
import { callFunctionMethod } from "./function-calls.ts";
import { listMethods } from "./list-methods.ts";
import { callPatternMethod, callTextMethod } from "./text-methods.ts";

/** A method of the language called on a value. */
export interface MethodCall {
  readonly name: string;
  readonly args: readonly Value[];
}

/** Calls a method of the language: exactly where everything is known, roughly otherwise. */
export function callMethod(m: Machine, receiver: Value, call: MethodCall): Value {
  const { name, args } = call;
  if (name === "then" || name === "catch" || name === "finally") return settle(m, receiver, call);
  if (receiver instanceof Union) {
    let value: Value;
    for (const option of receiver.options)
      if (option !== undefined && option !== null) value = join(value, callMethod(m, option, call));
    return value ?? unknown;
  }
  const exact = callExactly(m, receiver, call);
  if (exact !== undefined) return exact === nothing ? undefined : exact;
  return callRoughly(m, receiver, { name, args });
}

function callExactly(m: Machine, receiver: Value, { name, args }: MethodCall): Value {
  if (receiver instanceof List) return listMethods.get(name)?.(m, receiver, args);
  const text = knownText(receiver);
  if (text !== undefined) return callTextMethod(m, { text, naming: namingOf(receiver), name, args });
  if (receiver instanceof Bytes) return bytesMethods.get(name)?.(m, receiver, args);
  if (isFunctionLike(receiver)) return callFunctionMethod(m, receiver, { name, args });
  if (receiver instanceof Pattern) return callPatternMethod(m, receiver, { name, args });
  if (receiver instanceof Dict) return callObjectMethod(receiver, { name, args });
  return isKnown(receiver) ? callNumberMethod(receiver, { name, args }) : undefined;
}

function isFunctionLike(value: Value): boolean {
  return value instanceof Func || value instanceof Api || value instanceof Method || value instanceof Native;
}

function callObjectMethod(receiver: Dict, { name, args }: MethodCall): Value {
  if (name === "hasOwnProperty") {
    const key = keyText(args[0]);
    if (key === undefined || receiver.rest !== undefined) return unknown;
    return receiver.members.has(key);
  }
  if (name === "toString") return textOfObject(receiver);
  return name === "valueOf" ? receiver : undefined;
}

function callNumberMethod(receiver: Value, { name, args }: MethodCall): Value {
  if (name === "valueOf") return receiver;
  if (typeof receiver === "number" && name === "toFixed") return fixedDigits(receiver, args[0] ?? 0);
  if (name !== "toString" || typeof receiver === "object") return undefined;
  return typeof receiver === "number" ? numberText(receiver, args[0] ?? 10) : String(receiver);
}

function numberText(number: number, radix: Value): Value {
  if (typeof radix !== "number" || radix < 2 || radix > 36) return undefined;
  return folded(number.toString(radix), radix === 10 ? 1 : 2);
}

function fixedDigits(number: number, digits: Value): Value {
  return typeof digits === "number" && digits >= 0 && digits <= 20 ? number.toFixed(digits) : undefined;
}

/** A promise is the value it settles with; what follows it gets that value. */
function settle(m: Machine, receiver: Value, { name, args }: MethodCall): Value {
  if (receiver instanceof Dict && receiver.members.has(name))
    return m.call(receiver.members.get(name), args, receiver);
  const [first] = args;
  m.unknowns++;
  if (name !== "then") {
    runCallbacks(m, args, name === "catch" ? [failureOf(receiver)] : []);
    return receiver;
  }
  if (!(first instanceof Func || first instanceof Native || first instanceof Api || first instanceof Method))
    return receiver;
  const value =
    first instanceof Func ? runCallbacks(m, [first], [receiver]) : m.call(first, [receiver], undefined);
  runCallbacks(m, args.slice(1), [failureOf(receiver)]);
  return mayFailAs(receiver, value);
}

/** What follows may still fail with what the request was answered. */
function mayFailAs(receiver: Value, value: Value): Value {
  const answer = taintOf(receiver) & bits.network;
  if (answer === 0 || !(value instanceof Opaque) || value.text !== undefined) return value;
  return new Opaque(value.taint | answer, undefined, value.naming, value.about);
}

/** What a promise fails with: a request may be answered with a failure, which holds the answer. */
function failureOf(receiver: Value): Value {
  const taint = taintOf(receiver) & bits.network;
  return taint === 0 ? unknown : new Opaque(taint);
}

const keepsText: ReadonlySet<string> = new Set([
  "toString",
  "trim",
  "toLowerCase",
  "normalize",
  "valueOf",
  "trimEnd",
  "trimStart",
  "toWellFormed",
]);
const callsItsFunctions: ReadonlySet<string> = new Set([
  "forEach",
  "map",
  "filter",
  "reduce",
  "reduceRight",
  "some",
  "every",
  "find",
  "findIndex",
  "flatMap",
  "sort",
  "replace",
  "replaceAll",
]);

/** What answers yes or no hands nothing on, as comparisons do not. */
const answers: ReadonlySet<string> = new Set(["test", "includes", "startsWith", "endsWith"]);

/** A method of something of which not all is known: what goes in comes out. */
function callRoughly(m: Machine, receiver: Value, { name, args }: MethodCall): Value {
  m.unknowns++;
  if (receiver instanceof Opaque && keepsText.has(name)) return receiver;
  for (const arg of args) if (arg instanceof Dict) arg.rest ??= unknown;
  const value = roughResult(receiver, { name, args });
  if (taintOf(value) === 0 && !callsItsFunctions.has(name)) return value;
  const result = runCallbacks(m, args, [value, value]);
  return givesItsResult.has(name) && result !== undefined ? join(result, value) : value;
}

const givesItsResult: ReadonlySet<string> = new Set(["map", "reduce", "flatMap"]);

function roughResult(receiver: Value, { name, args }: MethodCall): Value {
  const data = args.filter((arg) => !(arg instanceof Api || arg instanceof Func));
  const taint = answers.has(name) ? 0 : taintOf(receiver) | taintOfAll(data);
  const subject = receiver instanceof Opaque ? receiver.about : undefined;
  const about = subject === undefined ? undefined : aboutCall(subject, { name, args });
  return taint === 0 && about === undefined ? unknown : new Opaque(taint, undefined, 0, about);
}

function aboutCall(about: string, { name, args }: MethodCall): string {
  const operand = knownText(args[0]);
  return operand === undefined ? about : `${about} ${name} ${operand.slice(0, 60)}`;
}
