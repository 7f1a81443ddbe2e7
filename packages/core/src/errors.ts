/** What every Lockkeeper error carries besides its code. */
export interface ErrorDetails {
  /** One sentence: the action that failed, why, and the value at fault after a colon. */
  readonly message: string;
  /** What the reader can do about it. */
  readonly hint?: string;
  readonly cause?: unknown;
  /** Machine-readable context; never a secret. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** The JSON shape of an error wherever one is shown to a program. */
export interface ErrorRecord {
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
}

const credentialsInUrl = /(https?:\/\/)[^\s/@]{1,512}@/gi;
const bearer = /\b(bearer|basic)\s+[a-z0-9+/=._~-]{6,}/gi;
const tokenLike = /\b(npm_[A-Za-z0-9]{20,}|gh[pousr]_[A-Za-z0-9]{20,}|lkp?_[A-Za-z0-9_-]{20,})\b/g;
// oxlint-disable-next-line no-control-regex -- Security: control characters are exactly what must not reach a terminal or a log.
const controlCharacters = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

// What nobody sees, so that two names look the same, or a text holds another one: hyphens that may be, joiners, fillers,
// marks of a byte order, tags and selectors beyond the usual ones.
const unseenCharacters =
  /\u00ad|\u061c|\u115f|\u1160|\u17b4|\u17b5|\u180e|\u200b|\u200c|\u200d|[\u2060-\u2065]|[\u206a-\u206f]|\u3164|\ufeff|\uffa0|[\u{e0000}-\u{e0fff}]/gu;

/** Removes credentials and characters that could rewrite a terminal from a text that will be shown. */
export function redact(text: string): string {
  return text
    .replace(credentialsInUrl, "$1***@")
    .replace(bearer, "$1 ***")
    .replace(tokenLike, "***")
    .replace(controlCharacters, "\uFFFD")
    .replace(unseenCharacters, "\uFFFD");
}

/**
 * The base of every error that Lockkeeper throws: a job could not be done.
 * A verdict is never an error. Each package has one subclass with a closed union of codes.
 */
export class LockkeeperError<Code extends string = string> extends Error {
  readonly code: Code;
  readonly hint: string | undefined;
  readonly details: Readonly<Record<string, unknown>> | undefined;

  constructor(code: Code, { message, hint, cause, details }: ErrorDetails) {
    super(redact(message), cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.code = code;
    this.hint = hint === undefined ? undefined : redact(hint);
    this.details = details;
  }
}

/** Errors of the vocabulary itself: a text that is not what it claims to be. */
export class CoreError extends LockkeeperError<
  "CORE_BAD_NAME" | "CORE_BAD_VERSION" | "CORE_BAD_INTEGRITY" | "CORE_BAD_DURATION" | "CORE_BAD_INSTANT"
> {}

/** Turns anything thrown into the record that is shown; foreign errors get the code `INTERNAL`. */
export function toErrorRecord(error: unknown): ErrorRecord {
  if (error instanceof LockkeeperError) {
    return { code: error.code, message: error.message, hint: error.hint ?? null };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { code: "INTERNAL", message: redact(message), hint: null };
}

/** The code of an operating-system error such as `ENOENT`, if the thrown value carries one. */
export function systemErrorCode(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

/** Marks a branch that the types exclude. */
export function unreachable(value: never): never {
  throw new TypeError(`Unreachable: ${JSON.stringify(value)}`);
}
