/** rimraf in all its forms. */
export default function create(kit) {
  const fs = kit.builtin("fs");
  const sync = (place) => fs.rmSync(place, { recursive: true, force: true });
  const remove = async (place, ...rest) => {
    for (const one of [place].flat()) sync(one);
    rest.find((arg) => typeof arg === "function")?.(null);
    return true;
  };
  return Object.assign(remove, { sync, rimraf: remove, rimrafSync: sync, native: remove, default: remove });
}
