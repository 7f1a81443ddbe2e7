import { resolve } from "node:path";

import { tryParseJson } from "@lockkeeper/core";
import type { ExposureTarget } from "@lockkeeper/exposure";

import { isThere, readBoundedFile } from "../bounded-file.ts";
import type { Environment } from "../environment.ts";
import { CliError } from "../errors.ts";
import { findRecords, pickCampaign, readCampaigns } from "../known-campaigns.ts";
import { openIndexOf } from "../scan/read-knowledge.ts";

const advisoryMaxBytes = 16_000_000;

/** What a campaign published. Throws `CLI_UNKNOWN_SUBJECT` for an id that nobody knows. */
export async function targetsOfCampaignId(
  id: string,
  dataFolder: string,
): Promise<readonly ExposureTarget[]> {
  const { targetsOfMassCampaign } = await import("@lockkeeper/exposure");
  const campaign = pickCampaign(id, (await readCampaigns(dataFolder)).campaigns);
  const targets = targetsOfMassCampaign(campaign, (await findRecords(campaign, dataFolder)) ?? []);
  if (targets.length > 0) return targets;
  throw campaign.records === undefined ? unlisted(id) : unresolved(id);
}

function unresolved(id: string): CliError {
  return new CliError("CLI_UNKNOWN_SUBJECT", {
    message: `Cannot ask about the campaign ${JSON.stringify(id)} as it stands for advisories that are not here`,
    hint: "Run intel update to have them.",
  });
}

function unlisted(id: string): CliError {
  return new CliError("CLI_UNKNOWN_SUBJECT", {
    message: `Cannot ask about the campaign ${JSON.stringify(id)} as nobody here knows its versions`,
    hint: `Ask for names of packages instead; campaign show ${id} tells how it behaves.`,
  });
}

/** What an advisory affects: by its id, or from a file with an OSV record. Throws `CLI_UNKNOWN_SUBJECT`, `CLI_BAD_FILE`. */
export async function targetsOfAdvisoryWord(
  word: string,
  dataFolder: string,
  environment: Environment,
): Promise<readonly ExposureTarget[]> {
  const file = resolve(environment.cwd, word);
  if (word.endsWith(".json") && (await isThere(file))) return await readAdvisoryFile(file);
  const found = await findAdvisory(word, dataFolder);
  if (found.length > 0) return found;
  throw new CliError("CLI_UNKNOWN_SUBJECT", {
    message: `Cannot ask about the advisory ${JSON.stringify(word.slice(0, 80))} as nobody here knows it`,
    hint: "Run intel update, or give the file of an OSV record: --advisory ./MAL-2026-2307.json.",
  });
}

async function readAdvisoryFile(file: string): Promise<readonly ExposureTarget[]> {
  const [{ parseOsvRecord }, { targetsOfAdvisory }] = await Promise.all([
    import("@lockkeeper/intel"),
    import("@lockkeeper/exposure"),
  ]);
  const text = await readBoundedFile(file, {
    what: "an advisory",
    maxBytes: advisoryMaxBytes,
    hint: "Give the file of one OSV record.",
  });
  const outcome = parseOsvRecord(tryParseJson(text));
  if (outcome.kind === "record") return targetsOfAdvisory(outcome.record);
  throw new CliError("CLI_BAD_FILE", {
    message: `Cannot use "${file}" as an advisory as it is no OSV record about npm packages`,
    hint: "https://ossf.github.io/osv-schema/ describes the form.",
  });
}

async function findAdvisory(id: string, dataFolder: string): Promise<readonly ExposureTarget[]> {
  const listed = await findInCampaigns(id, dataFolder);
  const index = await openIndexOf(dataFolder);
  if (index === undefined) return listed;
  const [{ findAdvisoriesById }, { targetsOfAdvisory }] = await Promise.all([
    import("@lockkeeper/intel"),
    import("@lockkeeper/exposure"),
  ]);
  // A campaign knows the window of its versions, which no advisory tells.
  const names = new Set(listed.map(({ name }) => name));
  const found = findAdvisoriesById(index, [id]).filter(({ name }) => !names.has(name));
  const affected = found.map(({ name, advisory: { versions, intervals } }) => ({
    name,
    versions,
    intervals,
  }));
  return [...listed, ...targetsOfAdvisory({ id, affected })];
}

async function findInCampaigns(id: string, dataFolder: string): Promise<readonly ExposureTarget[]> {
  const { campaigns } = await readCampaigns(dataFolder);
  const { targetsOfCampaign } = await import("@lockkeeper/exposure");
  const wanted = id.toUpperCase();
  return campaigns.flatMap((campaign) => {
    const names = campaign.packages.filter(({ aliases }) =>
      aliases.some((alias) => alias.toUpperCase() === wanted),
    );
    if (names.length === 0) return [];
    const part = { ...campaign, packages: names };
    return targetsOfCampaign(part).map((target) => ({ ...target, source: id }));
  });
}
