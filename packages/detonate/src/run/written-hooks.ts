import type { World } from "../world.ts";

import type { Run } from "./run.ts";

const hookMaxCount = 2;

/**
 * The hooks of git that a run has written into the project, those that git looks for by their names: the next commit starts them,
 * whoever makes it. Of those with the same text one is named, as managers of hooks write one for each event.
 */
export function listWrittenHooks({ disk, parts: { base } }: Run, { project }: World): readonly string[] {
  const { places } = disk;
  const folders = [places.join(".git", "hooks"), ".husky"].map((folder) => places.join(project, folder));
  const texts = new Map<string, string>();
  for (const place of folders.flatMap((folder) => hooksIn(disk, folder))) {
    if (base.nodes.has(places.keyOf(place)) || disk.find(place)?.kind !== "file") continue;
    const text = Buffer.from(disk.read(place)).toString("latin1");
    if (!texts.has(text)) texts.set(text, place);
  }
  return [...texts.values()].slice(0, hookMaxCount);
}

function hooksIn(disk: Run["disk"], folder: string): readonly string[] {
  if (disk.find(folder)?.kind !== "folder") return [];
  const names = disk.names(folder).filter((each) => /^[a-z][a-z-]{2,40}$/.test(each));
  return names.map((name) => disk.places.join(folder, name));
}
