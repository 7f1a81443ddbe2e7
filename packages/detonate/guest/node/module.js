/** The module of modules: the constructor that everything is loaded by. */
export default function create(kit) {
  const Module = kit.modules;
  return Object.assign(Module, {
    builtinModules: kit.builtinNames,
    isBuiltin: (name) => kit.builtin(String(name)) !== undefined,
    register: (specifier) => kit.observe("code", "module.register", { path: String(specifier) }),
    registerHooks: () => ({ deregister: () => undefined }),
    syncBuiltinESMExports: () => undefined,
    findSourceMap: () => undefined,
    enableCompileCache: () => ({ status: 3 }),
    stripTypeScriptTypes: (text) => text,
  });
}
