/** Where programs keep what they can fetch again, by their name. */
export default function create(kit) {
  const { join } = kit.builtin("path");
  const { home, platform } = kit.world;
  const folders = {
    linux: (name) => join(home, ".cache", name),
    darwin: (name) => join(home, "Library", "Caches", name),
    win32: (name) => join(home, "AppData", "Local", name, "Cache"),
  };
  const cachedir = (name) => folders[platform](String(name));
  return Object.assign(cachedir, { default: cachedir });
}
