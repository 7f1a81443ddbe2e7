import type { LockfileKind } from "@lockkeeper/lockfile";

/** The entries of a lockfile as pieces of its text, each of which is an entry by itself once it stands in `wrap`. */
export interface EntryTexts {
  readonly kind: LockfileKind;
  /** What the same piece means the same in. */
  readonly form: string;
  readonly pieces: readonly string[];
  /** Where pieces follow one another without anything between: what stands before them, and the mark at which each begins. */
  readonly frame?: EntryFrame;
  /** A lockfile with this piece alone. */
  wrap(piece: string): string;
}

/** How pieces lie in the text. */
export interface EntryFrame {
  /** What stands before the first piece. */
  readonly head: string;
  readonly mark: string;
}

/**
 * Takes a lockfile's text apart at the ends of its entries, as its client lays it out; `undefined` for another layout.
 * Pieces say what the whole says: each must parse by itself, and between them is nothing.
 */
export function splitEntries(kind: LockfileKind, text: string): EntryTexts | undefined {
  if (text.includes("\n<<<<<<< ") || text.includes("\n>>>>>>> ")) return undefined;
  switch (kind) {
    case "npm":
      return splitNpm(text);
    case "bun":
      return splitBun(text);
    case "pnpm":
      return splitPnpm(text);
    case "yarn-classic":
      return splitYarnClassic(text);
    case "yarn-berry":
      return splitYarnBerry(text);
    default:
      return undefined;
  }
}

/**
 * npm writes JSON with the manifest's own indentation. A line's end cannot stand inside a text of JSON, so that a quote
 * behind one is always the beginning of a key or an item.
 */
function splitNpm(text: string): EntryTexts | undefined {
  const indent = /^\{\n([\t ]{1,16})"/.exec(text)?.[1];
  if (indent === undefined) return undefined;
  const name = text.includes(`\n${indent}"packages": {\n`) ? "packages" : "dependencies";
  const section = findSection(text, indent, name);
  if (section === undefined || !isJsonObject(`${section.head}}}`)) return undefined;
  if (!/"lockfileVersion": ?[1-9]/.test(section.head)) return undefined;
  const mark = `\n${indent}${indent}"`;
  return {
    kind: "npm",
    form: `npm ${name}`,
    pieces: splitAt(section.inner, mark),
    frame: { head: section.head, mark },
    wrap: (piece) => `{"lockfileVersion":3,"${name}":{${withoutComma(piece)}}}`,
  };
}

/** Bun writes JSON with commas behind the last ones too. */
function splitBun(text: string): EntryTexts | undefined {
  const section = findSection(text, "  ", "packages");
  if (section === undefined || !/"lockfileVersion": ?\d/.test(section.head)) return undefined;
  return {
    kind: "bun",
    form: "bun",
    pieces: splitAt(section.inner, '\n    "'),
    frame: { head: section.head, mark: '\n    "' },
    wrap: (piece) => `{"lockfileVersion":1,"workspaces":{"":{}},"packages":{${withoutComma(piece)}}}`,
  };
}

/** pnpm writes an empty line before every entry and every section. */
function splitPnpm(text: string): EntryTexts | undefined {
  const start = text.indexOf("\npackages:\n\n");
  // A file may hold several documents.
  if (start < 0 || text.includes("\n---") || text.includes("\r")) return undefined;
  if (!text.startsWith("lockfileVersion:")) return undefined;
  const pieces: string[] = [];
  let at = start + "\npackages:\n\n".length;
  while (at < text.length && text.startsWith("  ", at)) {
    const end = text.indexOf("\n\n", at);
    pieces.push(text.slice(at, end < 0 ? text.length : end));
    at = end < 0 ? text.length : end + 2;
  }
  // Behind the entries comes another section, or nothing.
  if (at < text.length && !/^[a-zA-Z]/.test(text.slice(at, at + 1))) return undefined;
  if (text.indexOf("\npackages:", start + 1) >= 0) return undefined;
  return {
    kind: "pnpm",
    form: "pnpm",
    pieces,
    wrap: (piece) => `lockfileVersion: '9.0'\n\npackages:\n\n${piece}\n`,
  };
}

function splitYarnClassic(text: string): EntryTexts | undefined {
  if (text.includes("\r")) return undefined;
  const pieces = splitAt(text, "\n\n");
  return {
    kind: "yarn-classic",
    form: "yarn-classic",
    pieces: pieces.filter(hasEntry),
    wrap: (piece) => `${piece}\n`,
  };
}

function splitYarnBerry(text: string): EntryTexts | undefined {
  if (text.includes("\r") || !text.includes("\n\n__metadata:\n") || text.includes("\n---")) return undefined;
  const pieces = splitAt(text, "\n\n").filter(
    (piece) => hasEntry(piece) && !/^\s{0,9}__metadata:/.test(piece),
  );
  return {
    kind: "yarn-berry",
    form: "yarn-berry",
    pieces,
    wrap: (piece) => `__metadata:\n  version: 8\n\n${piece.trimStart()}\n`,
  };
}

interface Section {
  /** Up to the section's opening brace, with it. */
  readonly head: string;
  /** Between the braces. */
  readonly inner: string;
}

/** A member of a JSON document that stands on a line of its own and ends with a brace on a line of its own. */
function findSection(text: string, indent: string, name: string): Section | undefined {
  const opening = `\n${indent}"${name}": {\n`;
  const start = text.indexOf(opening);
  if (start < 0 || !text.trimEnd().endsWith("}")) return undefined;
  // The line's end belongs to the first entry.
  const from = start + opening.length - 1;
  const end = text.indexOf(`\n${indent}}`, from);
  return end < 0 ? undefined : { head: text.slice(0, from), inner: text.slice(from, end) };
}

/** Pieces that each begin where the mark stands. */
function splitAt(text: string, mark: string): readonly string[] {
  const pieces: string[] = [];
  let at = 0;
  while (at < text.length) {
    const next = text.indexOf(mark, at + 1);
    const end = next < 0 ? text.length : next;
    pieces.push(text.slice(at, end));
    at = end;
  }
  return pieces;
}

function withoutComma(piece: string): string {
  return piece.trimEnd().replace(/,$/, "");
}

/** Whether there is anything but comments and empty lines. */
function hasEntry(piece: string): boolean {
  return piece.split("\n").some((line) => line !== "" && !line.startsWith("#"));
}

function isJsonObject(text: string): boolean {
  try {
    return typeof JSON.parse(text) === "object";
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
