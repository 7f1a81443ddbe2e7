/** Programs of machine-independent code: they are told of and not run. */
export default function create(kit) {
  const told = (api, source) => {
    const bytes = ArrayBuffer.isView(source)
      ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
      : source instanceof ArrayBuffer
        ? new Uint8Array(source)
        : undefined;
    kit.observe("code", `WebAssembly.${api}`, bytes === undefined ? {} : { text: bytes.slice(0, 200) });
  };
  class Module {
    constructor(source) {
      told("Module", source);
    }
    static exports() {
      return [];
    }
    static imports() {
      return [];
    }
    static customSections() {
      return [];
    }
  }
  class Memory {
    #bytes;
    constructor({ initial = 1 } = {}) {
      this.#bytes = new ArrayBuffer(Math.min(Number(initial) || 1, 64) * 65_536);
    }
    get buffer() {
      return this.#bytes;
    }
    grow() {
      return 0;
    }
  }
  class Table {
    length = 0;
    get() {
      return null;
    }
    set() {}
    grow() {
      return 0;
    }
  }
  class Global {
    constructor(_descriptor, value) {
      this.value = value;
    }
    valueOf() {
      return this.value;
    }
  }
  class Instance {
    // Whatever it has answers with nothing, so that what waits for more comes to its end.
    exports = new Proxy(
      {},
      {
        get: (_, name) => (name === "memory" ? new Memory() : typeof name === "symbol" ? undefined : () => 0),
      },
    );
  }
  const compile = async (source) => new Module(source?.contentBytes ?? source);
  const instantiate = async (source) =>
    source instanceof Module ? new Instance() : { module: await compile(source), instance: new Instance() };
  const WebAssembly = {
    Module,
    Instance,
    Memory,
    Table,
    Global,
    Tag: class Tag {},
    Exception: class Exception {},
    CompileError: class CompileError extends Error {},
    LinkError: class LinkError extends Error {},
    RuntimeError: class RuntimeError extends Error {},
    validate: () => true,
    compile,
    instantiate,
    compileStreaming: async (source) => compile(await source),
    instantiateStreaming: async (source) => instantiate(await source),
    [Symbol.toStringTag]: "WebAssembly",
  };
  return { WebAssembly };
}
