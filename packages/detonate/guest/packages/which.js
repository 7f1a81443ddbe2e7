/** Where a program is, as `which` says. */
export default function create(kit) {
  const { spawnSync } = kit.builtin("child_process");
  const sync = (name, options) => {
    const found = String(spawnSync("which", [name], { encoding: "utf8" }).stdout ?? "").split("\n", 1)[0];
    if (found !== "") return found;
    if (options?.nothrow) return null;
    throw Object.assign(new Error(`not found: ${name}`), { code: "ENOENT" });
  };
  const which = async (name, ...rest) => {
    const found = sync(name, { nothrow: true });
    rest.find((arg) => typeof arg === "function")?.(null, found);
    return found;
  };
  return Object.assign(which, { sync, default: which });
}
