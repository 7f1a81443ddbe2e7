import { primordials } from "./primordials.js";

const { JSONParse, JSONStringify, ReflectApply, Uint8Array } = primordials;
const { slice } = globalThis.Uint8Array.prototype;
const bufferOf = Object.getOwnPropertyDescriptor(
  Object.getPrototypeOf(globalThis.Uint8Array.prototype),
  "buffer",
).get;

/** Calls services of the host over the bridge: JSON and bytes go, JSON and bytes come back. */
export function createHost(bridge) {
  const { call, takeBytes } = bridge;
  return (service, args, bytes) => {
    const sent = bytes === undefined ? undefined : ReflectApply(bufferOf, ReflectApply(slice, bytes, []), []);
    const reply = JSONParse(call(service, JSONStringify(args ?? null) ?? "null", sent) ?? "{}");
    if (reply.error !== undefined) throw errorOf(reply.error);
    return { value: reply.value, bytes: reply.hasBytes === true ? new Uint8Array(takeBytes()) : undefined };
  };
}

/** A refusal of the host as Node's own errors are: with a code, and further members. */
function errorOf({ message, ...members }) {
  const error = members.code?.startsWith("ERR_INVALID") ? new TypeError(message) : new Error(message);
  return Object.assign(error, members);
}
