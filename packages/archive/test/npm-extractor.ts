import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { x } from "tar";

/** What npm's own extractor leaves on disk of an archive: paths with their texts in base64. */
export interface Extracted {
  readonly files: ReadonlyMap<string, string>;
  /** Whether it gave up with an error, so that npm would not install it. */
  readonly isRefused: boolean;
}

/** Extracts with node-tar and the options of pacote, into a temporary folder that is taken away again. */
export async function extractAsNpm(archive: Buffer): Promise<Extracted> {
  const folder = await mkdtemp(join(tmpdir(), "lockkeeper-archive-"));
  try {
    const isRefused = await extract(archive, folder);
    return { files: await readFiles(folder), isRefused };
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 20 });
  }
}

async function extract(archive: Buffer, cwd: string): Promise<boolean> {
  const ignores = new Set<string>();
  const extractor = x({
    cwd,
    strip: 1,
    noMtime: true,
    preserveOwner: false,
    umask: 0o022,
    filter: (_path, entry) => {
      if (!("type" in entry) || !entry.type.endsWith("File")) return false;
      entry.mode = ((entry.mode ?? 0) | 0o666 | 0o600) & ~0o022;
      const name = basename(entry.path);
      if (name === ".npmignore") ignores.add(entry.path);
      if (name !== ".gitignore") return true;
      const renamed = entry.path.replace(/\.gitignore$/, ".npmignore");
      if (ignores.has(renamed)) return false;
      entry.path = renamed;
      return true;
    },
  });
  return await new Promise((resolve) => {
    extractor.on("error", () => resolve(true));
    extractor.on("close", () => resolve(false));
    try {
      extractor.end(archive);
    } catch {
      resolve(true);
    }
  });
}

async function readFiles(folder: string): Promise<ReadonlyMap<string, string>> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const pairs = await Promise.all(
    files.map(async (path) => [path.slice(folder.length + 1), await readFile(path, "base64")] as const),
  );
  return new Map(pairs);
}
