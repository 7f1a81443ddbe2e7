import { randomUUID } from "node:crypto";
import { lstat, mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { LockkeeperError, systemErrorCode } from "@lockkeeper/core";
import type { Campaign } from "./campaign.ts";
import { catalogue } from "./catalogue.ts";
import { IntelError } from "./errors.ts";
import { campaignBounds } from "./exchange/campaign-bounds.ts";
import { parseCampaignJson, renderCampaignJson } from "./exchange/campaign-json.ts";

/** Something that was not taken, where it stands, and why. */
export interface RefusedItem {
  readonly where: string;
  readonly why: string;
}

/** The campaigns that are known: those built in and a data folder's own. */
export interface KnownCampaigns {
  /** All of them, by id. */
  readonly campaigns: readonly Campaign[];
  readonly own: readonly Campaign[];
  /** Files of the folder that are no campaigns; the others count all the same. */
  readonly refused: readonly RefusedItem[];
}

const fileForm = /^[a-z0-9]+(?:-[a-z0-9]+)*-20\d{2}\.json$/;
const builtIn: ReadonlySet<string> = new Set(catalogue.map(({ id }) => id));

/** Whether an id belongs to the catalogue, so that no own campaign can have it. */
export function isBuiltInCampaign(id: string): boolean {
  return builtIn.has(id);
}

/**
 * Reads a folder of own campaigns, one JSON file each, beside the catalogue. A folder that is not there holds none; a file that
 * is no campaign is refused with its reason. Throws `INTEL_SOURCE_UNREADABLE` when the folder itself cannot be read.
 */
export async function readKnownCampaigns(folder: string): Promise<KnownCampaigns> {
  const own: Campaign[] = [];
  const refused: RefusedItem[] = [];
  for (const name of await listFiles(folder)) {
    try {
      own.push(await readOwn(folder, name));
    } catch (error) {
      refused.push({ where: name, why: describe(error) });
    }
  }
  const campaigns = own.length === 0 ? catalogue : [...catalogue, ...own].toSorted(byId);
  return { campaigns, own, refused };
}

/** A text that changes with the files of a folder of own campaigns. */
export async function stampCampaigns(folder: string): Promise<string> {
  const stamps: string[] = [];
  for (const name of await listFiles(folder)) {
    try {
      const { mtimeMs, size, ino } = await lstat(join(folder, name));
      stamps.push(`${name} ${mtimeMs} ${size} ${ino}`);
    } catch (error) {
      if (systemErrorCode(error) !== "ENOENT") throw error;
    }
  }
  return stamps.join("\n");
}

/**
 * Keeps a campaign in the folder, in the place of the one with its id; whoever reads meanwhile reads the old or the new one.
 * Throws `INTEL_BAD_CAMPAIGN` for the id of a built-in one, and what the disk throws.
 */
export async function saveCampaign(folder: string, campaign: Campaign): Promise<void> {
  if (isBuiltInCampaign(campaign.id)) throw taken(campaign.id);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const temporary = join(folder, `.${randomUUID()}.tmp`);
  try {
    const handle = await open(temporary, "wx", 0o600);
    try {
      await handle.writeFile(`${JSON.stringify(renderCampaignJson(campaign), undefined, 2)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, join(folder, `${campaign.id}.json`));
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Forgets an own campaign; answers whether it was there. */
export async function forgetCampaign(folder: string, id: string): Promise<boolean> {
  const name = `${id}.json`;
  if (!fileForm.test(name)) return false;
  try {
    await rm(join(folder, name));
    return true;
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return false;
    throw error;
  }
}

async function listFiles(folder: string): Promise<readonly string[]> {
  try {
    const names = await readdir(folder);
    const wanted = names.filter((name) => name.endsWith(".json") && !name.startsWith("."));
    return wanted.toSorted().slice(0, campaignBounds.maxCampaigns);
  } catch (cause) {
    const code = systemErrorCode(cause);
    if (code === "ENOENT") return [];
    throw new IntelError("INTEL_SOURCE_UNREADABLE", {
      message: `Cannot read own campaigns from "${folder}" as the system refuses: ${code ?? String(cause)}`,
      hint: "Let this user read the folder.",
      cause,
    });
  }
}

async function readOwn(folder: string, name: string): Promise<Campaign> {
  if (!fileForm.test(name)) throw new RangeError("its name is not a campaign's id with .json behind it");
  const id = name.slice(0, -".json".length);
  if (isBuiltInCampaign(id)) throw taken(id);
  const text = await readBounded(join(folder, name));
  const campaign = parseCampaignJson(JSON.parse(text));
  if (campaign.id === id) return campaign;
  throw new RangeError(`it holds the campaign ${campaign.id}`);
}

async function readBounded(path: string): Promise<string> {
  const handle = await open(path, "r");
  try {
    const { size } = await handle.stat();
    if (size > campaignBounds.maxFileBytes)
      throw new RangeError(`it is larger than ${campaignBounds.maxFileBytes} bytes`);
    return await handle.readFile("utf8");
  } finally {
    await handle.close();
  }
}

function taken(id: string): IntelError {
  return new IntelError("INTEL_BAD_CAMPAIGN", {
    message: `Cannot keep campaign ${JSON.stringify(id)} as one with this id is built in`,
    hint: "Give yours another id, such as your own name with the year.",
  });
}

function describe(error: unknown): string {
  if (error instanceof LockkeeperError || error instanceof Error) return error.message.slice(0, 400);
  return String(error).slice(0, 400);
}

function byId(left: Campaign, right: Campaign): number {
  return left.id < right.id ? -1 : 1;
}
