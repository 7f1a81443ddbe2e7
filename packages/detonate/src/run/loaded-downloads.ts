import type { BaseDisk } from "../disk/base-disk.ts";
import type { Disk } from "../disk/disk.ts";
import { bytesOf } from "../disk/disk-node.ts";
import type { DiskContent } from "../disk/disk-node.ts";
import { downloadMark } from "../network/answer-request.ts";
import type { HoneySeeker } from "../record/honey.ts";

const shownCharacters = 2_000;

/** Where a process finds what it loads. */
export interface LoadedDownloadsParts {
  readonly disk: Disk;
  readonly base: BaseDisk;
  readonly seeker: HoneySeeker;
}

/** Knows of files that are loaded as code whether the run itself downloaded them. */
export class LoadedDownloads {
  readonly #parts: LoadedDownloadsParts;
  /** What was looked through, so that nothing is twice. */
  readonly #known: Map<string, { readonly content: DiskContent; readonly text: string | undefined }> =
    new Map();

  constructor(parts: LoadedDownloadsParts) {
    this.#parts = parts;
  }

  /** The beginning of a file of the run that holds something downloaded; nothing of a file that was there before, or is none. */
  textOf(path: string): string | undefined {
    const { disk, base, seeker } = this.#parts;
    const place = disk.places.resolve("", path);
    const node = disk.find(place);
    if (node?.kind !== "file") return undefined;
    const { content } = node;
    if (base.nodes.get(base.places.keyOf(place))?.content === content) return undefined;
    const known = this.#known.get(place);
    if (known !== undefined && known.content === content) return known.text;
    const bytes = bytesOf(content);
    const isDownloaded = seeker.find(bytes).includes(downloadMark);
    const text = isDownloaded
      ? Buffer.from(bytes.subarray(0, shownCharacters)).toString("latin1")
      : undefined;
    this.#known.set(place, { content, text });
    return text;
  }
}
