const packageCount = 1000;
const versionCount = 5;
const people = 40;
const clients = ["npm", "pnpm", "yarn"];

/** Creates a function that answers rows as an organisation's tarballs leave them: many packages, some versions, some people. */
export function createRows() {
  let count = 0;
  return () => {
    const number = count;
    count += 1;
    const version = `1.${Math.floor(number / packageCount) % versionCount}.0`;
    const integrity = `sha512-${Buffer.from(`${number % packageCount} ${version}`.padEnd(64)).toString("base64")}`;
    return {
      at: Date.now(),
      identity: `person-${number % people}`,
      client: clients[number % clients.length],
      clientVersion: "11.19.1",
      command: "ci",
      ci: null,
      remote: null,
      kind: "tarball",
      package: `bench-package-${number % packageCount}`,
      version,
      integrityExpected: integrity,
      integrityServed: integrity,
      decision: "allow",
      effect: "allow",
      clause: "default",
      policyRevision: "bench",
      outcome: "served",
      status: 200,
      withheld: [],
      observed: false,
      tookFromCache: true,
    };
  };
}
