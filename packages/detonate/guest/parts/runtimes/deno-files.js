import { bytesOfAny, pathOf } from "./known-bytes.js";

/** Deno's files: each as a promise, and at once under a name that ends with Sync. */
export function denoFiles(kit) {
  const fs = kit.builtin("fs");
  const at = (place) => pathOf(kit, place);
  const write = (place, content, { append, create, createNew, mode } = {}) => {
    const flag = append ? "a" : createNew ? "wx" : "w";
    if (create === false && !fs.existsSync(at(place))) fs.readFileSync(at(place));
    fs.writeFileSync(at(place), content, { flag, mode });
  };
  const now = {
    readTextFile: (place) => fs.readFileSync(at(place), "utf8"),
    readFile: (place) => new Uint8Array(fs.readFileSync(at(place))),
    writeTextFile: (place, content, options) => write(place, String(content), options),
    writeFile: (place, content, options) => write(place, bytesOfAny(content), options),
    copyFile: (from, to) => fs.copyFileSync(at(from), at(to)),
    mkdir: (place, options) => void fs.mkdirSync(at(place), options),
    remove: (place, { recursive = false } = {}) => fs.rmSync(at(place), { recursive, force: false }),
    rename: (from, to) => fs.renameSync(at(from), at(to)),
    chmod: (place, mode) => fs.chmodSync(at(place), mode),
    chown: () => undefined,
    symlink: (from, to) => fs.symlinkSync(at(from), at(to)),
    link: (from, to) => fs.linkSync(at(from), at(to)),
    readLink: (place) => fs.readlinkSync(at(place)),
    realPath: (place) => fs.realpathSync(at(place)),
    truncate: (place, length) => fs.truncateSync(at(place), length),
    stat: (place) => infoOf(fs.statSync(at(place))),
    lstat: (place) => infoOf(fs.lstatSync(at(place))),
    makeTempDir: ({ prefix = "" } = {}) => fs.mkdtempSync(`${kit.world.temporaryFolder}/${prefix}`),
    makeTempFile: ({ prefix = "", suffix = "" } = {}) => {
      const place = `${fs.mkdtempSync(`${kit.world.temporaryFolder}/${prefix}`)}${suffix}`;
      fs.writeFileSync(place, "");
      return place;
    },
    open: (place, options = {}) => openFile(kit, at(place), options),
    create: (place) => openFile(kit, at(place), { write: true, create: true, truncate: true }),
    utime: () => undefined,
  };
  const readDirSync = (place) =>
    fs.readdirSync(at(place), { withFileTypes: true }).map((entry) => ({
      name: entry.name,
      isFile: entry.isFile(),
      isDirectory: entry.isDirectory(),
      isSymlink: entry.isSymbolicLink(),
    }));
  const later = Object.fromEntries(
    Object.entries(now).map(([name, run]) => [name, async (...args) => run(...args)]),
  );
  const sync = Object.fromEntries(Object.entries(now).map(([name, run]) => [`${name}Sync`, run]));
  return {
    ...later,
    ...sync,
    readDirSync,
    readDir: async function* readDir(place) {
      yield* readDirSync(place);
    },
  };
}

function infoOf(stats) {
  return {
    isFile: stats.isFile(),
    isDirectory: stats.isDirectory(),
    isSymlink: stats.isSymbolicLink(),
    size: stats.size,
    mtime: stats.mtime,
    birthtime: stats.birthtime,
    mode: stats.mode,
  };
}

function openFile(kit, place, options) {
  const fs = kit.builtin("fs");
  const flags = options.append
    ? "a"
    : options.write
      ? options.truncate || options.create
        ? "w+"
        : "r+"
      : "r";
  const descriptor = fs.openSync(place, flags);
  const write = (content) => fs.writeSync(descriptor, bytesOfAny(content));
  return {
    write: async (content) => write(content),
    writeSync: write,
    read: async (buffer) => fs.readSync(descriptor, buffer) || null,
    readSync: (buffer) => fs.readSync(descriptor, buffer) || null,
    close: () => fs.closeSync(descriptor),
    stat: async () => infoOf(fs.statSync(place)),
    sync: async () => undefined,
    readable: fs.createReadStream(place),
    get writable() {
      return {
        getWriter: () => ({ write: async (content) => write(content), close: async () => undefined }),
      };
    },
  };
}
