/** The file system of the host, as `kit.disk`. */
export function createDisk(host) {
  const ask = (operation, path, args) => host(`disk.${operation}`, { ...args, path: String(path) }).value;
  return {
    read: (path) => host("disk.read", { path: String(path) }).bytes,
    write: (path, bytes, { append, mode, exclusive } = {}) => {
      host("disk.write", { path: String(path), append, mode, exclusive }, bytes);
    },
    stat: (path, { follow = true } = {}) => ask("stat", path, { isLink: !follow }),
    exists: (path) => ask("exists", path),
    list: (path) => ask("list", path),
    makeFolder: (path, { recursive = false, mode } = {}) => ask("makeFolder", path, { recursive, mode }),
    remove: (path, { recursive = false, force = false, isFolder = false } = {}) =>
      ask("remove", path, { recursive, force, isFolder }),
    rename: (from, to) => ask("rename", from, { to: String(to) }),
    copy: (from, to) => ask("copy", from, { to: String(to) }),
    link: (target, path, { symbolic = true } = {}) => ask("link", path, { target: String(target), symbolic }),
    readLink: (path) => ask("readLink", path),
    real: (path) => ask("real", path),
    chmod: (path, mode) => ask("chmod", path, { mode: Number(mode) }),
    touch: (path, atimeMs, mtimeMs) => ask("touch", path, { atimeMs, mtimeMs }),
    resolve: (path) => ask("resolve", path),
    changeFolder: (path) => ask("changeFolder", path),
    folder: () => host("disk.folder").value,
  };
}
