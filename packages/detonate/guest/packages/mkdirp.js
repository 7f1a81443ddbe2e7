/** mkdirp in all its forms. */
export default function create(kit) {
  const fs = kit.builtin("fs");
  const sync = (folder) => fs.mkdirSync(folder, { recursive: true });
  const make = async (folder, ...rest) => {
    const made = sync(folder);
    rest.find((arg) => typeof arg === "function")?.(null, made);
    return made;
  };
  return Object.assign(make, {
    sync,
    mkdirp: make,
    mkdirpSync: sync,
    manual: make,
    native: make,
    default: make,
  });
}
