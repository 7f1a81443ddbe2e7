import type { Dirent } from "node:fs";

import { readStart, readStats, valueOf } from "../disk/read-disk.ts";
import { dropFoldersOf } from "../host.ts";
import type { SweepHost } from "../host.ts";
import type { SweepSink } from "../sweep-sink.ts";
import { isProgram, isSystemName } from "../tells/system-names.ts";
import { fileTime } from "./file-matcher.ts";
import type { FileMatcher } from "./file-matcher.ts";

const magicBytes = 8;
const scriptName = /\.(?:py|sh|ps1|vbs|bat|cmd|[cm]?js|scpt)$/i;

/** Looks at what lies directly in folders that everybody may write to, where droppers leave what they fetch. */
export class DropVisitor {
  readonly #folders: ReadonlySet<string>;
  readonly #sink: SweepSink;
  readonly #files: FileMatcher;

  constructor(host: SweepHost, sink: SweepSink, files: FileMatcher) {
    this.#folders = new Set(dropFoldersOf(host));
    this.#sink = sink;
    this.#files = files;
  }

  visit(folder: string, entries: readonly Dirent[]): void {
    const isHidden = folder.slice(folder.lastIndexOf("/") + 1).startsWith(".");
    const parent = folder.slice(0, folder.lastIndexOf("/"));
    if (!this.#folders.has(folder) && !(isHidden && this.#folders.has(parent))) return;
    for (const entry of entries) {
      if (entry.isFile()) this.#look(`${folder}/${entry.name}`, entry.name);
    }
  }

  #look(place: string, name: string): void {
    // It may have come after those places were looked at.
    if (this.#files.matchExpected(place)) return;
    const stats = valueOf(readStats(place));
    if (stats === undefined || stats.size === 0) return;
    const isExecutable = (stats.mode & 0o111) !== 0;
    const isLikely = isExecutable || scriptName.test(name) || name.startsWith(".") || !name.includes(".");
    if (isLikely) this.#files.matchDropped(place);
    if (!isSystemName(name)) return;
    const start = valueOf(readStart(place, magicBytes));
    if (!scriptName.test(name) && (start === undefined || !isProgram(start))) return;
    this.#sink.match({
      subject: "file",
      grade: "suspicious",
      rule: "tell-system-name",
      place,
      evidence:
        "A program with the name of a part of the system lies in a folder that everybody may write to",
      at: fileTime(stats),
      sha256: this.#files.digestOf(place),
    });
  }
}
