import { join } from "node:path";
import type { Bypass } from "./bypass.ts";
import { bypassAt } from "./bypass.ts";
import type { Client } from "./client-kind.ts";
import type { Exists } from "./project-roots.ts";

const pnpmfiles = [".pnpmfile.cjs", ".pnpmfile.mjs", "pnpmfile.cjs", "pnpmfile.js"];

/** Files of a project that a client runs or takes packages from without any setting. */
export async function projectFileBypasses(
  client: Client,
  folders: readonly string[],
  exists: Exists,
): Promise<readonly Bypass[]> {
  const candidates =
    client.kind === "pnpm" ? pnpmfiles : client.kind === "yarn-berry" ? [join(".yarn", "cache")] : [];
  const paths = folders.flatMap((folder) => candidates.map((name) => join(folder, name)));
  const found = await Promise.all(paths.map(async (path) => ((await exists(path)) ? [path] : [])));
  return found.flat().map((file) => (client.kind === "pnpm" ? pnpmfile(file) : checkedInCache(file)));
}

function pnpmfile(file: string): Bypass {
  return bypassAt(file, undefined, {
    id: "project-code",
    weight: "doubtful",
    message: "pnpm runs this file of the project, which may change what is installed: it was not tried",
    fix: "read it, or install with --ignore-pnpmfile",
  });
}

function checkedInCache(file: string): Bypass {
  return bypassAt(file, undefined, {
    id: "cache-in-project",
    area: "caches",
    weight: "doubtful",
    message: "Yarn takes packages from this folder of the project without asking the firewall",
    fix: "remove the folder, and check it in no more",
    isClosedByRun: false,
  });
}
