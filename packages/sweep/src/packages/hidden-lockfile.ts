import { readText } from "../disk/read-disk.ts";
import type { DiskReading } from "../disk/read-disk.ts";

/** What npm noted of a package when it installed it. */
export interface InstalledNote {
  readonly version: string | undefined;
  readonly hasInstallScript: boolean;
}

/** What npm noted when it installed: by path from the project's root, such as `node_modules/axios`. */
export type InstalledNotes = ReadonlyMap<string, InstalledNote>;

const maxBytes = 64_000_000;
const maxPackages = 500_000;

/** Reads `node_modules/.package-lock.json`, which npm writes after each installation and no package knows of. */
export function readInstalledNotes(shelf: string): DiskReading<InstalledNotes> {
  const reading = readText(`${shelf}/.package-lock.json`, maxBytes);
  if (reading.kind !== "read") return reading;
  const notes = tryParseInstalledNotes(reading.value);
  return notes === undefined ? { kind: "unreadable", code: "BAD_JSON" } : { kind: "read", value: notes };
}

/** Reads the text of such a file; `undefined` for one that is none. */
export function tryParseInstalledNotes(text: string): InstalledNotes | undefined {
  const document = tryParseObject(text);
  const packages = document?.["packages"];
  if (!isRecord(packages)) return undefined;
  const notes = new Map<string, InstalledNote>();
  for (const [path, entry] of Object.entries(packages).slice(0, maxPackages)) {
    if (!isRecord(entry)) continue;
    const { version, hasInstallScript, link } = entry;
    if (link === true) continue;
    notes.set(path, {
      version: typeof version === "string" ? version : undefined,
      hasInstallScript: hasInstallScript === true,
    });
  }
  return notes;
}

/** Parses a JSON object; `undefined` for anything else. */
export function tryParseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    // Not JSON is an answer here.
    return undefined;
  }
}

/** Whether a value is an object with members. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
