import { basename, dirname, isAbsolute, join, sep } from "node:path";

import {
  credentialPlacesOn,
  findCredentialFiles,
  isAtLeast,
  readDefinitions,
  secretsInReach,
  secretsOnHost,
  unseenHostGap,
} from "@lockkeeper/exposure";
import type {
  ExposedPlace,
  ExposureAnswer,
  GradedPlace,
  SecretGap,
  SecretsInReach,
} from "@lockkeeper/exposure";

import { isThere } from "../bounded-file.ts";
import type { Environment } from "../environment.ts";
import { readSweptCredentials } from "../sweep/swept-credentials.ts";
import { readPastDefinitions } from "./past-definitions.ts";

/**
 * Finds the secrets that were in reach at the places of an answer: by the definitions of their pipelines as they were
 * then, by what lies on this machine, and by what sweeps of others told. Of machines that nobody swept a gap says so.
 */
export async function findReach(
  answer: ExposureAnswer,
  folders: readonly string[],
  environment: Environment,
  dataFolder: string,
): Promise<SecretsInReach> {
  const hit = answer.places.filter(({ grade }) => isAtLeast(grade, "locked"));
  const found: SecretsInReach[] = [];
  const gaps: SecretGap[] = [];
  for (const [root, place] of await rootsOf(hit, folders)) {
    found.push(await reachOfRepository(root, place, environment));
  }
  // Runs of one repository were given the same; the first one of them is looked up.
  const ofPipelines = new Map<string, SecretsInReach>();
  for (const { where, rows } of hit.filter((place) => place.where.kind === "pipeline")) {
    const root = repositoryOfPipeline(where, answer);
    if (root === undefined) {
      gaps.push(unknownPipeline(where));
      continue;
    }
    const known = ofPipelines.get(root);
    const reach = known ?? (await reachOfRepository(root, { where, rows }, environment));
    ofPipelines.set(root, reach);
    found.push({
      secrets: reach.secrets.map((secret) => ({ ...secret, where })),
      gaps: known === undefined ? reach.gaps : [],
    });
  }
  for (const [home, place] of homesOf(hit, environment))
    found.push(await reachOfHome(home, place, environment));
  const elsewhere = hit.filter(({ where }) => where.kind === "host" || where.kind === "identity");
  const sweptAt = elsewhere.length === 0 ? undefined : await readSweptCredentials(dataFolder);
  for (const { where } of elsewhere) {
    const swept = sweptAt?.(where);
    if (swept === undefined) gaps.push(unseenHostGap(where));
    else found.push(swept);
  }
  return {
    secrets: found.flatMap(({ secrets }) => secrets),
    gaps: [...found.flatMap((each) => each.gaps), ...gaps],
  };
}

/** The repositories of places that are folders here, each once, with the place that was hit. */
async function rootsOf(
  hit: readonly GradedPlace[],
  folders: readonly string[],
): Promise<ReadonlyMap<string, GradedPlace>> {
  const roots = new Map<string, GradedPlace>();
  for (const place of hit) {
    const { kind, id } = place.where;
    if (kind !== "repository" && kind !== "project") continue;
    const root = await repositoryAbove(id, folders);
    if (root !== undefined && !roots.has(root)) roots.set(root, place);
  }
  return roots;
}

/** A package of a workspace has its pipelines in the repository's own folder. */
async function repositoryAbove(folder: string, folders: readonly string[]): Promise<string | undefined> {
  if (!folders.some((each) => folder === each || folder.startsWith(`${each}${sep}`))) return undefined;
  for (let at = folder; at !== dirname(at); at = dirname(at)) {
    if (await isThere(join(at, ".git"))) return at;
    if (folders.includes(at)) break;
  }
  return folder;
}

/** The repository here whose folder's name is a part of a pipeline's: `shop` of `acme/shop/ci#8841`. */
function repositoryOfPipeline({ id }: ExposedPlace, { places }: ExposureAnswer): string | undefined {
  const parts = new Set(id.slice(0, 2000).split(/[\\/#:@\s]+/));
  return places.find(({ where }) => where.kind === "repository" && parts.has(basename(where.id)))?.where.id;
}

function unknownPipeline({ id }: ExposedPlace): SecretGap {
  return {
    ref: id,
    message: "the repository of this pipeline is not below the folders, so nobody looked what it was given",
  };
}

async function reachOfRepository(
  root: string,
  { where, rows }: Pick<GradedPlace, "where" | "rows">,
  environment: Environment,
): Promise<SecretsInReach> {
  const since = rows[0]?.since?.at;
  const past = since === undefined ? undefined : await readPastDefinitions(root, since, environment);
  const now = await readDefinitions(root);
  const place: ExposedPlace = { kind: where.kind, id: root };
  // What a pipeline is given today was in reach too, unless the past is known.
  const files = past === undefined || past.length === 0 ? now.files : past;
  const { secrets, gaps } = secretsInReach(place, files);
  const guess =
    past === undefined && files.length > 0
      ? [{ ref: root, message: "its pipelines were read as they are now: as they were then is not known" }]
      : [];
  return { secrets, gaps: [...gaps, ...now.gaps, ...guess] };
}

/**
 * The home folders in which something was installed or kept, each once: of this machine, or of one whose folders were
 * collected. Code that ran there ran as their user.
 */
function homesOf(hit: readonly GradedPlace[], { homeFolder }: Environment): ReadonlyMap<string, GradedPlace> {
  const homes = new Map<string, GradedPlace>();
  for (const place of hit) {
    const { id } = place.where;
    const isLocal = place.rows.some(({ evidence }) => evidence.some(liesHere));
    if (!isAbsolute(id) || !isLocal) continue;
    const home = homeAbove(id) ?? homeFolder;
    if (!homes.has(home)) homes.set(home, place);
  }
  return homes;
}

function liesHere({ observation, grade }: GradedPlace["rows"][number]["evidence"][number]): boolean {
  const { channel } = observation;
  return grade !== "none" && (channel === "client-cache" || channel === "installed-tree");
}

/** `/home/alice`, `/Users/alice`, `C:\Users\alice`, `/root`, wherever they were copied to. */
function homeAbove(path: string): string | undefined {
  return /^(.{0,1000}?[\\/](?:home|Users)[\\/][^\\/]{1,255}|.{0,1000}?[\\/]root)(?=[\\/])/.exec(path)?.[1];
}

async function reachOfHome(
  home: string,
  { where }: GradedPlace,
  { homeFolder, platform }: Environment,
): Promise<SecretsInReach> {
  // A collected home may be of any system.
  const systems = home === homeFolder ? [platform] : ["linux", "darwin", "win32"];
  const places = new Set(systems.flatMap((system) => credentialPlacesOn(system)));
  const { files, unread } = await findCredentialFiles(home, [...places]);
  const { secrets, gaps } = secretsOnHost({ kind: "host", id: home }, { files, variables: [], unread });
  const none = {
    ref: home,
    message: `no well-known file of credentials lies there; ${where.kind} ${where.id} may have had others`,
  };
  return { secrets, gaps: secrets.length === 0 ? [...gaps, none] : gaps };
}
