import { join } from "node:path";

import { credentialPlaceOf, parseSweepDocument, secretsOnHost, sweepMaxBytes } from "@lockkeeper/exposure";
import type { ExposedPlace, SecretsInReach, SweepDocument } from "@lockkeeper/exposure";
import { sweepFolderOf } from "@lockkeeper/store";

import { namesInFolder } from "../names-in-folder.ts";
import { tryReadFile } from "../scan/try-read-file.ts";

/** What sweeps that were handed in tell of credentials: by host, from the newest whole result of each. */
export async function readSweptCredentials(
  dataFolder: string,
): Promise<(where: ExposedPlace) => SecretsInReach | undefined> {
  const newest = new Map<string, SweepDocument>();
  const folder = sweepFolderOf(dataFolder);
  for (const name of await namesInFolder(folder, ".jsonl")) {
    const bytes = await tryReadFile(join(folder, name), sweepMaxBytes);
    const reading = bytes === undefined ? undefined : parseSweepDocument(bytes);
    if (reading?.kind !== "document" || !reading.document.isComplete) continue;
    const { host, startedAt = 0 } = reading.document;
    if (startedAt >= (newest.get(host)?.startedAt ?? 0)) newest.set(host, reading.document);
  }
  return (where) => {
    const document = where.kind === "host" ? newest.get(where.id) : undefined;
    return document === undefined ? undefined : secretsOf(where, document);
  };
}

function secretsOf(where: ExposedPlace, { credentials, platform }: SweepDocument): SecretsInReach {
  const files = credentials.flatMap((path) => {
    const place = credentialPlaceOf(path, platform);
    return place === undefined ? [] : [{ path, place }];
  });
  return secretsOnHost(where, { files, variables: [], unread: [] });
}
