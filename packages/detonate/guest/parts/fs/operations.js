import { drawNumber } from "../../system/chance.js";
import { Buffer } from "../buffer.js";
import { Dirent, Stats } from "./stats.js";

const encodingOf = (options) => (typeof options === "string" ? options : options?.encoding);

/** What `fs` can do, each as a function that returns or throws; the three styles are made of these. */
export function createOperations(kit, files) {
  return {
    ...contentOperations(kit, files),
    ...statusOperations(kit, files),
    ...folderOperations(kit, files),
    ...placeOperations(kit, files),
    ...descriptorOperations(kit, files),
    ...modeOperations(kit, files),
  };
}

function contentOperations(kit, files) {
  const { disk } = kit;
  const put = (call, place, content, options) => {
    const bytes = files.bytes(content, encodingOf(options));
    if (typeof place === "number") return void files.writeAt(place, bytes);
    const path = files.path(place);
    const flag = String(options?.flag ?? (call === "appendFile" ? "a" : "w"));
    files.tell(call, path, { content: bytes });
    disk.write(path, bytes, {
      append: flag.includes("a"),
      exclusive: flag.includes("x"),
      mode: options?.mode,
    });
  };
  return {
    readFile(place, options) {
      if (place === 0 || place === "/dev/stdin")
        return files.shown(files.bytes(kit.process.stdin ?? ""), encodingOf(options));
      const path = typeof place === "number" ? files.get(place).path : files.path(place);
      files.tellRead("readFile", path);
      return files.shown(disk.read(path), encodingOf(options));
    },
    writeFile: (place, content, options) => put("writeFile", place, content, options),
    appendFile: (place, content, options) => put("appendFile", place, content, options),
    truncate(place, length = 0) {
      const path = files.path(place);
      files.tell("truncate", path);
      disk.write(path, disk.read(path).slice(0, length));
    },
    copyFile(from, to, mode = 0) {
      const [source, target] = [files.path(from), files.path(to)];
      files.tell("copyFile", source, { to: disk.resolve(target) });
      if ((mode & 1) !== 0 && disk.exists(target)) disk.write(target, new Uint8Array(0), { exclusive: true });
      disk.copy(source, target);
    },
    cp(from, to, options) {
      const [source, target] = [files.path(from), files.path(to)];
      files.tell("cp", source, { to: disk.resolve(target) });
      const tell = (inner, place) => files.tell("cp", inner, { to: disk.resolve(place) });
      copyAll(disk, source, target, { filter: options?.filter, tell, left: toldMaxCount });
    },
  };
}

/** How many files of a folder that is copied are told each. */
const toldMaxCount = 60;

function copyAll(disk, source, target, how) {
  if (typeof how.filter === "function" && !how.filter(source, target)) return;
  if (disk.stat(source).kind !== "folder") {
    disk.copy(source, target);
    return;
  }
  disk.makeFolder(target, { recursive: true });
  for (const { name } of disk.list(source)) {
    how.left -= 1;
    if (how.left >= 0 && disk.stat(`${source}/${name}`).kind !== "folder")
      how.tell(`${source}/${name}`, `${target}/${name}`);
    copyAll(disk, `${source}/${name}`, `${target}/${name}`, how);
  }
}

function statusOperations(kit, files) {
  const { disk } = kit;
  const status = (place, follow, options) => {
    const path = files.path(place);
    files.noteLookup(path);
    if (options?.throwIfNoEntry === false && !disk.exists(path)) return undefined;
    return new Stats(disk.stat(path, { follow }), options?.bigint);
  };
  return {
    stat: (place, options) => status(place, true, options),
    lstat: (place, options) => status(place, false, options),
    fstat: (descriptor, options) =>
      descriptor <= 2
        ? new Stats({ kind: "device", size: 0, mode: 0o620, mtimeMs: kit.clock.now() }, options?.bigint)
        : new Stats(disk.stat(files.get(descriptor).path), options?.bigint),
    access(place) {
      const path = files.path(place);
      files.noteLookup(path);
      try {
        disk.stat(path);
      } catch (error) {
        error.syscall = "access";
        error.message = String(error.message).replace(/, \w+ '/, ", access '");
        throw error;
      }
    },
    statfs: () => ({
      type: 61_267,
      bsize: 4096,
      blocks: 122_000_000,
      bfree: 71_300_000,
      bavail: 65_100_000,
      files: 31_100_000,
      ffree: 28_400_000,
    }),
    realpath(place) {
      const path = files.path(place);
      files.noteLookup(path);
      return disk.real(path);
    },
    readlink: (place) => disk.readLink(files.path(place)),
  };
}

function folderOperations(kit, files) {
  const { disk } = kit;
  const list = (folder, prefix, options) =>
    disk.list(folder).flatMap(({ name, kind }) => {
      const inner = kit.builtin("path").join(folder, name);
      const shown = options?.withFileTypes ? new Dirent(name, folder, kind) : prefix + name;
      const deeper =
        options?.recursive && kind === "folder"
          ? list(inner, `${prefix}${name}${kit.builtin("path").sep}`, options)
          : [];
      return [shown, ...deeper];
    });
  const remove = (call, place, options) => {
    const path = files.path(place);
    files.tell(call, path, options.recursive ? { recursive: true } : {});
    disk.remove(path, options);
  };
  return {
    readdir(place, options) {
      const path = files.path(place);
      files.tellRead("readdir", path);
      const names = list(path, "", options);
      return encodingOf(options) === "buffer" ? names.map((name) => Buffer.from(name)) : names;
    },
    mkdir(place, options) {
      const path = files.path(place);
      files.tell("mkdir", path);
      return disk.makeFolder(
        path,
        typeof options === "object" && options !== null ? options : { mode: options },
      );
    },
    mkdtemp(prefix) {
      const letters = Array.from(
        { length: 6 },
        () => "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ"[Math.floor(drawNumber() * 49)],
      );
      const path = files.path(prefix) + letters.join("");
      files.tell("mkdtemp", path);
      disk.makeFolder(path, {});
      return path;
    },
    rm: (place, options) =>
      remove("rm", place, { recursive: options?.recursive === true, force: options?.force === true }),
    rmdir: (place, options) =>
      remove("rmdir", place, { recursive: options?.recursive === true, isFolder: true }),
    unlink: (place) => remove("unlink", place, {}),
    opendir: (place) =>
      new Dir(files.path(place), () => list(files.path(place), "", { withFileTypes: true })),
    glob: (pattern, options) => globAll(kit, list, pattern, options),
  };
}

class Dir {
  #list;
  #entries;

  constructor(path, list) {
    this.path = path;
    this.#list = list;
  }

  readSync() {
    this.#entries ??= [...this.#list()];
    return this.#entries.shift() ?? null;
  }
  async read() {
    return this.readSync();
  }
  closeSync() {}
  async close() {}
  async *[Symbol.asyncIterator]() {
    for (let entry = this.readSync(); entry !== null; entry = this.readSync()) yield entry;
  }
}

function globAll(kit, list, pattern, options) {
  const { matchesGlob } = kit.builtin("path");
  const folder = options?.cwd ?? kit.disk.folder();
  const patterns = [pattern].flat();
  return list(folder, "", { recursive: true }).filter((name) =>
    patterns.some((one) => matchesGlob(name.replaceAll("\\", "/"), one)),
  );
}

function placeOperations(kit, files) {
  const { disk } = kit;
  const link = (call, symbolic) => (target, place) => {
    const path = files.path(place);
    files.tell(call, files.path(target), { to: disk.resolve(path) });
    disk.link(files.path(target), path, { symbolic });
  };
  return {
    rename(from, to) {
      const [source, target] = [files.path(from), files.path(to)];
      files.tell("rename", source, { to: disk.resolve(target) });
      disk.rename(source, target);
    },
    link: link("link", false),
    symlink: link("symlink", true),
  };
}

function descriptorOperations(kit, files) {
  return {
    open: (place, flags, mode) => files.open(files.path(place), flags ?? "r", mode),
    close: (descriptor) => files.close(descriptor),
    read(descriptor, target, ...rest) {
      const options =
        typeof rest[0] === "object" && rest[0] !== null
          ? rest[0]
          : { offset: rest[0], length: rest[1], position: rest[2] };
      const { offset = 0, length = target.byteLength - offset, position = null } = options;
      return files.readAt(
        descriptor,
        new Uint8Array(target.buffer, target.byteOffset + (offset ?? 0), length),
        position,
      );
    },
    write(descriptor, content, ...rest) {
      if (typeof content === "string")
        return files.writeAt(descriptor, files.bytes(content, rest[1]), rest[0]);
      const options =
        typeof rest[0] === "object" && rest[0] !== null
          ? rest[0]
          : { offset: rest[0], length: rest[1], position: rest[2] };
      const bytes = files.bytes(content);
      const start = options.offset ?? 0;
      return files.writeAt(
        descriptor,
        bytes.subarray(start, start + (options.length ?? bytes.length)),
        options.position,
      );
    },
    readv: (descriptor, targets) =>
      targets.reduce((sum, target) => sum + files.readAt(descriptor, files.bytes(target)), 0),
    writev: (descriptor, contents) =>
      contents.reduce((sum, content) => sum + files.writeAt(descriptor, files.bytes(content)), 0),
    ftruncate(descriptor, length = 0) {
      const { path } = files.get(descriptor);
      kit.disk.write(path, kit.disk.read(path).slice(0, length));
    },
    fsync: () => undefined,
    fdatasync: () => undefined,
    futimes: () => undefined,
    fchown: () => undefined,
    fchmod: (descriptor, mode) => kit.disk.chmod(files.get(descriptor).path, modeOf(mode)),
  };
}

function modeOperations(kit, files) {
  const touch = (place, accessed, modified) => {
    const path = files.path(place);
    files.tell("utimes", path);
    kit.disk.touch(path, timeOf(accessed), timeOf(modified));
  };
  return {
    chmod(place, mode) {
      const path = files.path(place);
      files.tell("chmod", path, { mode: modeOf(mode).toString(8) });
      kit.disk.chmod(path, modeOf(mode));
    },
    lchmod: () => undefined,
    chown: (place) => files.tell("chown", files.path(place)),
    lchown: (place) => files.tell("chown", files.path(place)),
    utimes: touch,
    lutimes: touch,
  };
}

function modeOf(mode) {
  return typeof mode === "string" ? Number.parseInt(mode, 8) : Number(mode);
}

function timeOf(value) {
  return value instanceof Date ? value.getTime() : Number(value) * 1000;
}
