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
  "do not mention",
  "don't mention",
  "never mention",
  "not mention",
  "do not tell",
  "don't tell",
  "not tell the user",
  "do not inform",
  "don't inform",
  "do not reveal",
  "do not disclose",
  "without telling",
  "without informing",
  "without mentioning",
  "without asking",
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

/** Where people keep what is nobody else's. */
const secretPlace =
  /\bid_(?:rsa|ed25519|ecdsa)\b|[~/]\.ssh\b|\.aws\/credentials|\.cursor\/mcp\.json|claude_desktop_config|\.(?:npmrc|netrc|git-credentials|pgpass|kube\/config)\b|(?:^|[\s"'`(/])\.env\b|\b(?:private|api|secret|access) keys?\b|\benvironment variables\b|\b(?:seed|recovery) phrase\b|\bcredentials\b/i;
/** What an agent is to do with it. */
const taking =
  /\b(?:read|cat|open|load|collect|gather|get|fetch|find)\b.{0,200}\b(?:pass|send|include|attach|append|provide|add|put|post|upload|submit|encode|return)\b/i;
/** And keep to itself. */
const secrecy =
  /\b(?:(?:do not|don't|never|must not|should not)\s+(?:\w+\s+){0,2}?(?:mention|tell|inform|reveal|disclose|show|notify|explain)|without\s+(?:telling|informing|mentioning|notifying|asking))\b.{0,80}\b(?:user|human|developer|person|anyone|anybody|them|this|it)\b/i;

const windowBytes = 300;

/**
 * Finds a text that tells an automated reviewer what to think of the package, or has an agent take secrets along and say nothing about
 * it, as descriptions of tools do. All three parts must stand together.
 */
export function* findReaderInstructions({ bytes }: ExaminedFile): Generator<FoundConcealment> {
  let found: FoundConcealment | undefined;
  let count = 0;
  anchors.search(bytes, ({ start, end }) => {
    count += 1;
    const from = Math.max(0, start - windowBytes);
    const text = bytes.toString("utf8", from, end + windowBytes).replace(/[\s*#]+/g, " ");
    const detail = detailOf(text);
    if (detail !== undefined) {
      found = {
        kind: "instructions-to-reader",
        start,
        detail,
        amount: 1,
        excerpt: text.slice(Math.max(0, windowBytes - 120), windowBytes + 120),
      };
    }
    return found === undefined && count < 2000;
  });
  if (found !== undefined) yield found;
}

function detailOf(text: string): string | undefined {
  if (reader.test(text) && order.test(text) && object.test(text))
    return "a text that tells a reviewing machine what to think";
  const isOrder = secretPlace.test(text) && taking.test(text) && secrecy.test(text);
  return isOrder ? "a text that has an agent take secrets along and say nothing about it" : undefined;
}
