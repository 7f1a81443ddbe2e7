import { createReadStream } from "node:fs";
import { createHash } from "node:crypto";
import { lstat, readdir, readFile } from "node:fs/promises";
import { basename, isAbsolute, join, relative } from "node:path";
import { pipeline } from "node:stream/promises";

import { renderInstant, renderJsonDocument, systemErrorCode } from "@lockkeeper/core";
import type { IncidentSnapshot } from "@lockkeeper/respond";

import { sha256Of } from "./case-folder.ts";
import { doOnce } from "./step-context.ts";
import type { ActionEnd, StepContext, StepEnd } from "./step-context.ts";

const step = "preserve";
/** Under this key the journal has what was known before anything was changed. */
export const snapshotKey = "file:evidence/exposure-before.json";
const maxCopied = 2000;
const maxCopiedBytes = 32_000_000;
const maxHashedBytes = 4_000_000_000;

/** Keeps what is known now, and copies and hashes of everything that is named as evidence. Changes nothing. */
export async function preserve(context: StepContext): Promise<StepEnd> {
  const { snapshot, subject } = context;
  await keep(context, "evidence/exposure-before.json", JSON.stringify(snapshot), "Kept what is known now.");
  await keep(
    context,
    "evidence/subject.json",
    renderJsonDocument({ id: subject.id, title: subject.title, targets: subject.targets }),
    "Kept what was asked about.",
  );
  const files = evidenceFiles(snapshot);
  let unread = 0;
  for (const file of files.slice(0, maxCopied)) {
    await doOnce(context, { step, key: `copy:${file}` }, async () => await copy(context, file));
  }
  const actions = context.desk.state().steps.get(step)?.actions ?? [];
  unread = actions.filter(({ key, file }) => key.startsWith("copy:") && file === undefined).length;
  const copied = actions.filter(({ file }) => file !== undefined).length;
  const missed =
    unread === 0 ? "" : ` ${String(unread)} could only be hashed or not be read; the journal says which.`;
  return { outcome: "done", text: `${String(copied)} files are kept with their hashes.${missed}` };
}

async function keep(context: StepContext, path: string, content: string, text: string): Promise<void> {
  await doOnce(context, { step, key: `file:${path}` }, async () => ({
    text,
    file: await context.desk.write(path, content),
  }));
}

/** The files that evidence names, the line behind the path left out; relative ones lie below their place. */
export function evidenceFiles({ rows }: IncidentSnapshot): readonly string[] {
  const found = new Set<string>();
  for (const { where, evidence } of rows) {
    for (const { ref, channel } of evidence) {
      if (channel === "ledger" || channel === "git-history" || channel === "inventory") continue;
      // Behind an exclamation mark stands a place inside an archive.
      const path = ref.replace(/!.*$/s, "").replace(/:\d{1,9}(?::\d{1,9})?$/, "");
      if (isAbsolute(path)) found.add(path);
      else if (isAbsolute(where.id) && path !== "" && !path.split(/[\\/]/).includes(".."))
        found.add(join(where.id, path));
    }
  }
  return [...found].toSorted();
}

/** A file that is gone or may not be read is no reason to stop; it is noted as such. */
async function copy({ desk }: StepContext, path: string): Promise<ActionEnd> {
  try {
    const stats = await lstat(path);
    const dated = `changed ${renderInstant(stats.mtimeMs)}`;
    if (stats.isDirectory()) return await listing(desk, path, dated);
    if (!stats.isFile()) return { text: `${path} is no regular file (${dated}): noted, not copied.` };
    if (stats.size > maxHashedBytes)
      return { text: `${path} is too large to be hashed: ${String(stats.size)} bytes, ${dated}.` };
    if (stats.size > maxCopiedBytes) {
      return {
        text: `Hashed ${path}: SHA-256 ${await hashOf(path)}, ${String(stats.size)} bytes, ${dated}; too large to be copied.`,
      };
    }
    const bytes = await readFile(path);
    const name = `evidence/files/${sha256Of(path).slice(0, 12)}-${safeName(path)}`;
    return { text: `Copied ${path}, ${dated}.`, file: await desk.write(name, bytes) };
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === undefined) throw error;
    return { text: `${path} could not be read: ${code}.` };
  }
}

const maxListed = 500;
const maxListedBytes = 10_000_000;

/** Of an installed package what lies in it, with hashes: the folder itself is moved, or left, later. */
async function listing(desk: StepContext["desk"], folder: string, dated: string): Promise<ActionEnd> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files: object[] = [];
  for (const entry of entries.filter((each) => each.isFile()).slice(0, maxListed)) {
    const path = join(entry.parentPath, entry.name);
    const { size, mtimeMs } = await lstat(path);
    const sha256 = size > maxListedBytes ? null : await hashOf(path);
    files.push({ path: relative(folder, path), size, changed: renderInstant(mtimeMs), sha256 });
  }
  const name = `evidence/files/${sha256Of(folder).slice(0, 12)}-${safeName(folder)}.listing.json`;
  const content = renderJsonDocument({ folder, files, isWhole: entries.length <= maxListed });
  return {
    text: `Listed ${folder} with the hashes of its files, ${dated}.`,
    file: await desk.write(name, content),
  };
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}

/** The name of a foreign file as part of a name of ours. */
function safeName(path: string): string {
  return basename(path)
    .replace(/[^A-Za-z0-9._-]/g, "_")
    .slice(-80);
}
