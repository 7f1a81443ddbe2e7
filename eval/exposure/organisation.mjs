// Makes the organisation on the disk, with the firewall's ledger in a data folder of its own.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import { silentLogger } from "../../packages/core/dist/index.js";
import { createOrganisation, writeOrganisation } from "../../packages/drill/dist/organisation/index.js";
import { openDataFolder, openStore } from "../../packages/store/dist/index.js";

/** Writes an organisation below a folder; answers where its data folder is and what is true. */
export async function makeOrganisation({ folder, ...scale }) {
  const organisation = createOrganisation(scale);
  const place = join(folder, "organisation");
  const data = join(folder, "data");
  await mkdir(place, { recursive: true });
  await writeOrganisation(organisation, place, runGit);
  await writeLedger(data, organisation.requests);
  return { place, data, truths: organisation.truths, repositories: organisation.repositories.length };
}

async function runGit(args, { cwd, input = "" }) {
  const env = {
    PATH: process.env.PATH,
    HOME: cwd,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    LC_ALL: "C",
  };
  const child = spawn("git", args, { cwd, env, stdio: ["pipe", "ignore", "pipe"] });
  const errors = [];
  child.stderr.on("data", (chunk) => errors.push(chunk));
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  const [code] = await once(child, "close");
  if (code !== 0)
    throw new Error(`git ${args[0]} ended with ${code}: ${Buffer.concat(errors).toString("utf8")}`);
}

async function writeLedger(data, requests) {
  await mkdir(data, { recursive: true, mode: 0o700 });
  let now = 0;
  const clock = { now: () => now };
  const store = await openStore(await openDataFolder(data), { clock, logger: silentLogger });
  for (const { at, identity, remote, kind, name, version, outcome } of requests) {
    now = at;
    const isServed = outcome === "served";
    store.ledger.append({
      at,
      identity,
      client: "npm",
      clientVersion: "11.19.1",
      command: "install",
      ci: null,
      remote,
      kind,
      package: name,
      version: version ?? null,
      integrityExpected: null,
      integrityServed: null,
      decision: isServed ? "allow" : "block",
      effect: isServed ? "allow" : "block",
      clause: isServed ? "none" : "malware",
      policyRevision: "0".repeat(12),
      outcome,
      status: isServed ? 200 : 403,
      withheld: [],
      observed: false,
      tookFromCache: false,
    });
  }
  await store.close();
}
