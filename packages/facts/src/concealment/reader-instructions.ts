import { TextSearch } from "../text/text-search.ts";
import type { ExaminedFile, FoundConcealment } from "./concealed-place.ts";

/** Words that such an instruction cannot do without. */
const anchors = new TextSearch([
  "ignore all previous",
  "ignore previous",
  "ignore prior",
  "ignore the above",
  "disregard",
  "not malicious",
  "is benign",
  "as benign",
  "as safe",
  "is safe",
  "do not flag",
  "don't flag",
  "do not report",
  "do not analyze",
  "do not analyse",
  "skip analysis",
  "skip the analysis",
]);

/** Who is spoken to: a machine that reviews. */
const reader =
  /\b(?:(?:AI|LLM|automated|machine[- ]learning|language)[- ](?:\w+[- ]){0,2}(?:model|agent|assistant|analyst|analy[sz]er|reviewer|auditor|scanner|tool|system)s?|(?:security|code|malware|package|static)[- ](?:analysis )?(?:scanner|reviewer|auditor|analy[sz]er|classifier|agent)s?|LLMs?|large language models?|ChatGPT|GPT-?\d|Claude|Gemini|Copilot)\b/i;

/** What it is to think, or to leave out. */
const order =
  /\b(?:(?:treat|classify|mark|rate|report|consider|label|score|return|respond|answer|reply|output|conclude|state)\b.{0,80}\b(?:safe|benign|clean|harmless|legitimate|trusted|no (?:issues|malware|threats?|risk))|(?:do not|don't|never|must not|should not|skip|stop)\s+(?:flag|report|analy[sz]|scan|inspect|review|mention|block)\w*|(?:ignore|disregard|forget)\s+(?:all|any|the|your|previous|prior|above)\b.{0,60}\b(?:instructions?|prompts?|rules|findings|guidelines))/i;

/** What is to be thought about. */
const object =
  /\b(?:package|module|librar(?:y|ies)|code|files?|scripts?|repository|dependency|payload|project)\b/i;

const windowBytes = 300;

/** Finds a text that tells an automated reviewer what to think of the package. All three parts must stand together. */
export function* findReaderInstructions({ bytes }: ExaminedFile): Generator<FoundConcealment> {
  let found: FoundConcealment | undefined;
  let count = 0;
  anchors.search(bytes, ({ start, end }) => {
    count += 1;
    const from = Math.max(0, start - windowBytes);
    const text = bytes.toString("utf8", from, end + windowBytes).replace(/[\s*#]+/g, " ");
    if (reader.test(text) && order.test(text) && object.test(text)) {
      found = {
        kind: "instructions-to-reader",
        start,
        detail: "a text that tells a reviewing machine what to think",
        amount: 1,
        excerpt: text.slice(Math.max(0, windowBytes - 120), windowBytes + 120),
      };
    }
    return found === undefined && count < 2000;
  });
  if (found !== undefined) yield found;
}
