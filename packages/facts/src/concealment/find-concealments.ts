import type { ArchiveEntry } from "@lockkeeper/archive";

import { codeKinds } from "../files/code-kinds.ts";
import type { OwnFileFacts } from "../files/read-file-facts.ts";
import type { Concealment } from "../package-facts.ts";
import { findAppendedData, findTextChunks } from "./appended-data.ts";
import { placeConcealment } from "./concealed-place.ts";
import type { ExaminedFile, FoundConcealment } from "./concealed-place.ts";
import { dataKinds, findEncodedBlobs } from "./encoded-blobs.ts";
import { findHiddenCharacters } from "./hidden-characters.ts";
import { findLure } from "./lure-page.ts";
import { findNativeCode } from "./native-code.ts";
import { findOffScreenCode, findOffScreenCommand } from "./off-screen.ts";
import { findNoise, findOpaqueLiterals } from "./opaque-data.ts";
import { findReaderInstructions } from "./reader-instructions.ts";
import { findScriptInData } from "./script-in-data.ts";

/** Larger files are examined to here. */
const examinedMaxBytes = 64_000_000;
const keptPerFile = 20;

/** Finds what one file hides, by its bytes alone. Bounded in time and in number; never throws. */
export function findConcealments(entry: ArchiveEntry, facts: OwnFileFacts): readonly Concealment[] {
  const { buffer, byteOffset, length } = entry.bytes;
  const bytes = Buffer.from(buffer, byteOffset, Math.min(length, examinedMaxBytes));
  const file: ExaminedFile = { entry, facts, bytes };
  const found: Concealment[] = [];
  for (const one of examine(file)) {
    found.push(placeConcealment(file, one));
    if (found.length >= keptPerFile) break;
  }
  return found;
}

function* examine(file: ExaminedFile): Generator<FoundConcealment> {
  const { kind, mismatch, size } = file.facts;
  if (mismatch !== undefined) yield { kind: "extension-mismatch", detail: mismatch, amount: size };
  if (kind === "native") yield* findNativeCode(file);
  else if (kind === "image" || kind === "font") yield* examineImage(file);
  else if (kind === "binary") yield* findNoise(file);
  else if (codeKinds.has(kind)) yield* examineCode(file);
  else if (dataKinds.has(kind)) yield* examineData(file);
}

function* examineImage(file: ExaminedFile): Generator<FoundConcealment> {
  yield* findAppendedData(file);
  yield* findTextChunks(file);
}

function* examineCode(file: ExaminedFile): Generator<FoundConcealment> {
  yield* findOffScreenCode(file);
  yield* findHiddenCharacters(file);
  yield* findEncodedBlobs(file);
  yield* findOpaqueLiterals(file);
  yield* findReaderInstructions(file);
}

/** A map holds sources as texts, white space and all; prose may be written in any alphabet. */
function* examineData(file: ExaminedFile): Generator<FoundConcealment> {
  yield* findScriptInData(file);
  if (file.facts.kind === "markup") yield* findLure(file);
  if (file.entry.path.endsWith("package.json")) yield* findOffScreenCommand(file);
  if (file.facts.kind === "source-map") return;
  yield* findEncodedBlobs(file);
  yield* findReaderInstructions(file);
}
