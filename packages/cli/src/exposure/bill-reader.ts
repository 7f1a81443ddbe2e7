import { stat } from "node:fs/promises";

import { billStatement, collectBill } from "@lockkeeper/exposure";
import type { EvidenceItem, ObservedTime } from "@lockkeeper/exposure";
import { sbomLimits } from "@lockkeeper/sbom";

import type { ChannelContext, ChannelReader } from "./channel-reader.ts";
import { findEvidenceFiles } from "./evidence-files.ts";
import { readBytes } from "./read-bytes.ts";
import { unreadableFile } from "./unreadable-file.ts";

/** Bills of materials below the folders of a question. */
export const billReader: ChannelReader = { statement: billStatement, read: readBills };

async function* readBills({ question, tree }: ChannelContext): AsyncIterable<EvidenceItem> {
  for (const file of await findEvidenceFiles(await tree())) {
    if (file.kind === "unreadable" && file.channel === "sbom") yield unreadableFile(file);
    if (file.kind !== "bill") continue;
    const { path } = file;
    try {
      const bytes = await readBytes(path, sbomLimits.maxBytes);
      const fileTime: ObservedTime = {
        at: Math.round((await stat(path)).mtimeMs),
        basis: "file-date",
        toleranceMs: 0,
      };
      yield* collectBill(question, { where: { kind: "bill", id: path }, ref: path, bytes, fileTime });
    } catch (error) {
      yield unreadableFile({ path, channel: "sbom", error });
    }
  }
}
