import { join, relative, sep } from "node:path";

import type { Client, ClientKind, ClientSettings, SettingOrigin } from "@lockkeeper/clients";
import { readClientSettings, wantedClients } from "@lockkeeper/clients";
import type { UnreadFile } from "@lockkeeper/scan";

/** The settings of a project's clients, and what could not be read of them. */
export interface SettingsReading {
  readonly settings: readonly ClientSettings[];
  readonly unread: readonly UnreadFile[];
}

/** What is taken where nothing names a version: what most have installed. */
const usual: Readonly<Record<ClientKind, Client>> = {
  npm: { kind: "npm", version: "11.19.1", major: 11 },
  pnpm: { kind: "pnpm", version: "10.34.0", major: 10 },
  "yarn-classic": { kind: "yarn-classic", version: "1.22.22", major: 1 },
  "yarn-berry": { kind: "yarn-berry", version: "4.18.0", major: 4 },
  bun: { kind: "bun", version: "1.4.5", major: 1 },
};

/**
 * Reads what the project's own files tell its clients. Neither the user's files nor the environment count: what a
 * repository says must be the same on every machine.
 */
export async function readProjectSettings(
  folder: string,
  kinds: readonly ClientKind[],
  packageManager: string | undefined,
): Promise<SettingsReading> {
  const wanted = wantedClients(kinds, packageManager).map(({ client }) =>
    client.version.includes(".") ? client : usual[client.kind],
  );
  const clients = wanted.length === 0 ? [usual.npm] : wanted;
  const nowhere = join(folder, "node_modules", ".lockkeeper-no-such-folder");
  const read = await Promise.all(
    clients.map((client) =>
      readClientSettings(client, {
        folder,
        workspaceRoot: folder,
        home: nowhere,
        nodePrefix: nowhere,
        env: {},
        platform: "linux",
      }),
    ),
  );
  const isInside = (file: string): boolean => file.startsWith(`${folder}${sep}`);
  return {
    settings: read.map((each) => ({
      ...each,
      settings: each.settings.flatMap(({ path, value, origin }) => {
        const inside = originInside(origin, folder);
        return inside === undefined ? [] : [{ path, value, origin: inside }];
      }),
    })),
    unread: distinctFiles(
      read.flatMap(({ unreadable }) =>
        unreadable
          .filter(({ file }) => isInside(file))
          .map(({ file, error }) => ({
            file: forwardPath(folder, file),
            line: undefined,
            code: error.code,
            message: error.message,
            hint: error.hint,
          })),
      ),
    ),
  };
}

/** Each file once: several that read it say the same of it. */
export function distinctFiles(unread: readonly UnreadFile[]): readonly UnreadFile[] {
  const seen = new Set<string>();
  return unread.filter(({ file }) => !seen.has(file) && seen.add(file));
}

function originInside(origin: SettingOrigin, folder: string): SettingOrigin | undefined {
  if (origin.kind !== "file" || !origin.file.startsWith(`${folder}${sep}`)) return undefined;
  return { ...origin, file: forwardPath(folder, origin.file) };
}

/** A path relative to a folder with forward slashes; `.` for the folder itself. */
export function forwardPath(folder: string, path: string): string {
  const inside = relative(folder, path).split(sep).join("/");
  return inside === "" ? "." : inside;
}
