import type { OpenedSubject } from "./open-subject.ts";
import type { RespondInput } from "./respond-input.ts";

/** What of a call decides on what a response does; a resumed one goes by it. */
export type ResponseRequest = Pick<RespondInput, "words" | "freezeMs" | "movesCopies">;

/** What the journal keeps of a call; folders are absolute, so that a resumed response finds them from anywhere. */
export function requestOf(
  { freezeMs, movesCopies }: RespondInput,
  { question }: OpenedSubject,
): Readonly<Record<string, unknown>> {
  const words = [...question.campaigns, ...question.advisories, ...question.words];
  return { words, freezeMs: freezeMs ?? 0, movesCopies };
}

/** Reads it again; `undefined` for what is none. */
export function parseRequest(
  value: Readonly<Record<string, unknown>> | undefined,
): ResponseRequest | undefined {
  const words = value?.["words"];
  const { freezeMs, movesCopies } = value ?? {};
  if (!Array.isArray(words) || typeof freezeMs !== "number" || typeof movesCopies !== "boolean")
    return undefined;
  const texts = words.filter((word): word is string => typeof word === "string");
  return texts.length === words.length ? { words: texts, freezeMs, movesCopies } : undefined;
}
