import { gzipSync } from "node:zlib";
import type { ErrorRecord, PackageName } from "@lockkeeper/core";
import { toErrorRecord, unreachable } from "@lockkeeper/core";
import type { BytePlan, PackumentColumns } from "@lockkeeper/registry";
import { scanColumns, writePlan } from "@lockkeeper/registry/document-bytes";
import type { BlobJob, BlobOutcome, NewPackument, PackumentPlace } from "@lockkeeper/store";
import { runBlobJob, writePackumentFile } from "@lockkeeper/store/file-jobs";

/** Where and with what a packument is kept on disk. */
export interface Keeping extends Pick<NewPackument, "etag" | "lastModified" | "fetchedAt"> {
  readonly place: PackumentPlace;
}

/** Work on the bytes of one packument or tarball, as plain data for any thread. */
export type DocumentTask =
  | {
      readonly kind: "read";
      readonly name: PackageName;
      readonly keeping: Keeping | undefined;
      /** Whether nobody needs the bytes afterwards. */
      readonly isLast?: boolean;
    }
  | { readonly kind: "blob"; readonly job: BlobJob }
  | { readonly kind: "keep"; readonly sha256: string; readonly keeping: Keeping }
  | { readonly kind: "render"; readonly plan: BytePlan | undefined; readonly isGzipped: boolean };

/** What comes of it. */
export type DocumentResult =
  | {
      readonly kind: "read";
      readonly columns: PackumentColumns;
      /** Why it could not be kept on disk. */
      readonly unkept: ErrorRecord | undefined;
    }
  | { readonly kind: "blob"; readonly outcome: BlobOutcome }
  | { readonly kind: "kept" }
  | { readonly kind: "rendered"; readonly body: Uint8Array<ArrayBuffer> };

// Most compressed packuments fit into one piece of this size; more memory makes fewer blocks of them.
const gzipOptions = { level: 2, memLevel: 9, chunkSize: 131_072 } as const;

/** A buffer that is used again, since the engine collects its whole heap for every 64 MB of buffers made anew. */
export interface Scratch {
  bytes: Buffer;
}

const scratchMaxBytes = 4_000_000;
const scratchGranuleBytes = 262_144;

/** Does a task on the thread that calls. Throws as `scanPackument` does, and errors of the file system for `keep`. */
export function runDocumentTask(bytes: Buffer, task: DocumentTask, scratch: Scratch): DocumentResult {
  switch (task.kind) {
    case "read": {
      const columns = scanColumns(bytes, task.name);
      return { kind: "read", columns, unkept: task.keeping && tryKeep(bytes, columns.sha256, task.keeping) };
    }
    case "blob":
      return { kind: "blob", outcome: runBlobJob(bytes, task.job) };
    case "keep":
      keep(bytes, task.sha256, task.keeping);
      return { kind: "kept" };
    case "render": {
      const plain = task.plan === undefined ? bytes : writeScratch(bytes, task.plan, scratch);
      return { kind: "rendered", body: ownCopy(task.isGzipped ? gzipSync(plain, gzipOptions) : plain) };
    }
    default:
      return unreachable(task);
  }
}

function tryKeep(bytes: Buffer, sha256: string, keeping: Keeping): ErrorRecord | undefined {
  try {
    keep(bytes, sha256, keeping);
    return undefined;
  } catch (error) {
    return toErrorRecord(error);
  }
}

function keep(bytes: Buffer, sha256: string, { place, ...validators }: Keeping): void {
  writePackumentFile(place, { bytes, sha256, ...validators });
}

function writeScratch(bytes: Buffer, plan: BytePlan, scratch: Scratch): Buffer {
  let target = scratch.bytes;
  if (target.length < plan.length) {
    target = Buffer.allocUnsafeSlow(Math.ceil(plan.length / scratchGranuleBytes) * scratchGranuleBytes);
    if (target.length <= scratchMaxBytes) scratch.bytes = target;
  }
  const exact = target.subarray(0, plan.length);
  writePlan(bytes, plan, exact);
  return exact;
}

/** Answers are kept in memory and handed between threads: neither is for a part of a larger buffer. */
function ownCopy(bytes: Buffer): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(bytes.length);
  copy.set(bytes);
  return copy;
}
