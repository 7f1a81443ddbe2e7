const { apply, construct, defineProperty, deleteProperty, getOwnPropertyDescriptor, ownKeys } = Reflect;
const { create, entries, freeze, keys, getPrototypeOf } = Object;

/** Originals, for what must go on working after code changed what everybody shares. */
export const primordials = freeze({
  Array,
  ArrayBuffer,
  Error,
  Function,
  JSONParse: JSON.parse,
  JSONStringify: JSON.stringify,
  Map,
  Math,
  ObjectCreate: create,
  ObjectEntries: entries,
  ObjectGetPrototypeOf: getPrototypeOf,
  ObjectKeys: keys,
  Promise,
  PromiseThen: Promise.prototype.then,
  Proxy,
  ReflectApply: apply,
  ReflectConstruct: construct,
  ReflectDefineProperty: defineProperty,
  ReflectDeleteProperty: deleteProperty,
  ReflectGetOwnPropertyDescriptor: getOwnPropertyDescriptor,
  ReflectOwnKeys: ownKeys,
  Set,
  String,
  Symbol,
  Uint8Array,
  WeakMap,
});

const shaping = ["prepareStackTrace", "stackTraceLimit"];
const deep = { value: 60, writable: true, enumerable: true, configurable: true };

/**
 * Takes from the frames of stacks the member that gives a function away: the functions that are on the stack when code has a say in
 * how it is written are the world's own.
 */
export function sealFrames() {
  defineProperty(Error, "prepareStackTrace", { value: (_, frames) => frames, configurable: true });
  const [frame] = new Error("").stack;
  deleteProperty(Error, "prepareStackTrace");
  const prototype = getPrototypeOf(frame);
  defineProperty(prototype, "getFunction", { value: hidden, writable: true, configurable: true });
  defineProperty(prototype, "getThis", { value: hidden, writable: true, configurable: true });
}

function hidden() {}

/** The stack at this moment, whatever code has made of the ways in which stacks are written. */
export function stackNow() {
  const saved = [];
  for (let index = 0; index < shaping.length; index += 1) {
    saved[index] = getOwnPropertyDescriptor(Error, shaping[index]);
    if (saved[index] !== undefined && !deleteProperty(Error, shaping[index])) return "";
  }
  defineProperty(Error, "stackTraceLimit", deep);
  const { stack } = new Error("");
  for (let index = 0; index < shaping.length; index += 1) {
    if (saved[index] === undefined) deleteProperty(Error, shaping[index]);
    else defineProperty(Error, shaping[index], saved[index]);
  }
  return typeof stack === "string" ? stack : "";
}
