import { FAILSAFE_SCHEMA, loadAll, YAMLException } from "js-yaml";

import { badFormat, tooLarge } from "./errors.ts";
import { tryParsePlainYaml } from "./plain-yaml.ts";

/** A document of a YAML file. */
export interface YamlDocument {
  /** Texts, lists and objects; nothing is read as a number or a date. */
  readonly value: unknown;
  /** The line of a key, from 1, by the key: those of the document, or of the section that was asked for. */
  readonly lines: ReadonlyMap<string, number>;
}

/** How deep a file may be, and whose keys' lines are wanted. */
export interface YamlForm {
  readonly maxDepth: number;
  /** The key of the document whose value holds the keys; `undefined` for the document's own keys. */
  readonly section: string | undefined;
}

/** Parses all documents of a YAML file, in pnpm's own form faster than in others. Throws `LockfileError`. */
export function parseYamlDocuments(text: string, form: YamlForm): readonly YamlDocument[] {
  const plain = form.section === undefined ? undefined : tryParsePlainYaml(text, form.section);
  return plain === undefined ? parseAnyYamlDocuments(text, form) : [plain];
}

/** Parses all documents of a YAML file by the rules of YAML alone. Throws `LockfileError`. */
export function parseAnyYamlDocuments(
  text: string,
  { maxDepth, section }: YamlForm,
): readonly YamlDocument[] {
  const lines: Map<string, number>[] = [];
  const opened: number[] = [];
  let isInSection = false;
  const keyLevel = section === undefined ? 1 : 2;

  function listen(event: "open" | "close", line: number, scalar: unknown): void {
    if (event === "open") {
      if (opened.length === 0) lines.push(new Map());
      opened.push(line + 1);
      if (opened.length > maxDepth) throw tooLarge(`${String(maxDepth)} levels of nesting`);
      return;
    }
    const start = opened.pop();
    if (typeof scalar !== "string" || start === undefined) return;
    // On the document's own level a text is a key, or a value that ends before the next key.
    if (opened.length === 1) isInSection = section === undefined || scalar === section;
    const found = lines.at(-1);
    if (opened.length === keyLevel && isInSection && found?.has(scalar) === false) found.set(scalar, start);
  }

  const values = loadValues(text, listen);
  if (lines.length !== values.length && values.length > 0)
    throw badFormat("its documents cannot be told apart");
  return values.map((value, index) => ({ value, lines: lines[index] ?? new Map<string, number>() }));
}

type Listen = (event: "open" | "close", line: number, scalar: unknown) => void;

function loadValues(text: string, listen: Listen): readonly unknown[] {
  try {
    return loadAll(text, null, {
      // Without this, `1.10` would be read as the number 1.1.
      schema: FAILSAFE_SCHEMA,
      listener: (event, { line, result }: { readonly line: number; readonly result: unknown }) =>
        listen(event, line, result),
    });
  } catch (error) {
    // The library's error holds the whole text and no more than this.
    if (error instanceof YAMLException) throw badFormat(error.reason, error.mark.line + 1);
    throw error;
  }
}

/** Whether a value is an object, or none is there. */
export function isObjectOrAbsent(value: unknown): boolean {
  return value === undefined || (typeof value === "object" && !Array.isArray(value));
}

/** The own members of an object; none for anything else. */
export function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
}

/** An own member of an object, or `undefined`. */
export function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  const field: unknown = Reflect.get(value, name);
  return field;
}

/** An own member that is a text, or `undefined`. */
export function textFieldOf(value: unknown, name: string): string | undefined {
  const field = fieldOf(value, name);
  return typeof field === "string" ? field : undefined;
}

/** The own members of an object that are texts; none for anything else. */
export function textPairsOf(value: unknown): readonly (readonly [string, string])[] {
  const pairs: (readonly [string, string])[] = [];
  if (typeof value !== "object" || value === null || Array.isArray(value)) return pairs;
  for (const name of Object.keys(value)) {
    const member: unknown = Reflect.get(value, name);
    if (typeof member === "string") pairs.push([name, member]);
  }
  return pairs;
}
