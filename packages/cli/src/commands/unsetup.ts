import { LockkeeperError } from "@lockkeeper/core";

import type { CommandModule } from "../command.ts";
import { dataFolderOf } from "../data-folder.ts";
import type { Environment } from "../environment.ts";
import { hashOf, readUserFile, removeUserFile, writeUserFile } from "../setup-file.ts";
import type { UserFile } from "../setup-file.ts";
import type { UnsetupEnd, UnsetupItem } from "../setup-item.ts";
import { undoFile } from "../setup-plan.ts";
import { readSetupRecord, removeSetupRecord, writeSetupRecord } from "../setup-record.ts";
import type { SetupEntry } from "../setup-record.ts";
import { renderUnsetupItem, unsetupItemJson } from "../views/setup.ts";

interface UnsetupInput {
  readonly data: string | undefined;
  readonly isDryRun: boolean;
}

/** `unsetup`: takes back what `setup` did. */
export const unsetupCommand: CommandModule<UnsetupInput, UnsetupItem | UnsetupEnd> = {
  run: takeBack,
  views: { person: renderUnsetupItem, json: unsetupItemJson },
  exitCode: (item) => ("action" in item && item.action === "refused" ? 3 : 0),
};

async function* takeBack(
  { data, isDryRun }: UnsetupInput,
  environment: Environment,
): AsyncIterable<UnsetupItem | UnsetupEnd> {
  const dataFolder = dataFolderOf(data, environment);
  const record = await readSetupRecord(dataFolder);
  const kept: SetupEntry[] = [];
  for (const entry of record?.entries ?? []) {
    const item = await restoreFile(entry, isDryRun);
    if (item.action === "refused") kept.push(entry);
    yield item;
  }
  if (record !== undefined && !isDryRun) {
    if (kept.length === 0) await removeSetupRecord(dataFolder);
    else await writeSetupRecord(dataFolder, { ...record, entries: kept });
  }
  yield { kind: "end", files: record?.entries.length ?? 0, isDryRun };
}

async function restoreFile(entry: SetupEntry, isDryRun: boolean): Promise<UnsetupItem> {
  const item = (action: UnsetupItem["action"], reason: string | null = null): UnsetupItem => ({
    file: entry.file,
    action,
    reason,
    isDryRun,
  });
  try {
    const current = await readUserFile(entry.file);
    if (current.text === undefined) return item("left", "the file is gone");
    const { text, changed, isExact } = undoFile(entry, current.text);
    const isEmptied = entry.isCreated && text.trim() === "";
    if (!isDryRun) await put({ current, entry, text, isEmptied });
    if (isEmptied) return item("removed");
    if (isExact) return item("restored");
    if (text === current.text) return item("left", "what setup wrote is not in it any more");
    return item(
      "cleaned",
      changed.length === 0
        ? "it was edited since; the edits stay"
        : "some settings were changed since and stay",
    );
  } catch (error) {
    if (error instanceof LockkeeperError) return item("refused", error.message);
    throw error;
  }
}

interface Restoring {
  readonly current: UserFile;
  readonly entry: SetupEntry;
  readonly text: string;
  readonly isEmptied: boolean;
}

async function put({ current, entry, text, isEmptied }: Restoring): Promise<void> {
  if (isEmptied) await removeUserFile(current.target, entry.madeFolders);
  else if (hashOf(text) !== hashOf(current.text ?? "")) await writeUserFile(current, text);
}
