/** `process.env`: texts only, names without case on Windows, and every first look at a name is told. */
export function createEnvironment(kit) {
  const { environment } = kit.process;
  const isWindows = kit.world.platform === "win32";
  const told = new Set();
  const nameOf = (key) => {
    if (!isWindows || Object.hasOwn(environment, key)) return key;
    return Object.keys(environment).find((name) => name.toLowerCase() === key.toLowerCase()) ?? key;
  };
  const tell = (name, value) => {
    if (told.has(name) || name === "toJSON" || name === "then") return;
    told.add(name);
    kit.note("env", name);
    // Who has taken all of them reads each by the way.
    if (told.has("*") && value !== undefined && name !== "*") return;
    kit.observe("env", "process.env", value === undefined ? { name } : { name, value });
  };
  return new Proxy(environment, {
    get(target, key) {
      if (typeof key !== "string") return undefined;
      if (Object.hasOwn(Object.prototype, key)) return Object.prototype[key];
      const name = nameOf(key);
      tell(name, target[name]);
      return Object.hasOwn(target, name) ? target[name] : undefined;
    },
    has(target, key) {
      if (typeof key !== "string") return false;
      tell(nameOf(key), target[nameOf(key)]);
      return Object.hasOwn(target, nameOf(key));
    },
    set(target, key, value) {
      if (typeof key === "string") target[nameOf(key)] = String(value);
      return true;
    },
    deleteProperty(target, key) {
      if (typeof key === "string") delete target[nameOf(key)];
      return true;
    },
    ownKeys(target) {
      tell("*");
      return Reflect.ownKeys(target);
    },
    getOwnPropertyDescriptor(target, key) {
      return typeof key === "string" ? Reflect.getOwnPropertyDescriptor(target, nameOf(key)) : undefined;
    },
  });
}
