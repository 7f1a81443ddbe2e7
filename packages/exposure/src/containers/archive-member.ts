/** One entry of an archive as it comes by. Paths are foreign texts, with forward slashes; nothing is ever written by them. */
export interface ArchiveMember {
  readonly kind: "file" | "folder" | "link" | "other";
  readonly path: string;
  /** Bytes as the archive states them. */
  readonly size: number;
  /** Milliseconds since the epoch; `undefined` where the archive does not tell. */
  readonly modifiedAt: number | undefined;
  /** The bytes, once, before the next member is asked for; what nobody reads is passed over. */
  read(): AsyncGenerator<Uint8Array, void, undefined>;
}

/** The bounds on one archive. Sizes are bytes. */
export interface ArchiveBounds {
  readonly maxMembers: number;
  /** Bytes after unpacking, of everything in it. */
  readonly maxUnpackedBytes: number;
  /** How many times its packed size it may unpack to, once that is more than `growthFreeBytes`. */
  readonly maxGrowth: number;
  readonly growthFreeBytes: number;
  readonly maxPathCharacters: number;
  /** Bytes of one member that is read as a whole. */
  readonly maxMemberBytes: number;
}

/** The largest images have some million files and some dozen gigabytes. */
export const archiveBounds: ArchiveBounds = {
  maxMembers: 10_000_000,
  maxUnpackedBytes: 200_000_000_000,
  maxGrowth: 200,
  growthFreeBytes: 2_000_000_000,
  maxPathCharacters: 4096,
  maxMemberBytes: 64_000_000,
};

/** A path as it may be compared: without leading `./` and `/`, without empty and `.` segments; `..` stays what it is. */
export function plainPath(path: string): string {
  return path
    .replaceAll("\\", "/")
    .split("/")
    .filter((segment) => segment !== "" && segment !== ".")
    .join("/");
}

/** All bytes of a member, or `undefined` where it is larger than that. */
export async function readMember(member: ArchiveMember, maxBytes: number): Promise<Buffer | undefined> {
  if (member.size > maxBytes) return undefined;
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of member.read()) {
    size += part.length;
    if (size > maxBytes) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}
