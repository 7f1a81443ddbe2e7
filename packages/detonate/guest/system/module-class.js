import { primordials } from "./primordials.js";

const { ReflectApply } = primordials;

/** The names under which a CommonJS module finds its parts. */
export const wrapperParameters = ["exports", "require", "module", "__filename", "__dirname"];

/** The class of CommonJS modules, as the module `module` exports it. `loader` has what loading needs. */
export function createModuleClass(kit, loader) {
  const separator = kit.world.platform === "win32" ? "\\" : "/";

  class Module {
    constructor(id = "", parent) {
      this.id = id;
      this.path = folderOf(id);
      this.exports = {};
      this.filename = null;
      this.loaded = false;
      this.children = [];
      this.paths = lookupFolders(this.path, separator);
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
      return loader.run(this, kit.compile(String(text), filename, wrapperParameters), filename);
    }
  }

  return Object.assign(Module, {
    Module,
    _cache: Object.create(null),
    _pathCache: Object.create(null),
    globalPaths: [],
    wrapper: [`(function (${wrapperParameters.join(", ")}) { `, "\n});"],
    wrap: (text) => Module.wrapper[0] + text + Module.wrapper[1],
    _nodeModulePaths: (folder) => lookupFolders(folder, separator),
    _resolveLookupPaths: (_specifier, parent) => parent?.paths ?? [],
    _initPaths: () => undefined,
  });
}

/** Calls the function that a module's text became. */
export function runModule(module, { body, require, filename }) {
  const args = [module.exports, require, module, filename, folderOf(filename)];
  return ReflectApply(body, module.exports, args);
}

export function folderOf(path) {
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

function badSpecifier(specifier) {
  const error = new TypeError(
    `The "id" argument must be ${specifier === "" ? "a non-empty string" : "of type string"}. Received ${String(specifier)}`,
  );
  error.code = "ERR_INVALID_ARG_TYPE";
  return error;
}
