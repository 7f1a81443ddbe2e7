import type { JsonScanner } from "./json-scanner.ts";

interface Field<Target> {
  readonly key: string;
  /** A bit of its own, to notice the field's second coming. */
  readonly bit: number;
  readonly read: (scanner: JsonScanner, target: Target) => void;
}

/** The fields of an object that are read; all others are passed over. */
export interface FieldTable<Target> {
  /** By the length of the key: most keys of a packument are told apart by that, without making a string of them. */
  readonly byLength: readonly (readonly Field<Target>[] | undefined)[];
  readonly all: readonly Field<Target>[];
}

/** Builds a table of up to 30 fields with ASCII names. */
export function createFieldTable<Target>(
  readers: Readonly<Record<string, (scanner: JsonScanner, target: Target) => void>>,
): FieldTable<Target> {
  const all = Object.entries(readers).map(([key, read], order) => ({ key, bit: 1 << order, read }));
  const longest = Math.max(...all.map(({ key }) => key.length));
  const byLength = Array.from({ length: longest + 1 }, (_, length) => {
    const fields = all.filter(({ key }) => key.length === length);
    return fields.length > 0 ? fields : undefined;
  });
  return { byLength, all };
}

/**
 * Reads the object at the cursor into `target`; any other value is passed over. A field given twice is read as one
 * value by some clients and as the other by the rest, so it throws `REGISTRY_BAD_PACKUMENT`.
 */
export function readFields<Target>(scanner: JsonScanner, table: FieldTable<Target>, target: Target): void {
  if (!scanner.isObject()) {
    scanner.skipValue();
    return;
  }
  let seen = 0;
  scanner.openObject();
  while (scanner.nextMember()) {
    const field = findField(scanner, table);
    if (!field) {
      scanner.skipMemberValue();
      continue;
    }
    if ((seen & field.bit) !== 0) throw scanner.fault(`"${field.key}" is given twice`);
    seen |= field.bit;
    field.read(scanner, target);
  }
}

function findField<Target>(scanner: JsonScanner, table: FieldTable<Target>): Field<Target> | undefined {
  const length = scanner.plainKeyLength();
  const candidates = length < 0 ? table.all : table.byLength[length];
  if (!candidates) return undefined;
  for (const field of candidates) {
    if (scanner.keyIs(field.key)) return field;
  }
  return undefined;
}
