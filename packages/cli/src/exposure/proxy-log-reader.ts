import { collectProxyLog, proxyLogStatement } from "@lockkeeper/exposure";
import type { EvidenceItem } from "@lockkeeper/exposure";

import { showForeign } from "../foreign-text.ts";
import type { ChannelContext, ChannelReader } from "./channel-reader.ts";
import { findEvidenceFiles } from "./evidence-files.ts";
import { streamFile } from "./file-stream.ts";

/** Access logs of registries' proxies below the folders of a question. */
export const proxyLogReader: ChannelReader = { statement: proxyLogStatement, read: readLogs };

async function* readLogs({ question, tree, tell }: ChannelContext): AsyncIterable<EvidenceItem> {
  for (const file of await findEvidenceFiles(await tree())) {
    if (file.kind !== "proxy-log") continue;
    tell(`reading the access log ${showForeign(file.path)}`);
    yield* collectProxyLog(question, { ref: file.path, chunks: streamFile(file.path) });
  }
}
