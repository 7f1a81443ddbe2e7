function hasTag(value, ...tags) {
  return (
    value !== null &&
    typeof value === "object" &&
    tags.includes(Object.prototype.toString.call(value).slice(8, -1))
  );
}

/** `util.types`: tests of a value's inner kind. */
export const typeTests = {
  isAnyArrayBuffer: (value) => value instanceof ArrayBuffer || value instanceof SharedArrayBuffer,
  isArrayBuffer: (value) => value instanceof ArrayBuffer,
  isSharedArrayBuffer: (value) => value instanceof SharedArrayBuffer,
  isArrayBufferView: (value) => ArrayBuffer.isView(value),
  isTypedArray: (value) => ArrayBuffer.isView(value) && !(value instanceof DataView),
  isUint8Array: (value) => value instanceof Uint8Array,
  isUint8ClampedArray: (value) => value instanceof Uint8ClampedArray,
  isUint16Array: (value) => value instanceof Uint16Array,
  isUint32Array: (value) => value instanceof Uint32Array,
  isInt8Array: (value) => value instanceof Int8Array,
  isInt16Array: (value) => value instanceof Int16Array,
  isInt32Array: (value) => value instanceof Int32Array,
  isFloat32Array: (value) => value instanceof Float32Array,
  isFloat64Array: (value) => value instanceof Float64Array,
  isDataView: (value) => value instanceof DataView,
  isDate: (value) => value instanceof Date,
  isRegExp: (value) => value instanceof RegExp,
  isMap: (value) => value instanceof Map,
  isSet: (value) => value instanceof Set,
  isWeakMap: (value) => value instanceof WeakMap,
  isWeakSet: (value) => value instanceof WeakSet,
  isNativeError: (value) => value instanceof Error,
  isPromise: (value) => value instanceof Promise,
  isProxy: () => false,
  isExternal: () => false,
  isModuleNamespaceObject: (value) => hasTag(value, "Module"),
  isAsyncFunction: (value) => Object.prototype.toString.call(value) === "[object AsyncFunction]",
  isGeneratorFunction: (value) => Object.prototype.toString.call(value) === "[object GeneratorFunction]",
  isGeneratorObject: (value) => hasTag(value, "Generator"),
  isArgumentsObject: (value) => hasTag(value, "Arguments"),
  isBoxedPrimitive: (value) =>
    typeof value === "object" && hasTag(value, "Number", "String", "Boolean", "Symbol", "BigInt"),
  isNumberObject: (value) => hasTag(value, "Number"),
  isStringObject: (value) => hasTag(value, "String"),
  isBooleanObject: (value) => hasTag(value, "Boolean"),
  isSymbolObject: (value) => hasTag(value, "Symbol"),
  isKeyObject: (value) => value?.constructor?.name === "KeyObject",
  isCryptoKey: (value) => value?.constructor?.name === "CryptoKey",
};
