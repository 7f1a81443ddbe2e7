import type { EffectKind, SourceKind } from "../../source-facts.ts";

/** One use of an API that a pattern tells, in a language that is read statement by statement. */
export interface DialectRule {
  /** Global and linear; its first group is the argument, where it has one. */
  readonly pattern: RegExp;
  /** What it does; `undefined` when it is only where data comes from. */
  readonly kind?: EffectKind;
  readonly api: string;
  /** What its result carries. */
  readonly yields?: SourceKind;
  readonly options?: readonly string[];
  /** The language of the text in the argument, when it is run. */
  readonly runs?: "shell" | "python" | "powershell" | "batch" | "javascript";
  /** Whether a file that the argument names is run. */
  readonly runsFile?: true;
}

/** One statement and where it stands. */
export interface Statement {
  readonly text: string;
  readonly offset: number;
}

/** How a language is split into statements and what patterns mean in it. */
export interface Dialect {
  readonly rules: readonly DialectRule[];
  split(text: string): readonly Statement[];
  /** A statement that gives a variable a value: its name and the value. */
  readonly assignment: RegExp;
  /** Variables that an expression mentions. */
  readonly mention: RegExp;
  readonly ignoresCase: boolean;
  /** Base64 or another code that the statement decodes: the constant in its first group. */
  readonly decoders: readonly {
    readonly pattern: RegExp;
    readonly decode: (constant: string) => string | undefined;
  }[];
}

const statementMaxCharacters = 20_000;

/** Splits by lines, of which one that ends with a mark goes on in the next. */
export function splitLines(text: string, continuation: RegExp, comment: RegExp): readonly Statement[] {
  const statements: Statement[] = [];
  let pending: { text: string; offset: number } | undefined;
  let offset = 0;
  for (const line of text.split("\n")) {
    const start = offset;
    offset += line.length + 1;
    if (comment.test(line)) continue;
    pending =
      pending === undefined
        ? { text: line, offset: start }
        : { ...pending, text: `${pending.text}\n${line}` };
    if (continuation.test(line) && pending.text.length < statementMaxCharacters) continue;
    statements.push({ text: pending.text.slice(0, statementMaxCharacters), offset: pending.offset });
    pending = undefined;
  }
  if (pending !== undefined) statements.push(pending);
  return statements;
}
