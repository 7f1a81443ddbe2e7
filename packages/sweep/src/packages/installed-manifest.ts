import { readText } from "../disk/read-disk.ts";
import type { DiskReading } from "../disk/read-disk.ts";
import { isRecord, tryParseObject } from "./hidden-lockfile.ts";

/** What the manifest of an installed package says. */
export interface InstalledManifest {
  readonly version: string | undefined;
  /** Whether it names a script that runs at installation. */
  readonly hasInstallScript: boolean;
}

const maxBytes = 2_000_000;
const installScripts = ["preinstall", "install", "postinstall"] as const;

/** Reads `package.json` of a package's folder. */
export function readInstalledManifest(folder: string): DiskReading<InstalledManifest> {
  const reading = readText(`${folder}/package.json`, maxBytes);
  if (reading.kind !== "read") return reading;
  const manifest = tryParseObject(reading.value);
  if (manifest === undefined) return { kind: "unreadable", code: "BAD_JSON" };
  const { version, scripts, gypfile } = manifest;
  const declared = isRecord(scripts) && installScripts.some((name) => typeof scripts[name] === "string");
  return {
    kind: "read",
    value: {
      version: typeof version === "string" ? version : undefined,
      hasInstallScript: declared || gypfile === true,
    },
  };
}
