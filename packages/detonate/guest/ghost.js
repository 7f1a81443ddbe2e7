/** A value that stands for what is not there. */
export function createGhost(kit, name) {
  const target = function ghost() {};
  return new Proxy(target, {
    get: (_, key) =>
      key === Symbol.toPrimitive
        ? () => name
        : key === "then"
          ? undefined
          : createGhost(kit, `${name}.${String(key)}`),
    apply: () => createGhost(kit, `${name}()`),
    construct: () => createGhost(kit, `new ${name}`),
  });
}
