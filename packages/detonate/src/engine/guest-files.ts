import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { guestPrefix } from "./module-names.ts";

/** The modules of the pretended world, by their path below `guest`, with slashes. */
export type GuestFiles = ReadonlyMap<string, string>;

export const guestFolder: URL = new URL("../../guest/", import.meta.url);

/** Reads the files that run inside the emulator; the same folder serves the sources and what is compiled. */
export function readGuestFiles(): GuestFiles {
  return new Map(
    listGuestPaths().map((path) => [path, readFileSync(new URL(path, guestFolder), "utf8")] as const),
  );
}

/** The paths of those files, in their order. */
export function listGuestPaths(): readonly string[] {
  const folder = fileURLToPath(guestFolder);
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const paths = names.map((name) => name.replaceAll("\\", "/")).filter((name) => name.endsWith(".js"));
  return paths.toSorted();
}

/** A module that lists every file of the groups with what it exports by default. */
export function renderGuestIndex(files: GuestFiles): string {
  const listed = [...files.keys()].filter((path) => /^(?:node|web|packages)\/[^/]+$/.test(path));
  const imports = listed.map((path, index) => `import m${index} from "${guestPrefix}${path}";`);
  const entries = listed.map((path, index) => {
    const [group, file = ""] = path.split("/");
    return `  [${JSON.stringify(group)}, ${JSON.stringify(file.slice(0, -".js".length))}, m${index}],`;
  });
  return [...imports, "export default [", ...entries, "];", ""].join("\n");
}

/** The built-in modules and the clients of packages that the guest has, by the names that code loads them by. */
export function guestNames(paths: readonly string[]): {
  readonly builtins: ReadonlySet<string>;
  readonly surfaces: ReadonlySet<string>;
} {
  const inGroup = (group: string, separator: string, slash: string): ReadonlySet<string> =>
    new Set(
      paths.flatMap((path) => {
        const [first, file, ...rest] = path.split("/");
        if (first !== group || file === undefined || rest.length > 0) return [];
        return [file.slice(0, -".js".length).replaceAll(separator, slash)];
      }),
    );
  return { builtins: inGroup("node", "-", "/"), surfaces: inGroup("packages", "+", "/") };
}
