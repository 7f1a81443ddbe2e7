import { machineOf } from "../parts/machine.js";

const platforms = { linux: "Linux x86_64", darwin: "MacIntel", win32: "Win32" };

/** The global `navigator` of Node. */
export default function create(kit) {
  const { world } = kit;
  const noted = (fact, value) => {
    kit.note(fact, value);
    return value;
  };
  return {
    navigator: {
      get userAgent() {
        return noted("useragent", "Node.js/20");
      },
      get language() {
        return noted("locale", world.locale);
      },
      get languages() {
        return [noted("locale", world.locale)];
      },
      get platform() {
        return noted("platform", platforms[world.platform]);
      },
      hardwareConcurrency: machineOf(world).cpuCount,
    },
  };
}
