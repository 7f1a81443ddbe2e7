import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { startLockkeeper } from "./lockkeeper.mjs";
import { measurePhase } from "./measure.mjs";
import { coldTarballPackages } from "./phases.mjs";
import { residentBytesOf, settle } from "./process-usage.mjs";
import { startVerdaccio } from "./verdaccio.mjs";
import { fetchRaw, verifyServer } from "./verify.mjs";

/** One round: both servers fresh on empty folders, each phase on all of them in turn, the first one changing. */
export async function runRound({ tool, phases, origin, round, report }) {
  const folder = await mkdtemp(join(tmpdir(), "lockkeeper-bench-"));
  const running = [];
  const start = async (name, starter) => {
    const child = await starter({ folder: join(folder, name), origin: origin.url });
    running.push(child);
    return { name, ...child };
  };
  try {
    const peers = [await start("verdaccio", startVerdaccio), await start("lockkeeper", startLockkeeper)];
    const servers = [{ name: "origin", ...origin }, ...peers];
    for (const server of servers)
      server.sizes = await verifyServer(server.url, {
        hidesYoung: server.name !== "origin",
        tarballBytes: origin.tarballBytes,
      });
    const figures = {};
    for (const [place, phase] of phases.entries()) {
      if (phase.isCold && phase.subject === "tarball") await learnPackages(servers);
      figures[phase.id] = await measureInTurn(servers, { tool, phase, first: round + place, report });
    }
    const residentBytes = Object.fromEntries(peers.map(({ name, pid }) => [name, residentBytesOf(pid)]));
    return { figures, residentBytes };
  } finally {
    await Promise.all(running.map((child) => child.stop()));
    await rm(folder, { recursive: true, force: true });
  }
}

async function measureInTurn(servers, { tool, phase, first, report }) {
  const measured = {};
  for (let turn = 0; turn < servers.length; turn += 1) {
    const server = servers[(first + turn) % servers.length];
    measured[server.name] = await measurePhase(tool, phase, server);
    report(phase, server.name, measured[server.name]);
  }
  return measured;
}

/** A client that asks for a tarball has read the packument before; a frozen install's first tarball is not measured. */
export async function learnPackages(servers) {
  for (const { url, pid } of servers) {
    for (const name of coldTarballPackages()) {
      const { status } = await fetchRaw(`${url}/${name}`, "gzip");
      if (status !== 200) throw new Error(`Cannot read ${url}/${name}: ${status}`);
    }
    await settle(pid);
  }
}
