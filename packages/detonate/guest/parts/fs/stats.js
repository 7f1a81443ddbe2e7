const types = { file: 0o100_000, folder: 0o040_000, link: 0o120_000, device: 0o020_000 };

/** What `stat` gives. */
export class Stats {
  constructor(status, isBig = false) {
    const number = isBig ? (value) => BigInt(Math.floor(value)) : (value) => value;
    const type = types[status.kind] ?? types.file;
    const born = status.birthtimeMs ?? status.mtimeMs;
    this.dev = number(66_306);
    this.mode = number((status.mode & 0o7777) | type);
    this.nlink = number(status.kind === "folder" ? 2 : 1);
    this.uid = number(1000);
    this.gid = number(1000);
    this.rdev = number(0);
    this.blksize = number(4096);
    this.ino = number(status.ino ?? 0);
    this.size = number(status.size);
    this.blocks = number(Math.ceil(status.size / 512));
    this.atimeMs = number(status.atimeMs ?? status.mtimeMs);
    this.mtimeMs = number(status.mtimeMs);
    this.ctimeMs = number(status.mtimeMs);
    this.birthtimeMs = number(born);
    this.atime = new Date(status.atimeMs ?? status.mtimeMs);
    this.mtime = new Date(status.mtimeMs);
    this.ctime = new Date(status.mtimeMs);
    this.birthtime = new Date(born);
  }

  #is(type) {
    return (Number(this.mode) & 0o170_000) === type;
  }
  isFile() {
    return this.#is(types.file);
  }
  isDirectory() {
    return this.#is(types.folder);
  }
  isSymbolicLink() {
    return this.#is(types.link);
  }
  isCharacterDevice() {
    return this.#is(types.device);
  }
  isBlockDevice() {
    return false;
  }
  isFIFO() {
    return false;
  }
  isSocket() {
    return false;
  }
}

/** One entry of a folder. */
export class Dirent {
  #kind;

  constructor(name, parent, kind) {
    this.name = name;
    this.parentPath = parent;
    this.path = parent;
    this.#kind = kind;
  }

  isFile() {
    return this.#kind === "file";
  }
  isDirectory() {
    return this.#kind === "folder";
  }
  isSymbolicLink() {
    return this.#kind === "link";
  }
  isCharacterDevice() {
    return this.#kind === "device";
  }
  isBlockDevice() {
    return false;
  }
  isFIFO() {
    return false;
  }
  isSocket() {
    return false;
  }
}

/** `fs.constants`. */
export const fsConstants = {
  UV_FS_SYMLINK_DIR: 1,
  UV_FS_SYMLINK_JUNCTION: 2,
  O_RDONLY: 0,
  O_WRONLY: 1,
  O_RDWR: 2,
  UV_DIRENT_UNKNOWN: 0,
  UV_DIRENT_FILE: 1,
  UV_DIRENT_DIR: 2,
  UV_DIRENT_LINK: 3,
  S_IFMT: 61_440,
  S_IFREG: 32_768,
  S_IFDIR: 16_384,
  S_IFCHR: 8192,
  S_IFBLK: 24_576,
  S_IFIFO: 4096,
  S_IFLNK: 40_960,
  S_IFSOCK: 49_152,
  O_CREAT: 64,
  O_EXCL: 128,
  O_NOCTTY: 256,
  O_TRUNC: 512,
  O_APPEND: 1024,
  O_DIRECTORY: 65_536,
  O_NOFOLLOW: 131_072,
  O_SYNC: 1_052_672,
  S_IRWXU: 448,
  S_IRUSR: 256,
  S_IWUSR: 128,
  S_IXUSR: 64,
  S_IRWXG: 56,
  S_IRWXO: 7,
  F_OK: 0,
  R_OK: 4,
  W_OK: 2,
  X_OK: 1,
  UV_FS_COPYFILE_EXCL: 1,
  COPYFILE_EXCL: 1,
  UV_FS_COPYFILE_FICLONE: 2,
  COPYFILE_FICLONE: 2,
  UV_FS_COPYFILE_FICLONE_FORCE: 4,
  COPYFILE_FICLONE_FORCE: 4,
};
