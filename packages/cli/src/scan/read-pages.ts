import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";

import { listPagePackages, pageMaxCharacters, comparePage, scanPage } from "@lockkeeper/scan";
import type { PageFetcher, PagePackage, ScanFinding, UnreadFile } from "@lockkeeper/scan";

import { CliError } from "../errors.ts";
import type { FoundProject } from "./find-projects.ts";
import { unreadFile } from "./unread-file.ts";

/** What the pages of a folder have against them. */
export interface PagesReading {
  readonly pageFindings: readonly ScanFinding[];
  readonly pagePackages: readonly PagePackage[];
  readonly unread: readonly UnreadFile[];
}

/**
 * Looks at the pages and templates of a folder, one at a time, and with a network at the bytes that they load. What a page
 * holds never makes it throw.
 */
export async function readPages(
  { folder, files }: Pick<FoundProject, "folder" | "files">,
  network: PageFetcher | undefined,
): Promise<PagesReading> {
  const pageFindings: ScanFinding[] = [];
  const pagePackages: PagePackage[] = [];
  const unread: UnreadFile[] = [];
  for (const [name, kind] of files) {
    if (kind !== "page") continue;
    try {
      const text = await readPage(join(folder, name));
      pageFindings.push(...scanPage(text, name));
      pagePackages.push(...listPagePackages(text, name));
      if (network === undefined) continue;
      const { findings, left } = await comparePage(text, name, network);
      pageFindings.push(...findings);
      if (left.length > 0) unread.push(notCompared(name, left.length));
    } catch (error) {
      unread.push(unreadFile(name, error));
    }
  }
  return { pageFindings, pagePackages, unread };
}

/** Whether a folder has nothing but pages. */
export function hasPagesAlone({ files, hasNodeModules }: FoundProject): boolean {
  return !hasNodeModules && files.size > 0 && [...files.values()].every((kind) => kind === "page");
}

async function readPage(path: string): Promise<string> {
  const stats = await stat(path);
  if (stats.isFile() && stats.size <= pageMaxCharacters) return decodePage(await readFile(path));
  throw new CliError("CLI_BAD_FILE", {
    message: `Cannot read it as it is ${stats.isFile() ? `over ${pageMaxCharacters} bytes` : "no file"}`,
    hint: "What cannot be read was not checked.",
  });
}

/** As browsers read it: a byte order mark decides. */
function decodePage(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  const isWide = first === 0xff && second === 0xfe;
  return new TextDecoder(isWide ? "utf-16le" : "utf-8").decode(bytes);
}

function notCompared(file: string, amount: number): UnreadFile {
  const error = new CliError("CLI_BAD_FILE", {
    message: `Cannot compare what the page loads with its hashes as ${amount} of its addresses cannot be fetched`,
    hint: "What cannot be read was not checked.",
  });
  return unreadFile(file, error);
}
