import { stat } from "node:fs/promises";
import { resolve } from "node:path";

import { systemErrorCode } from "@lockkeeper/core";
import { credentialPlacesOn, findCredentialFiles } from "@lockkeeper/exposure";
import type { SweepHost, SweepIndicator, SweepInput, SweepPlatform } from "@lockkeeper/sweep";
import {
  defaultFoldersOf,
  describeMountedHost,
  describeOwnHost,
  indicatorsOfCampaigns,
} from "@lockkeeper/sweep";

import { CliError } from "../errors.ts";
import type { SweepCommandInput } from "./sweep-input.ts";
import type { SweepSurroundings } from "./sweep-surroundings.ts";

const platforms: readonly SweepPlatform[] = ["linux", "darwin", "win32"];

/** Works out what a call asks to be looked at. Throws `CLI_UNKNOWN_SUBJECT`, `CLI_BAD_FILE`, `CLI_USAGE`. */
export async function openSweep(
  input: SweepCommandInput,
  surroundings: SweepSurroundings,
): Promise<SweepInput> {
  const { clock, cwd, ownPid, proc, version } = surroundings;
  const host = await describeHost(input, surroundings);
  const named = input.folders.map((folder) => resolve(cwd, folder).replaceAll("\\", "/"));
  for (const folder of named) await refuseMissing(folder);
  return {
    host,
    indicators: await chooseIndicators(input, surroundings),
    isWhole: named.length === 0,
    folders: named.length > 0 ? named : [...defaultFoldersOf(host), ...ownFolder(host, cwd)],
    followsNetwork: input.followsNetwork,
    system: surroundings.ask,
    // Who asks for a campaign asks for nothing else.
    knownPackages: input.campaigns.length === 0 ? await surroundings.advisories?.() : undefined,
    findCredentials: async (home) => {
      const { files, unread } = await findCredentialFiles(home, credentialPlacesOn(host.platform));
      return { files: files.map(({ path, place }) => ({ path, what: place.what })), unread };
    },
    proc,
    ownPid,
    clock,
    program: version,
  };
}

async function describeHost(
  { root }: SweepCommandInput,
  { cwd, env, homeFolder, hostName, host, isAdministrator, platform }: SweepSurroundings,
): Promise<SweepHost> {
  if (root !== undefined) {
    const folder = resolve(cwd, root);
    await refuseMissing(folder);
    return describeMountedHost(folder, folder);
  }
  if (host !== undefined) return host;
  const known = platforms.find((each) => each === platform);
  if (known === undefined) {
    throw new CliError("CLI_USAGE", {
      message: `Cannot sweep this machine as its system is not known: ${platform}`,
      hint: "Linux, macOS and Windows are; the disk of another machine can be looked at with --root.",
    });
  }
  return describeOwnHost({
    platform: known,
    name: hostName,
    homeFolder,
    temporaryFolder: env["TMPDIR"] ?? env["TEMP"],
    systemDrive: env["SystemDrive"] ?? "C:",
    isAdministrator,
  });
}

/** Whoever calls it from a folder of a project means that too. */
function ownFolder({ isLive, root }: SweepHost, cwd: string): readonly string[] {
  const folder = cwd.replaceAll("\\", "/");
  return isLive && root === "" && folder !== "/" ? [folder] : [];
}

/** A walk lists folders alone: it would find nothing in a file, and call that clean. */
async function refuseMissing(folder: string): Promise<void> {
  const why = await reasonAgainst(folder);
  if (why === undefined) return;
  throw new CliError("CLI_BAD_FILE", {
    message: `Cannot sweep "${folder}" as ${why}`,
    hint: "Name folders that exist, or none to look at the usual places.",
  });
}

async function reasonAgainst(folder: string): Promise<string | undefined> {
  try {
    return (await stat(folder)).isDirectory() ? undefined : "it is no folder";
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === undefined) throw error;
    return code === "ENOENT" ? "there is no such folder" : `the system refuses: ${code}`;
  }
}

async function chooseIndicators(
  { campaigns }: SweepCommandInput,
  surroundings: SweepSurroundings,
): Promise<readonly SweepIndicator[]> {
  const known = await surroundings.campaigns();
  const unknown = campaigns.find((id) => !known.some((each) => each.id === id));
  if (unknown !== undefined) {
    throw new CliError("CLI_UNKNOWN_SUBJECT", {
      message: `Cannot sweep for the campaign ${JSON.stringify(unknown.slice(0, 80))} as nobody here knows it`,
      hint: "Ids look like axios-2026; campaign list shows them.",
    });
  }
  const wanted = campaigns.length === 0 ? known : known.filter(({ id }) => campaigns.includes(id));
  return indicatorsOfCampaigns(wanted);
}
