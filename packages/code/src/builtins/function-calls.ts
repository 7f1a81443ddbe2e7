import type { Machine } from "../engine/machine.ts";
import { callMember } from "../engine/call-members.ts";
import { Api, Func, List, Method, Native, Opaque } from "../engine/values.ts";
import type { Value } from "../engine/values.ts";
import { taintOf } from "../engine/taint.ts";
import { knownText } from "../engine/texts.ts";
import type { MethodCall } from "./methods.ts";
import { exactly } from "./exact.ts";

/** `call`, `apply`, `bind` and `toString` of functions, whatever kind. */
export function callFunctionMethod(m: Machine, target: Value, { name, args }: MethodCall): Value {
  const [self, ...rest] = args;
  switch (name) {
    case "call":
      return exactly(callWith(m, target, { self, args: rest }));
    case "apply":
      return exactly(callWith(m, target, { self, args: listed(rest[0]) }));
    case "bind":
      return rest.length === 0 && target instanceof Api ? target : bound(m, target, { self, args: rest });
    case "toString":
      return sourceOf(target);
    default:
      return target instanceof Api ? callMember(m, target, { key: name, args }) : undefined;
  }
}

interface Application {
  readonly self: Value;
  readonly args: readonly Value[];
}

/** Calls a function with a receiver of its own. */
export function callWith(m: Machine, target: Value, { self, args }: Application): Value {
  if (target instanceof Method && target.receiver === undefined)
    return callMember(m, self, { key: target.name, args });
  return m.call(target, args, self);
}

/** The elements of a list of arguments. */
export function listed(value: Value): readonly Value[] {
  if (value instanceof List) return value.rest === undefined ? value.items : [...value.items, value.rest];
  return value === undefined || value === null ? [] : [new Opaque(taintOf(value))];
}

function bound(m: Machine, target: Value, { self, args }: Application): Value {
  if (knownText(self) !== undefined && target instanceof Method && args.length === 0)
    return new Method(self, target.name);
  return new Native((more) => callWith(m, target, { self, args: [...args, ...more] }));
}

/** The text of a function, which code that guards itself looks at. */
function sourceOf(target: Value): Value {
  if (target instanceof Func) return target.source.slice(target.node.start, target.node.end);
  if (target instanceof Api && target.path.includes("#")) return new Opaque(target.taint);
  if (target instanceof Api)
    return `function ${target.path.slice(target.path.lastIndexOf(".") + 1)}() { [native code] }`;
  return undefined;
}
