import type { ExoticDependency } from "@lockkeeper/core";

import { decodeText } from "./json-text.ts";
import type { ManifestScan } from "./manifest-scan.ts";
import { MemberTable } from "./member-table.ts";
import type { PackumentVersion, Publisher, Span } from "./packument.ts";

/** A document's bytes and what helps to decode them. */
export interface DocumentBytes {
  readonly bytes: Buffer;
  readonly isAscii: boolean;
}

/** What few versions have, or many share. */
interface Remarks {
  readonly deprecated: string | undefined;
  readonly installScripts: readonly string[];
  readonly exoticDependencies: readonly ExoticDependency[];
  readonly publisher: Publisher | undefined;
  readonly hasAttestation: boolean;
  readonly hasSignature: boolean;
}

// The cells of a row: offsets into the document, two for each text.
const cellsPerRow = 10;
const spanCell = 0;
const tarballCell = 2;
const integrityCell = 4;
const shasumCell = 6;
const gitHeadCell = 8;

/**
 * The versions of a packument by their names. They are kept as offsets and decoded when they are read: what a server
 * holds of hundreds of packuments would otherwise be most of its memory, and the collector's work on every request.
 */
export class VersionTable implements ReadonlyMap<string, PackumentVersion> {
  /** All members of `versions`, those that are never served too. */
  readonly members: MemberTable = new MemberTable();
  private readonly document: DocumentBytes;
  private readonly rows = new Map<string, number>();
  private readonly cells: number[] = [];
  private readonly remarks: Remarks[] = [];

  constructor(document: DocumentBytes) {
    this.document = document;
  }

  /** Adds a version that may be served. */
  add(version: string, span: Span, manifest: ManifestScan): void {
    this.rows.set(version, this.remarks.length);
    this.cells.push(
      span.start,
      span.end,
      manifest.tarballStart,
      manifest.tarballEnd,
      manifest.integrityStart,
      manifest.integrityEnd,
      manifest.shasumStart,
      manifest.shasumEnd,
      manifest.gitHeadStart,
      manifest.gitHeadEnd,
    );
    this.remarks.push(this.pickRemarks(manifest));
  }

  get size(): number {
    return this.rows.size;
  }

  has(version: string): boolean {
    return this.rows.has(version);
  }

  get(version: string): PackumentVersion | undefined {
    const row = this.rows.get(version);
    return row === undefined ? undefined : this.build(version, row);
  }

  keys(): MapIterator<string> {
    return this.rows.keys();
  }

  *values(): MapIterator<PackumentVersion> {
    for (const [version, row] of this.rows) yield this.build(version, row);
  }

  *entries(): MapIterator<[string, PackumentVersion]> {
    for (const [version, row] of this.rows) yield [version, this.build(version, row)];
  }

  [Symbol.iterator](): MapIterator<[string, PackumentVersion]> {
    return this.entries();
  }

  forEach(
    visit: (value: PackumentVersion, key: string, map: ReadonlyMap<string, PackumentVersion>) => void,
  ): void {
    for (const [version, value] of this) visit(value, version, this);
  }

  /** Neighbours mostly agree, and then share one object. */
  private pickRemarks(manifest: ManifestScan): Remarks {
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

  private build(version: string, row: number): PackumentVersion {
    const remarks = this.remarks[row];
    if (remarks === undefined) throw new RangeError(`The table has no row ${row}`);
    return new TabledVersion(version, {
      document: this.document,
      cells: this.cells,
      at: row * cellsPerRow,
      remarks,
    });
  }
}

interface Row {
  readonly document: DocumentBytes;
  readonly cells: readonly number[];
  readonly at: number;
  readonly remarks: Remarks;
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
    return this.spanAt(spanCell);
  }

  get tarball(): PackumentVersion["tarball"] {
    const url = this.textAt(tarballCell);
    if (url === undefined) return undefined;
    const { start, end } = this.spanAt(tarballCell);
    return { url, span: { start, end: Math.abs(end) } };
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

  private spanAt(cell: number): Span {
    const { cells, at } = this.row;
    return { start: cells[at + cell] ?? 0, end: cells[at + cell + 1] ?? 0 };
  }

  private textAt(cell: number): string | undefined {
    const { start, end } = this.spanAt(cell);
    const { bytes, isAscii } = this.row.document;
    return end === 0 ? undefined : decodeText(bytes, { start, end, isAscii });
  }
}
