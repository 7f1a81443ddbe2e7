import { stat } from "node:fs/promises";
import { relative, sep } from "node:path";

import { collectImage, imageStatement } from "@lockkeeper/exposure";
import type { ArchiveMember, EvidenceItem } from "@lockkeeper/exposure";

import { showForeign } from "../foreign-text.ts";
import type { ChannelContext, ChannelReader } from "./channel-reader.ts";
import { findEvidenceFiles } from "./evidence-files.ts";
import type { EvidenceTree } from "./evidence-tree.ts";
import { streamFile, withRandomFile } from "./file-stream.ts";
import { unreadableFile } from "./unreadable-file.ts";

/** Images and archives below the folders of a question, and folders in OCI's layout. */
export const imageReader: ChannelReader = { statement: imageStatement, read: readImages };

async function* readImages({ question, tree, tell }: ChannelContext): AsyncIterable<EvidenceItem> {
  const listed = await tree();
  for (const file of await findEvidenceFiles(listed)) {
    if (file.kind === "unreadable" && file.channel === "image") yield unreadableFile(file);
    if (file.kind !== "archive" && file.kind !== "layout") continue;
    const { path: ref } = file;
    tell(`reading the archive ${showForeign(ref)}`);
    if (file.kind === "layout") {
      const content = { kind: "folder", members: membersOf(listed, ref) } as const;
      yield* collectImage(question, { ref, content });
    } else if (file.packing === "zip") yield* readZip(question, ref);
    else yield* collectImage(question, { ref, content: { kind: "stream", chunks: streamFile(ref) } });
  }
}

async function* readZip(question: ChannelContext["question"], ref: string): AsyncIterable<EvidenceItem> {
  try {
    yield* withRandomFile(ref, (file) => collectImage(question, { ref, content: { kind: "zip", file } }));
  } catch (error) {
    yield unreadableFile({ path: ref, channel: "image", error });
  }
}

/** The files of a layout, by their paths in it. */
async function* membersOf(tree: EvidenceTree, folder: string): AsyncIterable<ArchiveMember> {
  for (const { path } of tree.files) {
    if (!path.startsWith(`${folder}${sep}`)) continue;
    const { size, mtimeMs } = await stat(path);
    yield {
      kind: "file",
      path: relative(folder, path).split(sep).join("/"),
      size,
      modifiedAt: Math.round(mtimeMs),
      read: () => streamFile(path),
    };
  }
}
