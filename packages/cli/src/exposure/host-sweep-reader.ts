import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";

import { systemErrorCode } from "@lockkeeper/core";
import { collectHostSweeps, hostSweepStatement, isSweepResult, sweepMaxBytes } from "@lockkeeper/exposure";
import type { EvidenceItem, HostSweepSource } from "@lockkeeper/exposure";
import { sweepFolderOf } from "@lockkeeper/store";

import { namesInFolder } from "../names-in-folder.ts";
import type { ChannelContext, ChannelReader } from "./channel-reader.ts";
import { readBytes } from "./read-bytes.ts";

/** Results of sweeps: those that were handed in to the data folder's server, and those in the folders of the question. */
export const hostSweepReader: ChannelReader = { statement: hostSweepStatement, read: readHostSweeps };

const startBytes = 64;

async function* readHostSweeps({
  question,
  roots,
  tree,
  dataFolder,
}: ChannelContext): AsyncIterable<EvidenceItem> {
  const folder = sweepFolderOf(dataFolder);
  const kept = (await namesInFolder(folder, ".jsonl")).map((name) => join(folder, name));
  const named: string[] = [];
  for (const { path, name } of roots.length === 0 ? [] : (await tree()).files) {
    if (!/\.(?:jsonl|json|ndjson)$/.test(name) || kept.includes(path)) continue;
    if (isSweepResult(await readStart(path))) named.push(path);
  }
  yield* collectHostSweeps(question, [...kept, ...named].map(toSource));
}

function toSource(path: string): HostSweepSource {
  return { ref: path, read: () => readBytes(path, sweepMaxBytes) };
}

/** The first characters of a file; none where it cannot be read: whoever reads it whole tells why. */
async function readStart(path: string): Promise<string> {
  try {
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(startBytes), 0, startBytes, 0);
      return buffer.toString("latin1", 0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
    return "";
  }
}
