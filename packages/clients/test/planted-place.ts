import { access, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import type { Bypass } from "../src/bypass.ts";
import { findCaches } from "../src/caches.ts";
import type { Client, ClientCommand } from "../src/client-kind.ts";
import { tryParseClient } from "../src/client-kind.ts";
import { findBypasses } from "../src/find-bypasses.ts";
import type { LockedFile } from "../src/locked-bypasses.ts";
import type { ClientSettings } from "../src/read-settings.ts";
import { readClientSettings } from "../src/read-settings.ts";
import type { ClientPlace } from "../src/settings-files.ts";

export const firewall = "http://127.0.0.1:4880";
export const elsewhere = "https://mirror.example/npm/";
export const defaultRegistry = "https://registry.example/";

/** What is planted: files of the project and of the home, and the environment. */
export interface Planted {
  readonly client: string;
  /** By their path in the project; `../` reaches the workspace above. */
  readonly project?: Readonly<Record<string, string>>;
  readonly home?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly lockfiles?: readonly LockedFile[];
}

/** A client's settings in a folder of its own. */
export interface PlantedPlace {
  readonly place: ClientPlace;
  readonly settings: ClientSettings;
  bypasses(): Promise<readonly Bypass[]>;
}

/** The client of a text such as `pnpm 10.34.9`. */
export function clientOf(text: string): Client {
  const [command = "", version = ""] = text.split(" ");
  const client = tryParseClient(command as ClientCommand, version); // the tests name real commands
  if (client === undefined) throw new TypeError(`There is no client "${text}"`);
  return client;
}

/** Plants settings in a temporary folder and reads them as the client would. */
export async function plant({
  client,
  project = {},
  home = {},
  env = {},
  lockfiles = [],
}: Planted): Promise<PlantedPlace> {
  const root = await mkdtemp(join(tmpdir(), "lockkeeper-clients-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const folder = join(root, "work", "app");
  await writeAll(folder, { "package.json": "{}", ...project });
  await writeAll(join(root, "home"), home);
  const place: ClientPlace = {
    folder,
    workspaceRoot: folder,
    home: join(root, "home"),
    env,
    platform: "linux",
    nodePrefix: join(root, "node"),
  };
  const settings = await readClientSettings(clientOf(client), place);
  return {
    place,
    settings,
    bypasses: async () =>
      await findBypasses({
        settings,
        place,
        firewall,
        defaultRegistry,
        lockfiles,
        caches: await findCaches(settings, place, firewall),
        exists,
      }),
  };
}

async function writeAll(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}
