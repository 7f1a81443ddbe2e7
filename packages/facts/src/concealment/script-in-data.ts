import { tryParseJson } from "../manifest/json-value.ts";
import { beginningOf, beginsAsCode } from "../files/text-content.ts";
import { contentOf } from "./decoded-content.ts";
import type { ExaminedFile, FoundConcealment } from "./concealed-place.ts";

const examinedMaxBytes = 200_000;

/** Finds a script in a file that claims to be data, prose, a style or an image. */
export function* findScriptInData(file: ExaminedFile): Generator<FoundConcealment> {
  const { facts, bytes, entry } = file;
  const text = beginningOf(bytes, examinedMaxBytes);
  if (facts.kind === "declaration") return;
  if (facts.kind === "markup") {
    if (/\.svg$/i.test(entry.path)) yield* scriptInImage(text, bytes);
    return;
  }
  if (!beginsAsCode(text) || isProse(text)) return;
  const isJson = facts.kind === "json" || facts.kind === "source-map";
  if (isJson && tryParseJson(bytes.toString("utf8")) !== undefined) return;
  const content = contentOf(bytes);
  if (content === undefined) return;
  yield { kind: "payload-in-data", start: 0, detail: `it is ${content.name}`, amount: bytes.length };
}

/** Headings, fences and lists of Markdown, or lines of ordinary sentences. */
function isProse(text: string): boolean {
  return /^(?:#{1,6} |```|={3,}|-{3,}$|\* |- |> )/m.test(text.slice(0, 20_000));
}

/** An image may hold a script, and browsers run it when the image is opened by itself. */
function* scriptInImage(text: string, bytes: Buffer): Generator<FoundConcealment> {
  const script =
    /<script\b[^>]{0,300}>([\s\S]{20,})/i.exec(text) ??
    /\bon(?:load|error|begin)\s{0,5}=\s{0,5}["']([^"']{20,})/i.exec(text);
  if (script === null) return;
  yield {
    kind: "payload-in-data",
    start: Buffer.byteLength(text.slice(0, script.index)),
    detail: "a script in an SVG image",
    amount: bytes.length,
  };
}
