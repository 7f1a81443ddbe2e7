import { createModuleClass, folderOf, runModule, wrapperParameters } from "./module-class.js";

/** The CommonJS module system over the host's resolution. */
export function createModules({ kit, compileFile, loadNamespace, standIn }) {
  const state = { main: undefined };
  const loader = {
    run: (module, body, filename) => runModule(module, { body, require: requireOf(module), filename }),
  };
  const Module = createModuleClass(kit, loader);

  const requireOf = (module) => {
    const require = (specifier) => module.require(specifier);
    require.resolve = (specifier) => Module._resolveFilename(specifier, module);
    require.resolve.paths = () => module.paths;
    require.main = state.main;
    require.cache = Module._cache;
    require.extensions = Module._extensions;
    return require;
  };

  const find = (specifier, parent) => {
    const from = parent?.filename ?? kit.disk.resolve("index.js");
    return kit.host("module.resolve", { specifier, from, style: "require" }).value;
  };

  Module._resolveFilename = (specifier, parent) => {
    const found = find(String(specifier), parent);
    if (found.kind === "file") return found.path;
    if (found.kind === "builtin") return String(specifier);
    return kit.disk.resolve(`node_modules/${found.name}/index.js`);
  };
  Module._extensions = extensionsOf(kit, { state, loader, compileFile, loadNamespace });
  Module._load = (specifier, parent, isMain = false) => {
    const found = find(String(specifier), parent);
    if (found.kind === "builtin") return kit.builtin(found.name);
    if (found.kind !== "file") return standIn(found.name ?? specifier, String(specifier));
    return loadFile(found.path, parent, isMain);
  };

  const loadFile = (path, parent, isMain) => {
    const known = Module._cache[path];
    if (known !== undefined) return known.exports;
    const module = new Module(isMain ? "." : path, parent ?? undefined);
    module.path = folderOf(path);
    module.paths = Module._nodeModulePaths(module.path);
    if (isMain) become(module);
    Module._cache[path] = module;
    try {
      module.load(path);
    } catch (error) {
      delete Module._cache[path];
      throw error;
    }
    return module.exports;
  };

  const become = (module) => {
    state.main = module;
    kit.builtin("process").mainModule = module;
  };

  /** A program that is not looked at loads what is. */
  const startAt = (path) => {
    const module = new Module(".");
    module.filename = path;
    become(module);
  };

  const createRequire = (place) => {
    const filename = String(place?.href ?? place);
    const named = filename.startsWith("file:") ? kit.builtin("url").fileURLToPath(filename) : filename;
    const path = /[\\/]$/.test(named) ? `${named}noop.js` : named;
    const module = new Module(path);
    module.filename = path;
    return requireOf(module);
  };
  Module.createRequire = createRequire;
  Module.createRequireFromPath = createRequire;
  return { Module, createRequire, loadFile, startAt, mainModule: () => state.main };
}

/** How files are loaded, by their extensions; what has another one is a script. */
function extensionsOf(kit, { state, loader, compileFile, loadNamespace }) {
  return Object.assign(Object.create(null), {
    ".js": (loaded, filename) => {
      const body = compileFile(filename, wrapperParameters);
      if (body === undefined) loaded.exports = loadNamespace(filename, loaded === state.main);
      else loader.run(loaded, body, filename);
    },
    ".json": (loaded, filename) => {
      loaded.exports = parseJson(kit.bytes.decode(kit.disk.read(filename)), filename);
    },
    ".node": (loaded, filename) => {
      kit.observe("code", "process.dlopen", { path: filename });
      loaded.exports = kit.ghost(filename);
    },
  });
}

function parseJson(text, filename) {
  try {
    return JSON.parse(text.startsWith("\uFEFF") ? text.slice(1) : text);
  } catch (error) {
    error.message = `${filename}: ${error.message}`;
    throw error;
  }
}
