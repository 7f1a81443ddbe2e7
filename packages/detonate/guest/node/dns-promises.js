import { questionsOf } from "./dns.js";

/** `dns/promises`. */
export default function create(kit) {
  const promises = {
    getServers: () => ["192.168.178.1"],
    setServers: () => undefined,
    setDefaultResultOrder: () => undefined,
  };
  for (const [name, ask] of Object.entries(questionsOf(kit)))
    promises[name] = async (...args) => ask(...args);
  promises.Resolver = class Resolver {
    setServers() {}
    getServers() {
      return promises.getServers();
    }
    cancel() {}
  };
  for (const name of Object.keys(questionsOf(kit))) promises.Resolver.prototype[name] = promises[name];
  return promises;
}
