/** The nearest file of a name, in a folder or above it. */
export default function create(kit) {
  const fs = kit.builtin("fs");
  const path = kit.builtin("path");
  const sync = (names, { cwd = kit.builtin("process").cwd() } = {}) => {
    for (let folder = path.resolve(String(cwd)); ; folder = path.dirname(folder)) {
      const found = [names].flat().find((name) => fs.existsSync(path.join(folder, String(name))));
      if (found !== undefined) return path.join(folder, found);
      if (path.dirname(folder) === folder) return undefined;
    }
  };
  const find = async (names, options) => sync(names, options);
  return Object.assign(find, { sync, findUp: find, findUpSync: sync, default: find });
}
