/** The vm module: every text that is run is told, then run. */
export default function create(kit) {
  const contexts = new WeakSet();
  const tell = (api, text) => kit.observe("code", `vm.${api}`, { text: String(text) });
  const nameOf = (options) =>
    typeof options === "string" ? options : (options?.filename ?? "evalmachine.<anonymous>");
  const runGlobal = (text, options) => kit.evaluate(String(text), nameOf(options));
  const runInside = (text, sandbox, options) => {
    const run = kit.compile("with (sandbox) { return eval(text); }", nameOf(options), ["sandbox", "text"]);
    return run.call(sandbox, innerGlobal(sandbox), String(text));
  };
  const createContext = (sandbox = {}) => {
    contexts.add(sandbox);
    return sandbox;
  };
  class Script {
    #text;
    #options;
    constructor(text, options) {
      this.#text = String(text);
      this.#options = options;
      this.cachedDataRejected = options?.cachedData === undefined ? undefined : false;
      tell(
        "Script",
        options?.cachedData === undefined
          ? text
          : `${text}\n// with ${options.cachedData.length} bytes of compiled code`,
      );
    }
    runInThisContext() {
      return runGlobal(this.#text, this.#options);
    }
    runInContext(sandbox) {
      return runInside(this.#text, sandbox, this.#options);
    }
    runInNewContext(sandbox = {}) {
      return runInside(this.#text, sandbox, this.#options);
    }
    createCachedData() {
      return kit.builtin("buffer").Buffer.alloc(0);
    }
  }
  return {
    Script,
    createContext,
    isContext: (value) => contexts.has(value),
    createScript: (text, options) => new Script(text, options),
    runInThisContext: (text, options) => (tell("runInThisContext", text), runGlobal(text, options)),
    runInContext: (text, sandbox, options) => (tell("runInContext", text), runInside(text, sandbox, options)),
    runInNewContext: (text, sandbox = {}, options = undefined) => (
      tell("runInNewContext", text),
      runInside(text, createContext(sandbox), options)
    ),
    compileFunction: (text, parameters = [], options = {}) => (
      tell("compileFunction", text),
      kit.compile(String(text), nameOf(options), parameters)
    ),
    measureMemory: async () => ({
      total: { jsMemoryEstimate: 2_418_479, jsMemoryRange: [2_418_479, 2_745_799] },
    }),
    SourceTextModule: kit.ghost("vm.SourceTextModule"),
    SyntheticModule: kit.ghost("vm.SyntheticModule"),
    constants: { USE_MAIN_CONTEXT_DEFAULT_LOADER: Symbol("vm_dynamic_import_main_context_default") },
  };
}

/** A context's own names: what is set inside stays inside. */
function innerGlobal(sandbox) {
  return new Proxy(sandbox, {
    has: (target, key) =>
      key !== "text" &&
      key !== "eval" &&
      (key in target || !(key in globalThis)) &&
      key !== Symbol.unscopables,
    get: (target, key) => {
      if (key === Symbol.unscopables) return undefined;
      if (key === "globalThis" && !(key in target)) return target;
      return target[key];
    },
  });
}
