import { tryParseJson } from "@lockkeeper/core";
import type { ArchiveBounds, ArchiveMember } from "../../containers/archive-member.ts";
import { archiveBounds, plainPath, readMember } from "../../containers/archive-member.ts";
import { readTarMembers } from "../../containers/tar-members.ts";
import { looksLikeTar, packingOf, peek, unpack } from "../../containers/unpacked.ts";
import { readZipMembers } from "../../containers/zip-members.ts";
import type { RandomBytes } from "../../containers/zip-members.ts";
import type { ChannelStatement, EvidenceItem, ExposedPlace } from "../../observation.ts";
import type { ExposureQuestion } from "../../question.ts";
import { failureOf } from "../source-failure.ts";
import { evidenceOf } from "./image-evidence.ts";
import { describeImages } from "./image-layout.ts";
import { TreeReading } from "./tree-reading.ts";

/** What images and archives can and cannot show. */
export const imageStatement: ChannelStatement = {
  channel: "image",
  shows:
    "folders of node_modules, lockfiles, npm's cache and logs, caches of Yarn and Bun in the layers of container images (docker save, OCI), in their extracted folders and in archives (tar, tar.gz, zip) of projects; also what a later layer deletes",
  cannotShow:
    "what a stage of the build had that is not in the image, code that was bundled into files of another name, layers packed with zstd or encrypted, whether anything ran. Dates are those of files, which builds often set",
};

/** An archive as a file, or a folder as its entries. */
export interface ImageSource {
  /** What people call it: its path. */
  readonly ref: string;
  readonly content:
    | { readonly kind: "stream"; readonly chunks: AsyncIterable<Uint8Array> }
    | { readonly kind: "zip"; readonly file: RandomBytes }
    | { readonly kind: "folder"; readonly members: AsyncIterable<ArchiveMember> };
}

/** Reads one image or archive and yields what lies in it. Never throws for what it holds. */
export async function* collectImage(
  question: ExposureQuestion,
  { ref, content }: ImageSource,
  bounds: ArchiveBounds = archiveBounds,
): AsyncGenerator<EvidenceItem, void, undefined> {
  const walk = new ImageWalk(question, ref, bounds);
  try {
    await walk.read(content);
  } catch (error) {
    walk.reading.failures.push({ ...failureOf(ref, error), path: "" });
  }
  const images = describeImages(walk.documents);
  const missing = images.flatMap(({ layers }) => layers).filter((layer) => !walk.layers.has(layer));
  for (const path of new Set(missing)) {
    const message = `Cannot read the layer "${path.slice(0, 200)}" as the archive does not hold it`;
    walk.reading.failures.push({ code: "EXPOSURE_MISSING_LAYER", message, path });
  }
  yield* evidenceOf(walk.reading, { ref, images, hasZones: content.kind !== "zip" });
}

const documentMaxBytes = 4_000_000;
const maxDocuments = 2000;
/** How an image's archive names its layers and documents: blobs by their hash, folders with a `layer.tar`. */
const layerPath = /(?:^|\/)layer\.tar(?:\.gz)?$|(?:^|\/)blobs\/sha(?:256|512)\/[0-9a-f]{64,128}$/;
const documentPath =
  /^(?:manifest|index|repositories|oci-layout|[0-9a-f]{64})(?:\.json)?$|^blobs\/sha(?:256|512)\/[0-9a-f]{64,128}$/;
const openingBrace = 0x7b;

class ImageWalk {
  readonly #bounds: ArchiveBounds;
  readonly #where: ExposedPlace;
  readonly reading: TreeReading;
  /** Documents of JSON by their paths. */
  readonly documents = new Map<string, unknown>();
  /** Paths of the layers that were there. */
  readonly layers = new Set<string>();

  constructor(question: ExposureQuestion, ref: string, bounds: ArchiveBounds) {
    this.#bounds = bounds;
    this.#where = { kind: "image", id: ref };
    this.reading = new TreeReading(question);
  }

  async read(content: ImageSource["content"]): Promise<void> {
    if (content.kind === "folder") return await this.#readTop(content.members);
    if (content.kind === "zip") return await this.#readTop(readZipMembers(content.file, this.#bounds));
    const tar = unpack(content.chunks, this.#bounds);
    await this.#readTop(readTarMembers(tar, this.#bounds));
  }

  async #readTop(members: AsyncIterable<ArchiveMember>): Promise<void> {
    for await (const member of members) {
      const path = plainPath(member.path);
      const isInner = member.kind === "file" && (layerPath.test(path) || documentPath.test(path));
      if (isInner) await this.#readInner(member, path);
      else await this.reading.take(member, "", this.#where);
    }
  }

  /** A layer, or a document that says which layers an image has; a layer that cannot be read does not end the archive. */
  async #readInner(member: ArchiveMember, path: string): Promise<void> {
    const { beginning, rest } = await peek(member.read());
    const packing = packingOf(beginning);
    if (packing === "none" && beginning[0] === openingBrace)
      return await this.#keepDocument(member, path, rest);
    if (packing === "none" && beginning[0] === 0x5b) return await this.#keepDocument(member, path, rest);
    if (packing === "none" && !looksLikeTar(beginning)) return;
    this.layers.add(path);
    try {
      for await (const inner of readTarMembers(unpack(rest, this.#bounds), this.#bounds)) {
        await this.reading.take(inner, path, this.#where);
      }
    } catch (error) {
      this.reading.failures.push({ ...failureOf(path, error), path });
    }
  }

  async #keepDocument(
    member: ArchiveMember,
    path: string,
    rest: AsyncGenerator<Uint8Array, void, undefined>,
  ): Promise<void> {
    if (this.documents.size >= maxDocuments) return;
    const bytes = await readMember({ ...member, read: () => rest }, documentMaxBytes);
    const value = bytes === undefined ? undefined : tryParseJson(bytes.toString("utf8"));
    if (value !== undefined) this.documents.set(path, value);
  }
}
