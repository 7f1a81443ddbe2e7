// A firewall in a process of its own, whose ledger also takes rows from here: what a single machine serves over loopback
// writes too few rows to find the ledger's limit. Arguments: data folder, origin. Told what to do by its parent.
import { setImmediate } from "node:timers/promises";

import { silentLogger } from "../../packages/core/dist/index.js";
import { startFirewall } from "../../packages/firewall/dist/index.js";
import { openEngine } from "../../packages/server/dist/open-engine.js";
import { createRows } from "./rows.mjs";

/** So that rows are in the database soon after they were written. */
const pendingAtMost = 2000;
const rowsAtOnce = 50;
const [, , dataFolder, origin] = process.argv;
const engine = await openEngine(
  {
    dataFolder,
    upstreams: [{ id: "origin", url: `${origin}/`, scopes: [], isPrivate: false }],
    defaultRegistry: `${origin}/`,
    policyFile: undefined,
    isObserving: false,
    clock: { now: () => Date.now() },
    knownBy: undefined,
    logger: silentLogger,
    version: "0.0.0",
    proxy: {},
  },
  {},
);
const { ledger } = engine.services;
const firewall = await startFirewall(engine.services, {
  host: "127.0.0.1",
  port: 0,
  hosts: { isLoopback: true, names: ["127.0.0.1"], isSecure: false },
  tls: undefined,
  maxConnectionsPerAddress: 1000,
});
const nextRow = createRows();
const orders = { write: writeRows, verify: () => ledger.verify(), flush: flushRows };

process.on("message", ({ order, ...details }) => void answer(order, details));
// The parent's end closes the channel: nothing is left behind.
process.on("disconnect", () => process.exit(0));
process.send({ order: "start", url: `http://127.0.0.1:${firewall.port}` });

/** Writes as many rows as the database takes, beside what is served; answers how many, and in which time. */
async function writeRows({ seconds }) {
  const started = performance.now();
  let written = 0;
  while (performance.now() - started < seconds * 1000) {
    for (let count = 0; count < rowsAtOnce && ledger.pending < pendingAtMost; count += 1) {
      ledger.append(nextRow());
      written += 1;
    }
    await setImmediate();
  }
  return { written, pending: ledger.pending, durationMs: performance.now() - started };
}

async function flushRows() {
  const { pending } = ledger;
  await ledger.flush();
  return { pending };
}

async function answer(order, details) {
  process.send({ order, ...(await orders[order](details)) });
}
