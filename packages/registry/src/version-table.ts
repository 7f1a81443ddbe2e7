import type { ExoticDependency } from "@lockkeeper/core";

import type { ManifestScan } from "./manifest-scan.ts";
import { MemberTable } from "./member-table.ts";
import { textAt } from "./packument-texts.ts";
import type { PackumentTexts, TextCollector } from "./packument-texts.ts";
import type { PackumentVersion, Publisher, Span } from "./packument.ts";

/** What few versions have, or many share. */
export interface VersionRemarks {
  readonly deprecated: string | undefined;
  readonly installScripts: readonly string[];
  readonly exoticDependencies: readonly ExoticDependency[];
  readonly publisher: Publisher | undefined;
  readonly hasAttestation: boolean;
  readonly hasSignature: boolean;
}

/** The members of `versions`, as a scan leaves them and as they can be handed to another thread. */
export interface VersionColumns {
  readonly keys: readonly string[];
  readonly cells: Int32Array<ArrayBuffer>;
  /** `undefined` for a member that is never served. */
  readonly remarks: readonly (VersionRemarks | undefined)[];
}

// The cells of a member after the three of every table: where the tarball's URL lies in the document, then where each
// text starts and ends among the texts that are kept.
const cellsPerVersion = 13;
const tarballSpanCell = 3;
const tarballCell = 5;
const integrityCell = 7;
const shasumCell = 9;
const gitHeadCell = 11;

type TextOffsets = Pick<
  ManifestScan,
  | "tarballStart"
  | "tarballEnd"
  | "integrityStart"
  | "integrityEnd"
  | "shasumStart"
  | "shasumEnd"
  | "gitHeadStart"
  | "gitHeadEnd"
>;

const noTexts: TextOffsets = {
  tarballStart: 0,
  tarballEnd: 0,
  integrityStart: 0,
  integrityEnd: 0,
  shasumStart: 0,
  shasumEnd: 0,
  gitHeadStart: 0,
  gitHeadEnd: 0,
};

/** Gathers the members of `versions` during a scan. */
export class VersionColumnsBuilder {
  readonly keys: string[] = [];
  private readonly cells: number[] = [];
  private readonly remarks: (VersionRemarks | undefined)[] = [];
  private readonly texts: TextCollector;

  constructor(texts: TextCollector) {
    this.texts = texts;
  }

  /** Adds a member; without a manifest it is one that is never served. */
  add(key: string, keyStart: number, value: Span & { readonly manifest: ManifestScan | undefined }): void {
    const { start, end, manifest } = value;
    this.keys.push(key);
    this.cells.push(keyStart, start, end);
    this.remarks.push(manifest && this.pickRemarks(manifest));
    const texts: TextOffsets = manifest ?? noTexts;
    this.cells.push(texts.tarballStart, Math.abs(texts.tarballEnd));
    this.addText(texts.tarballStart, texts.tarballEnd);
    this.addText(texts.integrityStart, texts.integrityEnd);
    this.addText(texts.shasumStart, texts.shasumEnd);
    this.addText(texts.gitHeadStart, texts.gitHeadEnd);
  }

  finish(): VersionColumns {
    return { keys: this.keys, cells: Int32Array.from(this.cells), remarks: this.remarks };
  }

  private addText(start: number, end: number): void {
    const at = this.texts.add(start, end);
    this.cells.push(at, Math.sign(end) * (at + Math.abs(end) - start));
  }

  /** Neighbours mostly agree, and then share one object. */
  private pickRemarks(manifest: ManifestScan): VersionRemarks {
    const { deprecated, installScripts, exoticDependencies } = manifest;
    const { publisher, hasAttestation, hasSignature } = manifest;
    const last = this.remarks.at(-1);
    const isShared =
      last !== undefined &&
      last.publisher === publisher &&
      last.deprecated === deprecated &&
      last.installScripts === installScripts &&
      last.exoticDependencies === exoticDependencies &&
      last.hasAttestation === hasAttestation &&
      last.hasSignature === hasSignature;
    return isShared
      ? last
      : { deprecated, installScripts, exoticDependencies, publisher, hasAttestation, hasSignature };
  }
}

/**
 * The versions of a packument by their names. They are kept as numbers and texts and built when they are read: what a
 * server holds of hundreds of packuments would otherwise be most of its memory, and the collector's work on every
 * request.
 */
export class VersionTable implements ReadonlyMap<string, PackumentVersion> {
  /** All members of `versions`, those that are never served too. */
  readonly members: MemberTable;
  private readonly texts: PackumentTexts;
  private readonly remarks: VersionColumns["remarks"];
  private readonly served = new Map<string, number>();

  constructor({ keys, cells, remarks }: VersionColumns, texts: PackumentTexts) {
    this.members = new MemberTable({ keys, cells, cellsPerMember: cellsPerVersion });
    this.texts = texts;
    this.remarks = remarks;
    for (const [member, key] of keys.entries()) {
      if (remarks[member] !== undefined) this.served.set(key, member);
    }
  }

  get size(): number {
    return this.served.size;
  }

  has(version: string): boolean {
    return this.served.has(version);
  }

  get(version: string): PackumentVersion | undefined {
    const member = this.served.get(version);
    return member === undefined ? undefined : this.build(version, member);
  }

  keys(): MapIterator<string> {
    return this.served.keys();
  }

  *values(): MapIterator<PackumentVersion> {
    for (const [version, member] of this.served) yield this.build(version, member);
  }

  *entries(): MapIterator<[string, PackumentVersion]> {
    for (const [version, member] of this.served) yield [version, this.build(version, member)];
  }

  [Symbol.iterator](): MapIterator<[string, PackumentVersion]> {
    return this.entries();
  }

  forEach(
    visit: (value: PackumentVersion, key: string, map: ReadonlyMap<string, PackumentVersion>) => void,
  ): void {
    for (const [version, value] of this) visit(value, version, this);
  }

  private build(version: string, member: number): PackumentVersion {
    const remarks = this.remarks[member];
    if (remarks === undefined) throw new RangeError(`The member ${member} is never served`);
    return new TabledVersion(version, { members: this.members, member, texts: this.texts, remarks });
  }
}

interface Row {
  readonly members: MemberTable;
  readonly member: number;
  readonly texts: PackumentTexts;
  readonly remarks: VersionRemarks;
}

/** A version whose texts are decoded each time that they are asked for. */
class TabledVersion implements PackumentVersion {
  readonly version: string;
  private readonly row: Row;

  constructor(version: string, row: Row) {
    this.version = version;
    this.row = row;
  }

  get span(): Span {
    return this.row.members.valueOf(this.row.member);
  }

  get tarball(): PackumentVersion["tarball"] {
    const url = this.textAt(tarballCell);
    if (url === undefined) return undefined;
    return { url, span: { start: this.cellAt(tarballSpanCell), end: this.cellAt(tarballSpanCell + 1) } };
  }

  get integrity(): string | undefined {
    return this.textAt(integrityCell);
  }

  get shasum(): string | undefined {
    return this.textAt(shasumCell);
  }

  get gitHead(): string | undefined {
    return this.textAt(gitHeadCell);
  }

  get deprecated(): string | undefined {
    return this.row.remarks.deprecated;
  }

  get installScripts(): readonly string[] {
    return this.row.remarks.installScripts;
  }

  get exoticDependencies(): readonly ExoticDependency[] {
    return this.row.remarks.exoticDependencies;
  }

  get publisher(): Publisher | undefined {
    return this.row.remarks.publisher;
  }

  get hasAttestation(): boolean {
    return this.row.remarks.hasAttestation;
  }

  get hasSignature(): boolean {
    return this.row.remarks.hasSignature;
  }

  private cellAt(cell: number): number {
    return this.row.members.cellOf(this.row.member, cell);
  }

  private textAt(cell: number): string | undefined {
    return textAt(this.row.texts, this.cellAt(cell), this.cellAt(cell + 1));
  }
}
