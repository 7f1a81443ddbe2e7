import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import type { Subject } from "../subject.ts";

/** So many characters that nobody sees hold a program; an emoji has one or two. */
const payloadMinCharacters = 40;

/** Characters that a reader does not see, or that turn what he sees, stand in code. */
export const invisibleText: Detector = defineDetector({
  id: "invisible-text",
  title: "Code holds characters that are invisible, turned around, or look like others",
  family: "concealment",
  strength: "supporting",
  technique: "T1027.018",
  *detect({ facts }) {
    for (const { kind, path, location, detail, excerpt, amount } of facts.concealments) {
      if (kind !== "invisible-characters" && kind !== "bidirectional-text" && kind !== "homoglyphs") continue;
      const isLive = isRun(path, facts);
      const isPayload = kind === "invisible-characters" && amount >= payloadMinCharacters;
      yield {
        message: `${path} holds ${wordsOf(kind)}: ${detail}.`,
        strength: isPayload && isLive ? "strong" : isLive ? "supporting" : "context",
        location: location === undefined ? undefined : { file: path, ...location },
        excerpt,
      };
    }
  },
});

function wordsOf(kind: "invisible-characters" | "bidirectional-text" | "homoglyphs"): string {
  if (kind === "invisible-characters") return "characters that nobody sees";
  return kind === "homoglyphs" ? "names that look like others" : "characters that turn the order of text";
}

function isRun(path: string, facts: Subject["facts"]): boolean {
  const file = facts.files.find((one) => one.path === path);
  return file?.triggers.some((trigger) => trigger !== "development") ?? false;
}
