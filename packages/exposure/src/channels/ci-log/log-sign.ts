/**
 * What one line of a log shows of a package: what an observation may be, and three that the rest of the log decides on.
 * `added` is a line of a client's summary, which without any other line of a client may be anybody's; `planned` is what
 * Yarn says before it fetches; `mentioned` are words that no known client uses.
 */
export type LogSignKind =
  | "executed"
  | "fetched"
  | "present"
  | "locked"
  | "resolved"
  | "refused"
  | "added"
  | "planned"
  | "mentioned";

/** One sign in one line. Names and versions are foreign texts. */
export interface LogSign {
  readonly kind: LogSignKind;
  readonly name: string;
  /** `undefined` where the line does not tell. */
  readonly version: string | undefined;
  /** What the line says, in our words. */
  readonly words: string;
  /** When it was, where the line itself is a record with a time; milliseconds since the epoch. */
  readonly at?: number;
}

/** A form of line by which a client is known. Its groups are `name` and, where the line tells it, `version`. */
export interface SignForm {
  readonly kind: LogSignKind;
  readonly words: string;
  readonly form: RegExp;
}

const name = String.raw`(?<name>(?:@[\w.~-]{1,100}\/)?[\w.~][\w.~-]{0,213})`;
const version = String.raw`(?<version>\d{1,10}\.\d{1,10}\.\d{1,10}(?:[-+][\w.+-]{0,99}\w)?)`;

/**
 * Makes a pattern: `N` stands for a package's name, `V` for its version, both between angle brackets; a name never begins
 * in the middle of a longer one.
 */
export function signForm(kind: LogSignKind, words: string, pattern: string): SignForm {
  const source = pattern
    .replaceAll("<N>", String.raw`(?<![\w.~/@-])${name}`)
    .replaceAll("<P>", name)
    .replaceAll("<V>", version);
  return { kind, words, form: new RegExp(source, "g") };
}

const maxMatches = 200;

/** The signs of the first of the forms that a line has, each with all its names. */
export function readSigns(line: string, forms: readonly SignForm[]): readonly LogSign[] {
  const signs: LogSign[] = [];
  for (const { kind, words, form } of forms) {
    for (const match of line.matchAll(form)) {
      if (signs.length >= maxMatches) return signs;
      const found = match.groups?.["name"];
      if (found !== undefined) signs.push({ kind, name: found, version: match.groups?.["version"], words });
    }
  }
  return signs;
}
