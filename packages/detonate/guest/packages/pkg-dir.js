import createFindUp from "./find-up.js";

/** The folder of the nearest manifest. */
export default function create(kit) {
  const path = kit.builtin("path");
  const sync = (folder) => {
    const place = createFindUp(kit).sync("package.json", {
      cwd: (typeof folder === "object" ? folder?.cwd : folder) ?? kit.builtin("process").cwd(),
    });
    return place === undefined ? undefined : path.dirname(place);
  };
  const find = async (folder) => sync(folder);
  return Object.assign(find, { sync, packageDirectory: find, packageDirectorySync: sync, default: find });
}
