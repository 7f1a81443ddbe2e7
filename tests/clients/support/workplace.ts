import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemErrorCode } from "@lockkeeper/core";
import type { Client } from "./clients.ts";

/** A project and a home of its own for one run of one client. */
export interface Workplace {
  readonly root: string;
  readonly home: string;
  readonly project: string;
  dispose(): Promise<void>;
}

/** What the project holds from the start. */
export interface WorkplaceOptions {
  readonly manifest?: Readonly<Record<string, unknown>>;
  /** The lockfile's text. */
  readonly lock?: string;
  /** Points the client by a file in the project at this origin. */
  readonly pointsTo?: string;
}

/** Creates an empty project with private caches and without any configuration. */
export async function createWorkplace(client: Client, options: WorkplaceOptions = {}): Promise<Workplace> {
  const root = await mkdtemp(join(tmpdir(), `lockkeeper-${client.id}-`));
  const [home, project] = [join(root, "home"), join(root, "app")];
  await Promise.all([home, project, join(root, "tmp")].map((folder) => mkdir(folder)));
  const manifest = { name: "app", version: "1.0.0", private: true, ...options.manifest };
  await writeFile(join(project, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  // Without a lockfile of its own, Yarn Berry takes a folder for part of a project further up.
  const lock = options.lock ?? (client.id === "yarn-berry" ? "" : undefined);
  if (lock !== undefined) await writeFile(join(project, client.lockfile), lock);
  if (options.pointsTo !== undefined)
    await writeFile(join(project, client.settings.name), client.settings.text(options.pointsTo));
  return { root, home, project, dispose: () => rm(root, { recursive: true, force: true, maxRetries: 5 }) };
}

/** The version of a package in the project's `node_modules`, or `undefined` when it is not there. */
export async function installedVersion({ project }: Workplace, name: string): Promise<string | undefined> {
  const manifest = await readIfPresent(join(project, "node_modules", name, "package.json"));
  if (manifest === undefined) return undefined;
  return (JSON.parse(manifest) as { version: string }).version; // a manifest that a client has unpacked
}

/** The project's lockfile. */
export async function readLock({ project }: Workplace, client: Client): Promise<string> {
  return await readFile(join(project, client.lockfile), "utf8");
}

async function readIfPresent(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}
