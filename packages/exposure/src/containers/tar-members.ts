import { mergePaxRecords, parsePaxRecords, readTarBlock, tarBlockBytes } from "@lockkeeper/archive";
import type { PaxRecords, TarHeader } from "@lockkeeper/archive";

import type { ArchiveBounds, ArchiveMember } from "./archive-member.ts";
import { badArchive } from "./archive-failure.ts";
import { ByteSource } from "./byte-source.ts";

/** Extended headers are small; more is an attack. */
const extendedMaxBytes = 1_000_000;
const noFields: ReadonlySet<string> = new Set();

/** What the headers before an entry say of it. */
interface Stated {
  global: PaxRecords | undefined;
  local: PaxRecords | undefined;
}

/**
 * Yields the entries of a tar archive as they come by: ustar, pax, GNU's long names and sizes. Throws
 * `EXPOSURE_BAD_ARCHIVE` at what is no header, at an early end, and beyond the bounds. POSIX.1-2017, pax.
 */
export async function* readTarMembers(
  chunks: AsyncIterable<Uint8Array>,
  bounds: ArchiveBounds,
): AsyncGenerator<ArchiveMember, void, undefined> {
  const source = new ByteSource(chunks);
  try {
    yield* readEntries(source, bounds);
  } finally {
    // The archive's mark comes before the stream's end.
    await source.close();
  }
}

async function* readEntries(
  source: ByteSource,
  bounds: ArchiveBounds,
): AsyncGenerator<ArchiveMember, void, undefined> {
  const stated: Stated = { global: undefined, local: undefined };
  let count = 0;
  for (let header = await nextHeader(source); header !== undefined; header = await nextHeader(source)) {
    if (metaTypes.has(header.type)) {
      await readMeta(source, header, stated);
      continue;
    }
    count += 1;
    if (count > bounds.maxMembers) throw badArchive(`it has more than ${bounds.maxMembers} entries`);
    const size = sizeOf(header, stated);
    const before = source.taken;
    yield toMember(header, stated, { size, body: source.stream(size), bounds });
    stated.local = undefined;
    // Whoever did not want the bytes has not read them all.
    const left = size - (source.taken - before);
    if (!(await source.skip(left + paddingOf(size)))) throw badArchive("it ends early");
  }
}

/** Links, folders and devices state sizes too, and have no bytes. */
function sizeOf(header: TarHeader, { local, global }: Stated): number {
  if (kindOf(header.type) !== "file") return 0;
  return local?.size ?? global?.size ?? header.size ?? 0;
}

const metaTypes: ReadonlySet<string> = new Set(["x", "X", "g", "L", "K", "N"]);

async function nextHeader(source: ByteSource): Promise<TarHeader | undefined> {
  for (let zeros = 0; zeros < 2;) {
    const bytes = await source.take(tarBlockBytes);
    if (bytes.length === 0) {
      if (zeros === 0) throw badArchive(source.taken === 0 ? "it has no bytes" : "it ends without its mark");
      return undefined;
    }
    if (bytes.length < tarBlockBytes) throw badArchive("it ends in the middle of a header");
    const block = readTarBlock(bytes, 0, noFields);
    if (block.kind === "zero") zeros += 1;
    else if (block.kind === "unreadable") throw badArchive(`a header cannot be read: ${block.detail}`);
    else if (block.header.isChecksumValid) return block.header;
    else throw badArchive("a header is damaged, or it is no tar");
  }
  return undefined;
}

async function readMeta(source: ByteSource, header: TarHeader, stated: Stated): Promise<void> {
  const size = header.size ?? 0;
  if (size > extendedMaxBytes) throw badArchive("an extended header is too large");
  const text = (await source.take(size)).toString("utf8");
  await source.skip(paddingOf(size));
  if (header.type === "g") stated.global = mergePaxRecords(stated.global, parsePaxRecords(text).records);
  else if (header.type === "x" || header.type === "X") {
    stated.local = mergePaxRecords(stated.local, parsePaxRecords(text).records);
  } else if (header.type !== "K") stated.local = { ...stated.local, path: text.replace(/\0[^]*$/, "") };
}

interface Body {
  readonly size: number;
  readonly body: AsyncGenerator<Uint8Array, void, undefined>;
  readonly bounds: ArchiveBounds;
}

function toMember(header: TarHeader, { local, global }: Stated, { size, body, bounds }: Body): ArchiveMember {
  const path = local?.path ?? global?.path ?? header.path;
  const seconds = local?.modifiedAt ?? global?.modifiedAt ?? header.modifiedAt;
  return {
    kind: kindOf(header.type, path),
    path: path.slice(0, bounds.maxPathCharacters),
    size,
    modifiedAt: seconds === undefined || !Number.isFinite(seconds) ? undefined : Math.round(seconds * 1000),
    read: () => body,
  };
}

function kindOf(type: string, path = ""): ArchiveMember["kind"] {
  if (type === "5" || (path.endsWith("/") && (type === "0" || type === ""))) return "folder";
  if (type === "0" || type === "" || type === "7") return "file";
  return type === "1" || type === "2" ? "link" : "other";
}

function paddingOf(size: number): number {
  return (tarBlockBytes - (size % tarBlockBytes)) % tarBlockBytes;
}
