/** glob over the disk. */
export default function create(kit) {
  const { globSync } = kit.builtin("fs");
  const sync = (pattern, options) => globSync(pattern, options);
  const glob = async (pattern, ...rest) => {
    const found = sync(
      pattern,
      rest.find((arg) => typeof arg === "object"),
    );
    rest.find((arg) => typeof arg === "function")?.(null, found);
    return found;
  };
  return Object.assign(glob, {
    sync,
    glob,
    globSync: sync,
    hasMagic: (pattern) => /[*?[\]{}]/.test(String(pattern)),
    default: glob,
  });
}
