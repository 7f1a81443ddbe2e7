import { noteRecipientsOfCall } from "../effects/recipients.ts";
import { visitCallbacks } from "./callbacks.ts";
import type { Machine } from "./machine.ts";
import { join, keyText } from "./texts.ts";
import { Folded, List, Method, Opaque, Union, unknown } from "./values.ts";
import type { Value } from "./values.ts";

/** More than the functions that are followed into each other take. */
const maxNested = 240;

/** A call of a member by its name. */
export interface MemberCall {
  readonly key: Value;
  readonly args: readonly Value[];
}

/** Calls a member of a value. */
export function callMember(m: Machine, target: Value, call: MemberCall): Value {
  if (m.nested >= maxNested) return unknown;
  m.nested++;
  try {
    return callMemberOf(m, target, call);
  } finally {
    m.nested--;
  }
}

function callMemberOf(m: Machine, target: Value, { key, args }: MemberCall): Value {
  if (target instanceof Union) return callOnEach(m, target, { key, args });
  const name = keyText(key);
  if (name !== undefined) noteRecipientsOfCall(m, name, args);
  if (name !== undefined && isMethodOf(target, name)) return m.callMethod(target, { name, args });
  const member = m.get(target, key);
  if (member instanceof Method) return m.callMethod(member.receiver ?? target, { name: member.name, args });
  if (member instanceof Opaque || member === undefined) {
    if (name !== undefined && thenables.has(name)) return m.callMethod(target, { name, args });
    visitCallbacks(m, args, member);
  }
  return m.call(member, args, target);
}

function callOnEach(m: Machine, target: Union, call: MemberCall): Value {
  let value: Value;
  for (const option of target.options) {
    if (option !== undefined && option !== null) value = join(value, callMember(m, option, call));
  }
  return value ?? unknown;
}

/** Whether the name can be nothing but a method of the language, or the value is not known. */
function isMethodOf(target: Value, name: string): boolean {
  if (target instanceof Opaque) return true;
  const isPlain = typeof target === "string" || target instanceof Folded || target instanceof List;
  return isPlain && name !== "constructor" && !/^\d+$/.test(name);
}

const thenables: ReadonlySet<string> = new Set(["then", "catch", "finally"]);
