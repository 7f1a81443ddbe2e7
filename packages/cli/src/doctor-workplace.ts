import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { copyManifestSettings, copySettings, foldersUpward, readBounded } from "@lockkeeper/clients";
import type { SettingsFile } from "@lockkeeper/clients";
import { systemErrorCode } from "@lockkeeper/core";

/** A temporary folder in which clients meet the canary. */
export interface DoctorWorkplace {
  readonly root: string;
  /** Where programs are told to put what is temporary. */
  readonly temporary: string;
  /** Makes a project that has the settings of the real one, and nothing else of it. */
  project(name: string, dependencies: Readonly<Record<string, string>>): Promise<DoctorProject>;
  dispose(): Promise<void>;
}

/** A copy of the project's settings with a manifest of its own. */
export interface DoctorProject {
  readonly folder: string;
  readonly caches: string;
}

/** What is copied. */
export interface SettingsSource {
  /** The project's folder. */
  readonly folder: string;
  /** The settings files that are there; those of other levels are read where they are. */
  readonly files: readonly SettingsFile[];
  /** Whether the client reads files of the folders above, one by one, rather than those of one root. */
  readonly isNested: boolean;
  /** The beginning of a lockfile that must be there from the start. */
  readonly seed: { readonly name: string; readonly text: string } | undefined;
}

/** Creates the temporary folder. */
export async function createDoctorWorkplace(source: SettingsSource): Promise<DoctorWorkplace> {
  const root = await mkdtemp(join(tmpdir(), "lockkeeper-doctor-"));
  const temporary = join(root, "tmp");
  await mkdir(temporary);
  return {
    root,
    temporary,
    project: (name, dependencies) => createProject(join(root, "trials", name), source, dependencies),
    dispose: () => rm(root, { recursive: true, force: true, maxRetries: 5 }),
  };
}

async function createProject(
  base: string,
  source: SettingsSource,
  dependencies: Readonly<Record<string, string>>,
): Promise<DoctorProject> {
  const own = source.files.filter(({ level }) => level === "project");
  const placeOf = createPlaces(join(base, "app"), source, own);
  const project = placeOf(source.folder);
  await mkdir(project, { recursive: true });
  const manifest = new Map<string, unknown>();
  // What the client prefers comes last, so that it wins.
  for (const { file, format } of own.toReversed()) {
    const text = await readBounded(file);
    if (text === undefined) continue;
    if (format === "manifest") {
      for (const [key, value] of Object.entries(copyManifestSettings(text))) manifest.set(key, value);
      continue;
    }
    await appendFile(join(placeOf(dirname(file)), basename(file)), `${copySettings(format, text).text}\n`);
  }
  const whole = { name: "lockkeeper-doctor", private: true, ...Object.fromEntries(manifest), dependencies };
  await writeFile(join(project, "package.json"), `${JSON.stringify(whole, undefined, 2)}\n`);
  if (source.seed !== undefined) await writeFile(join(project, source.seed.name), source.seed.text);
  return { folder: project, caches: join(base, "caches") };
}

/** Where the files of a folder go: into folders as deep as they were, or all into one. */
function createPlaces(
  top: string,
  { folder, isNested }: SettingsSource,
  files: readonly SettingsFile[],
): (original: string) => string {
  if (!isNested) return () => top;
  const depths = new Map(foldersUpward(folder).map((each, depth) => [each, depth]));
  const deepest = Math.max(0, ...files.map(({ file }) => depths.get(dirname(file)) ?? 0));
  return (original) => join(top, ...Array<string>(deepest - (depths.get(original) ?? 0)).fill("app"));
}

/** The version of a package that a client has put into a project; `undefined` when there is none to be read. */
export async function installedVersion({ folder }: DoctorProject, name: string): Promise<string | undefined> {
  const text = await readBounded(join(folder, "node_modules", name, "package.json"));
  if (text === undefined) return undefined;
  // Security: another registry may have answered, with whatever it likes.
  return /"version"\s*:\s*"([0-9A-Za-z.+-]{1,100})"/.exec(text)?.[1];
}

/** Whether a package in a project consists of these files, byte for byte, and of no other. */
export async function consistsOf(
  { folder }: DoctorProject,
  name: string,
  files: ReadonlyMap<string, string>,
): Promise<boolean> {
  const place = join(folder, "node_modules", name);
  const found = await readdir(place);
  if (found.length !== files.size) return false;
  const same = await Promise.all(
    [...files].map(async ([file, text]) => (await readBounded(join(place, file))) === text),
  );
  return same.every(Boolean);
}

const maxEntries = 20_000;

/** Whether a file of that name lies anywhere below a folder; `undefined` when there is too much to look at. */
export async function holdsFile(folder: string, name: string): Promise<boolean | undefined> {
  const waiting = [folder];
  for (let seen = 0; seen < maxEntries; seen += 1) {
    const next = waiting.pop();
    if (next === undefined) return false;
    for (const entry of await readdir(next, { withFileTypes: true })) {
      if (entry.isDirectory()) waiting.push(join(next, entry.name));
      else if (entry.name === name) return true;
    }
  }
  return undefined;
}

/** Puts a lockfile that was changed, and what its client wrote into settings, of one project into another. */
export async function copyLockfile(
  from: DoctorProject,
  to: DoctorProject,
  { lockfile, change }: { readonly lockfile: string; readonly change: (text: string) => string },
): Promise<boolean> {
  const text = await readIfThere(join(from.folder, lockfile));
  if (text === undefined) return false;
  await writeFile(join(to.folder, lockfile), change(text));
  // Yarn migrates older projects by writing into their settings.
  const settings = await readIfThere(join(from.folder, ".yarnrc.yml"));
  if (settings !== undefined) await writeFile(join(to.folder, ".yarnrc.yml"), settings);
  return true;
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}
