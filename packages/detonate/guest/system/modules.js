const wrapperParameters = ["exports", "require", "module", "__filename", "__dirname"];

/** The CommonJS module system over the host's resolution. */
export function createModules({ kit, compileFile, loadNamespace, standIn }) {
  const cache = Object.create(null);
  const state = { main: undefined };

  class Module {
    constructor(id = "", parent) {
      this.id = id;
      this.path = folderOf(id);
      this.exports = {};
      this.filename = null;
      this.loaded = false;
      this.children = [];
      this.paths = lookupFolders(this.path, kit.world.platform === "win32" ? "\\" : "/");
      Object.defineProperty(this, "parent", { value: parent, writable: true, configurable: true });
      parent?.children?.push(this);
    }

    require(specifier) {
      if (typeof specifier !== "string" || specifier === "") throw badSpecifier(specifier);
      return Module._load(specifier, this, false);
    }

    load(filename) {
      this.filename = filename;
      const extension = /\.[a-z]+$/i.exec(filename)?.[0] ?? ".js";
      (Module._extensions[extension] ?? Module._extensions[".js"])(this, filename);
      this.loaded = true;
    }

    _compile(text, filename) {
      kit.observe("code", "module._compile", { text, path: filename });
      const body = kit.compile(String(text), filename, wrapperParameters);
      return run(this, body, filename);
    }
  }

  const run = (module, body, filename) =>
    body.call(module.exports, module.exports, requireOf(module), module, filename, folderOf(filename));

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

  Module._cache = cache;
  Module._pathCache = Object.create(null);
  Module.globalPaths = [];
  Module.Module = Module;
  Module.wrapper = [`(function (${wrapperParameters.join(", ")}) { `, "\n});"];
  Module.wrap = (text) => Module.wrapper[0] + text + Module.wrapper[1];
  Module._nodeModulePaths = (folder) => lookupFolders(folder, kit.world.platform === "win32" ? "\\" : "/");
  Module._resolveLookupPaths = (_specifier, parent) => parent?.paths ?? [];
  Module._initPaths = () => undefined;
  Module._resolveFilename = (specifier, parent) => {
    const found = find(String(specifier), parent);
    if (found.kind === "file") return found.path;
    if (found.kind === "builtin") return String(specifier);
    return kit.disk.resolve(`node_modules/${found.name}/index.js`);
  };
  Module._extensions = Object.assign(Object.create(null), {
    ".js": (module, filename) => {
      const body = compileFile(filename, wrapperParameters);
      if (body === undefined) module.exports = loadNamespace(filename, module === state.main);
      else run(module, body, filename);
    },
    ".json": (module, filename) => {
      module.exports = parseJson(kit.bytes.decode(kit.disk.read(filename)), filename);
    },
    ".node": (module, filename) => {
      kit.observe("code", "process.dlopen", { path: filename });
      module.exports = kit.ghost(filename);
    },
  });
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
    const path = filename.startsWith("file:") ? kit.builtin("url").fileURLToPath(filename) : filename;
    const module = new Module(path);
    module.filename = path;
    return requireOf(module);
  };
  Module.createRequire = createRequire;
  Module.createRequireFromPath = createRequire;
  return { Module, createRequire, loadFile, startAt, mainModule: () => state.main };
}

function folderOf(path) {
  const at = Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\"));
  return at > 0 ? path.slice(0, at) : path.slice(0, at + 1);
}

function lookupFolders(folder, separator) {
  const folders = [];
  for (let current = folder; current !== ""; current = folderOf(current)) {
    if (!current.endsWith("node_modules")) {
      folders.push(`${current.endsWith(separator) ? current : current + separator}node_modules`);
    }
    if (folderOf(current) === current) break;
  }
  return folders;
}

function parseJson(text, filename) {
  try {
    return JSON.parse(text.startsWith("\uFEFF") ? text.slice(1) : text);
  } catch (error) {
    error.message = `${filename}: ${error.message}`;
    throw error;
  }
}

function badSpecifier(specifier) {
  const error = new TypeError(
    `The "id" argument must be ${specifier === "" ? "a non-empty string" : "of type string"}. Received ${String(specifier)}`,
  );
  error.code = "ERR_INVALID_ARG_TYPE";
  return error;
}
