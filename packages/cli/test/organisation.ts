import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import { silentLogger } from "@lockkeeper/core";
import { createOrganisation, writeOrganisation } from "@lockkeeper/drill/organisation";
import type { Organisation, OrganisationRequest, OrganisationScale } from "@lockkeeper/drill/organisation";
import { openDataFolder, openStore } from "@lockkeeper/store";

import type { FakeTerminal } from "./fake-environment.ts";
import { createEntry } from "./ledger-entries.ts";

/** An organisation that lies in a terminal's folder, with its requests in the terminal's ledger. */
export interface PlantedOrganisation extends Organisation {
  /** Absolute. */
  readonly folder: string;
}

/** Plants an organisation of some scale for a terminal. */
export async function plantOrganisation(
  terminal: FakeTerminal,
  scale: OrganisationScale,
): Promise<PlantedOrganisation> {
  const organisation = createOrganisation(scale);
  const folder = join(terminal.folder, "organisation");
  await mkdir(folder);
  await writeOrganisation(organisation, folder, runGit);
  await recordRequests(terminal, organisation.requests);
  return { ...organisation, folder };
}

async function runGit(
  args: readonly string[],
  { cwd, input = "" }: { readonly cwd: string; readonly input?: string },
): Promise<void> {
  const env = { PATH: process.env["PATH"], HOME: cwd, GIT_CONFIG_NOSYSTEM: "1", LC_ALL: "C" };
  const child = spawn("git", [...args], { cwd, env, stdio: ["pipe", "ignore", "pipe"] });
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString("utf8")));
  // A git that reads nothing is gone before it is given something; what it ended with tells the rest.
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`git ${args.join(" ")} ended with ${String(code)}: ${errors}`);
}

async function recordRequests(
  { environment, clock }: FakeTerminal,
  requests: readonly OrganisationRequest[],
): Promise<void> {
  const store = await openStore(await openDataFolder(environment.env["LOCKKEEPER_DATA"] ?? ""), {
    clock,
    logger: silentLogger,
  });
  for (const { at, identity, remote, kind, name, version, outcome } of requests) {
    const effect = outcome === "served" ? "allow" : "block";
    store.ledger.append(
      createEntry({
        at: new Date(at).toISOString(),
        identity,
        remote,
        kind,
        package: name,
        version: version ?? null,
        decision: effect,
        effect,
        clause: outcome === "served" ? "none" : "malware",
        outcome,
        status: outcome === "served" ? 200 : 403,
      }),
    );
  }
  await store.close();
}
