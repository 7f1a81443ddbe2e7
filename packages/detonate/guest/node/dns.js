/** The dns module: every name is told, and has an address. */
export default function create(kit) {
  const questions = questionsOf(kit);
  const dns = { promises: kit.builtin("dns/promises"), ...fixedMembers() };
  for (const [name, ask] of Object.entries(questions)) {
    dns[name] = (...args) => {
      const done = args.find((arg) => typeof arg === "function");
      kit.clock.soon(() => answerBy(done, name, () => ask(...args)));
    };
  }
  dns.Resolver = resolverOf(dns, questions);
  return dns;
}

function answerBy(done, name, ask) {
  let answer;
  try {
    answer = ask();
  } catch (error) {
    done?.(error);
    return;
  }
  if (name === "lookup" && !Array.isArray(answer)) done?.(null, answer.address, answer.family);
  else if (name === "lookupService") done?.(null, answer.hostname, answer.service);
  else done?.(null, answer);
}

function fixedMembers() {
  return {
    getServers: () => ["192.168.178.1"],
    setServers: () => undefined,
    getDefaultResultOrder: () => "verbatim",
    setDefaultResultOrder: () => undefined,
    ADDRCONFIG: 1024,
    V4MAPPED: 2048,
    ALL: 256,
    NOTFOUND: "ENOTFOUND",
    NODATA: "ENODATA",
    SERVFAIL: "ESERVFAIL",
    TIMEOUT: "ETIMEOUT",
  };
}

function resolverOf(dns, questions) {
  class Resolver {
    setServers() {}
    getServers() {
      return dns.getServers();
    }
    cancel() {}
    setLocalAddress() {}
  }
  for (const name of Object.keys(questions)) Resolver.prototype[name] = dns[name];
  return Resolver;
}

/** What may be asked, each as a function that answers at once. */
export function questionsOf(kit) {
  const ask = (api, name, type) => {
    kit.observe("dns", `dns.${api}`, { host: String(name), ...(type === undefined ? {} : { type }) });
    return kit.host("network.resolve", { name: String(name), type: type ?? "A" }).value;
  };
  const resolve = (name, type) => ask("resolve", name, typeof type === "string" ? type : "A");
  const ofType = (method, type) => [method, (name) => ask(method, name, type)];
  return {
    lookup: (name, options) => {
      const addresses = ask("lookup", name).map((address) => ({ address, family: 4 }));
      return options?.all ? addresses : addresses[0];
    },
    lookupService: () => ({ hostname: "localhost", service: "http" }),
    resolve,
    reverse: (address) => ask("reverse", address, "PTR"),
    ...Object.fromEntries([
      ofType("resolve4", "A"),
      ofType("resolve6", "AAAA"),
      ofType("resolveTxt", "TXT"),
      ofType("resolveMx", "MX"),
      ofType("resolveNs", "NS"),
      ofType("resolveCname", "CNAME"),
      ofType("resolveSrv", "SRV"),
      ofType("resolveSoa", "SOA"),
      ofType("resolvePtr", "PTR"),
      ofType("resolveAny", "ANY"),
    ]),
  };
}
