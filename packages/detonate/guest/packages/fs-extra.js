/** fs with what fs-extra adds; without a callback its functions give promises. */
export default function create(kit) {
  const fs = kit.builtin("fs");
  const both = {};
  for (const [name, value] of Object.entries(fs.promises)) {
    if (typeof value !== "function" || typeof fs[name] !== "function") continue;
    both[name] = (...args) => (typeof args.at(-1) === "function" ? fs[name](...args) : value(...args));
  }
  const sync = syncAdditions(fs, kit.builtin("path"));
  const additions = {};
  for (const [name, run] of Object.entries(sync)) {
    additions[`${name}Sync`] = run;
    additions[name] = async (...args) => {
      const done = typeof args.at(-1) === "function" ? args.pop() : undefined;
      const value = run(...args);
      done?.(null, value);
      return value;
    };
  }
  const all = { ...fs, ...both, exists: async (path) => fs.existsSync(path), ...additions };
  return Object.assign(all, { default: all });
}

function syncAdditions(fs, path) {
  const ensureDir = (folder) => fs.mkdirSync(folder, { recursive: true });
  const outputFile = (file, content, options) => {
    ensureDir(path.dirname(String(file)));
    fs.writeFileSync(file, content, options);
  };
  const readJson = (file) => JSON.parse(fs.readFileSync(file, "utf8"));
  const writeJson = (file, value, options) =>
    outputFile(file, `${JSON.stringify(value, null, options?.spaces)}\n`);
  return {
    ensureDir,
    mkdirp: ensureDir,
    mkdirs: ensureDir,
    ensureFile: (file) => (fs.existsSync(file) ? undefined : outputFile(file, "")),
    outputFile,
    readJson,
    readJSON: readJson,
    writeJson,
    writeJSON: writeJson,
    outputJson: writeJson,
    pathExists: (place) => fs.existsSync(place),
    remove: (place) => fs.rmSync(place, { recursive: true, force: true }),
    emptyDir: (folder) => {
      fs.rmSync(folder, { recursive: true, force: true });
      ensureDir(folder);
    },
    copy: (from, to, options) => fs.cpSync(from, to, { recursive: true, ...options }),
    move: (from, to) => fs.renameSync(from, to),
  };
}
