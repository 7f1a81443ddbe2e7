import {
  applyEdits,
  editUserConfiguration,
  lackedSettings,
  revertEdits,
  takeBackConfiguration,
} from "@lockkeeper/clients";
import type { TextEdit, UserConfiguration, WantedSetting } from "@lockkeeper/clients";
import { LockkeeperError } from "@lockkeeper/core";

import { hashOf, readUserFile } from "./setup-file.ts";
import type { UserFile } from "./setup-file.ts";
import type { SetupEntry, SetupRecord } from "./setup-record.ts";

/** What is to be done with one file of the user's. */
export type PlannedFile =
  | {
      readonly kind: "write";
      readonly configuration: UserConfiguration;
      readonly current: UserFile;
      readonly text: string;
      readonly entry: SetupEntry;
      /** What the user sees: from the text that was there without us. */
      readonly edits: readonly TextEdit[];
    }
  | { readonly kind: "keep"; readonly configuration: UserConfiguration }
  | { readonly kind: "refuse"; readonly configuration: UserConfiguration; readonly error: LockkeeperError };

/** What a file is without what setup did to it. */
export interface UndoneFile {
  readonly text: string;
  /** Settings that somebody has changed since; they stay as they are. */
  readonly changed: readonly WantedSetting[];
  /** Whether the file is byte by byte what it was before. */
  readonly isExact: boolean;
}

/** Plans one file: the settings go into the text as it would be without an earlier setup. Never throws for what a file holds. */
export async function planFile(
  configuration: UserConfiguration,
  record: SetupRecord | undefined,
): Promise<PlannedFile> {
  try {
    const current = await readUserFile(configuration.file);
    const entry = record?.entries.find(({ file }) => file === configuration.file);
    const isUndone = entry === undefined || current.text === undefined;
    const base = isUndone ? (current.text ?? "") : undoFile(entry, current.text).text;
    const edits = editUserConfiguration(configuration, base);
    const text = applyEdits(base, edits);
    if (text === current.text) return { kind: "keep", configuration };
    return {
      kind: "write",
      configuration,
      current,
      text,
      edits,
      entry: entryOf({ configuration, current, base, edits, entry }),
    };
  } catch (error) {
    if (error instanceof LockkeeperError) return { kind: "refuse", configuration, error };
    throw error;
  }
}

interface EntryParts {
  readonly configuration: UserConfiguration;
  readonly current: UserFile;
  readonly base: string;
  readonly edits: readonly TextEdit[];
  readonly entry: SetupEntry | undefined;
}

function entryOf({ configuration, current, base, edits, entry }: EntryParts): SetupEntry {
  const isNew = current.text === undefined;
  const wasCreated = entry?.isCreated === true && base === "";
  const made = { format: configuration.format, edits, settings: lackedSettings(configuration, base) };
  const state = { before: isNew ? null : hashOf(base), after: hashOf(applyEdits(base, edits)), made };
  return {
    file: configuration.file,
    target: current.target,
    isCreated: isNew || wasCreated,
    madeFolders: isNew ? current.missingFolders : (entry?.madeFolders ?? []),
    // Until the file is written, what an earlier setup did to it has to be known too.
    states: [state, ...(entry?.states ?? []).slice(0, 2)],
  };
}

/**
 * Takes back what setup did to a text: exactly where nobody touched it since, otherwise only what is ours. Throws
 * `CLIENTS_BAD_SETTINGS` where that would change anything else.
 */
export function undoFile({ states }: SetupEntry, text: string): UndoneFile {
  const hash = hashOf(text);
  for (const { before, after, made } of states) {
    if (hash === after) return { text: revertEdits(text, made.edits), changed: [], isExact: true };
    if (hash === before) return { text, changed: [], isExact: true };
  }
  // A second state is there only when a setup was cut off: the file says which of them it has.
  const [newest, ...older] = states.map(({ made }) => takeBackConfiguration(made, text));
  const found = [newest, ...older].find((undone) => undone !== undefined && undone.text !== text) ?? newest;
  return { text: found?.text ?? text, changed: found?.changed ?? [], isExact: false };
}
