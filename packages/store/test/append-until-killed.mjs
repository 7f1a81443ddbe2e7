// Appends rows to the ledger of a data folder and prints the number of each once it is appended, until it is killed.
import { writeSync } from "node:fs";
import { setImmediate } from "node:timers/promises";

import { openDataFolder, openLedger } from "../dist/index.js";

const [root, first] = process.argv.slice(2);
const logger = { log: () => undefined };
const ledger = await openLedger(await openDataFolder(root), { clock: { now: () => 1000 }, logger });
for (let number = Number(first); ; number += 1) {
  ledger.append({
    at: 1000 + number,
    identity: `team-${number % 7}`,
    client: "npm",
    clientVersion: "11.19.1",
    command: "ci",
    ci: null,
    remote: null,
    kind: "tarball",
    package: `package-${number % 100}`,
    version: String(number),
    integrityExpected: null,
    integrityServed: null,
    decision: "allow",
    effect: "allow",
    clause: "none",
    policyRevision: "0",
    outcome: "served",
    status: 200,
    withheld: [],
    observed: false,
    tookFromCache: true,
  });
  // As the answer to a client would be: after the row, and not later taken back.
  writeSync(1, `${number}\n`);
  if (number % 20 === 0) await setImmediate();
}
