import { visitCallbacks } from "./callbacks.ts";
import type { Machine } from "./machine.ts";
import { join, keyText } from "./texts.ts";
import { Folded, List, Method, Opaque, Union, unknown } from "./values.ts";
import type { Value } from "./values.ts";

/** A call of a member by its name. */
export interface MemberCall {
  readonly key: Value;
  readonly args: readonly Value[];
}

/** Calls a member of a value. */
export function callMember(m: Machine, target: Value, { key, args }: MemberCall): Value {
  if (target instanceof Union) {
    let value: Value;
    for (const option of target.options) {
      if (option !== undefined && option !== null) value = join(value, callMember(m, option, { key, args }));
    }
    return value ?? unknown;
  }
  const name = keyText(key);
  if (typeof target === "string" || target instanceof Folded || target instanceof List) {
    if (name !== undefined && typeof key !== "number" && name !== "constructor" && !/^\d+$/.test(name))
      return m.callMethod(target, { name, args });
  }
  if (target instanceof Opaque && name !== undefined) return m.callMethod(target, { name, args });
  const member = m.get(target, key);
  if (member instanceof Method) return m.callMethod(member.receiver ?? target, { name: member.name, args });
  if (member instanceof Opaque || member === undefined) {
    if (name !== undefined && thenables.has(name)) return m.callMethod(target, { name, args });
    visitCallbacks(m, args, member);
  }
  return m.call(member, args, target);
}

const thenables: ReadonlySet<string> = new Set(["then", "catch", "finally"]);
