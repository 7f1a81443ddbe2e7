import { readModule } from "../parts/wasm/read-module.js";

const pageBytes = 65_536;
const pagesMaxCount = 64;
const textMinLength = 6;
const textsMaxCount = 40;
const importsMaxCount = 12;
/** Imports by which a program ends, waits or handles its own memory: no text is handed to them. */
const ownAffairs =
  /exit|abort|throw|panic|assert|trap|fail|unreachable|invoke_|sleep|jmp|memcpy|memory|heap|resize|grow|clock|time|random|stack|dlopen|_start/i;
const i32 = 0x7f;

/** Programs of machine-independent code: they are told of and not run, but what they hold is where it would be. */
export default function create(kit) {
  const partsOf = new WeakMap();
  const told = (api, source) => {
    const bytes = bytesOf(source);
    const parts = bytes === undefined ? undefined : readModule(bytes);
    const texts = (parts?.data ?? []).flatMap(({ bytes: part }) => textsIn(part).map(({ text }) => text));
    kit.observe("code", `WebAssembly.${api}`, {
      ...(bytes === undefined ? {} : { text: bytes.slice(0, 200) }),
      ...(texts.length === 0 ? {} : { content: texts.slice(0, textsMaxCount).join("\n") }),
    });
    return parts;
  };
  class Module {
    constructor(source) {
      partsOf.set(this, told("Module", source));
    }
    static exports(module) {
      return (partsOf.get(module)?.exports ?? []).map(({ name, kind }) => ({ name, kind }));
    }
    static imports(module) {
      const imports = partsOf.get(module)?.imports ?? [];
      return imports.map(({ module: from, name, kind }) => ({ module: from, name, kind }));
    }
    static customSections(module, wanted) {
      const sections = partsOf.get(module)?.custom ?? [];
      return sections.filter(({ name }) => name === String(wanted)).map(({ bytes }) => bytes.slice().buffer);
    }
  }
  class Instance {
    constructor(module, imports = {}) {
      this.exports = exportsOf(partsOf.get(module), imports, classes);
    }
  }
  const classes = { Memory: memoryClass(), Table: tableClass(), Global: globalClass() };
  const compile = async (source) => new Module(source?.contentBytes ?? source);
  const instantiate = async (source, imports) => {
    if (source instanceof Module) return new Instance(source, imports);
    const module = await compile(source);
    return { module, instance: new Instance(module, imports) };
  };
  const WebAssembly = {
    Module,
    Instance,
    ...classes,
    Tag: class Tag {},
    Exception: class Exception {},
    CompileError: class CompileError extends Error {},
    LinkError: class LinkError extends Error {},
    RuntimeError: class RuntimeError extends Error {},
    validate: () => true,
    compile,
    instantiate,
    compileStreaming: async (source) => compile(await source),
    instantiateStreaming: async (source, imports) => instantiate(await source, imports),
    [Symbol.toStringTag]: "WebAssembly",
  };
  return { WebAssembly };
}

function bytesOf(source) {
  if (ArrayBuffer.isView(source)) return new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
  return source instanceof ArrayBuffer ? new Uint8Array(source) : undefined;
}

function memoryClass() {
  return class Memory {
    #bytes;
    constructor({ initial = 1 } = {}) {
      this.#bytes = new ArrayBuffer(Math.min(Number(initial) || 1, pagesMaxCount) * pageBytes);
    }
    get buffer() {
      return this.#bytes;
    }
    grow() {
      return 0;
    }
  };
}

function tableClass() {
  return class Table {
    length = 0;
    get() {
      return null;
    }
    set() {}
    grow() {
      return 0;
    }
  };
}

function globalClass() {
  return class Global {
    constructor(_descriptor, value) {
      this.value = value;
    }
    valueOf() {
      return this.value;
    }
  };
}

/**
 * What an instance gives: its memory with what the module puts there, and functions that answer with nothing, so that what waits for
 * more comes to its end. Nobody knows what they would do; the texts that they hold are handed to what they may call.
 */
function exportsOf(parts, imports, { Memory, Table, Global }) {
  const memory = memoryOf(parts, imports, Memory);
  let isUsed = false;
  const use = () => {
    if (!isUsed && parts !== undefined) {
      isUsed = true;
      handTexts(parts, imports);
    }
    return 0;
  };
  const made = { memory: () => memory, table: () => new Table(), global: () => new Global({}, 0) };
  const own = {};
  for (const { name, kind } of parts?.exports ?? []) own[name] = made[kind]?.() ?? (() => use());
  if (parts?.hasStart === true) use();
  return new Proxy(own, {
    get: (_, name) => {
      if (Object.hasOwn(own, name)) return own[name];
      if (name === "memory") return memory;
      return typeof name === "symbol" ? undefined : use;
    },
  });
}

function memoryOf(parts, imports, Memory) {
  const wanted = parts?.imports.find(({ kind }) => kind === "memory");
  const given = wanted === undefined ? undefined : imports?.[wanted.module]?.[wanted.name];
  const memory =
    given instanceof Memory ? given : new Memory({ initial: parts?.pages ?? wanted?.pages ?? 1 });
  const bytes = new Uint8Array(memory.buffer);
  for (const { offset, bytes: part } of parts?.data ?? [])
    if (offset < bytes.length) bytes.set(part.subarray(0, bytes.length - offset), offset);
  return memory;
}

/** Hands each text, by its place and length, to the functions that take such: they may evaluate it or ask it as an address. */
function handTexts({ imports: wanted, types, data }, imports) {
  const takers = wanted.filter(
    ({ kind, module, name, type }) =>
      kind === "function" &&
      !module.startsWith("wasi") &&
      !ownAffairs.test(name) &&
      types[type]?.length >= 2 &&
      types[type].every((each) => each === i32),
  );
  const texts = data.flatMap(({ offset, bytes }) =>
    textsIn(bytes).map(({ at, text }) => [offset + at, text.length]),
  );
  for (const { module, name } of takers.slice(0, importsMaxCount)) {
    for (const [at, length] of texts.slice(0, textsMaxCount)) {
      try {
        imports?.[module]?.[name]?.(at, length);
      } catch {
        // It was none of its texts.
      }
    }
  }
}

/** Runs of characters that people read, with their places. */
function textsIn(bytes) {
  const found = [];
  let text = "";
  for (let at = 0; at <= bytes.length && found.length < textsMaxCount; at += 1) {
    const byte = bytes[at];
    const isText = byte !== undefined && ((byte >= 32 && byte < 127) || byte === 10 || byte === 9);
    if (isText) text += String.fromCharCode(byte);
    else {
      if (text.length >= textMinLength) found.push({ at: at - text.length, text });
      text = "";
    }
  }
  return found;
}
