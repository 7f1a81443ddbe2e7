/** One line of a batch file as its commands, each with what joins it to the one before. */
export function splitBatchLine(line: string): readonly { readonly joint: string; readonly text: string }[] {
  const parts: { joint: string; text: string }[] = [{ joint: "&", text: "" }];
  let isQuoted = false;
  for (let at = 0; at < line.length; at += 1) {
    const character = line.charAt(at);
    const last = parts.at(-1) ?? { joint: "&", text: "" };
    if (character === '"') isQuoted = !isQuoted;
    if (character === "^" && !isQuoted) {
      at += 1;
      last.text += line.charAt(at);
      continue;
    }
    const joint =
      isQuoted || line.charAt(at - 1) === ">"
        ? undefined
        : /^(?:&&|\|\||&|\|)/.exec(line.slice(at, at + 2))?.[0];
    if (joint === undefined) {
      last.text += character;
      continue;
    }
    parts.push({ joint, text: "" });
    at += joint.length - 1;
  }
  return parts;
}

/** Where the output of a command goes. */
export interface BatchOutput {
  readonly path: string;
  readonly isAppending: boolean;
}

/** One command as its words, quotes taken off, with the file that its output goes to. */
export function splitBatchWords(text: string): {
  readonly words: readonly string[];
  readonly output: BatchOutput | undefined;
} {
  const words: string[] = [];
  let output: BatchOutput | undefined;
  for (const [word] of text.matchAll(/(?:[0-9]?>>?(?:&\d)?)|(?:"[^"]*"?|[^\s">])+/g)) {
    if (/^[0-9]?>>?/.test(word)) {
      if (/&\d$/.test(word) || word.startsWith("2")) continue;
      output = { path: "", isAppending: word.includes(">>") };
    } else if (output?.path === "") output = { ...output, path: word.replaceAll('"', "") };
    else words.push(word.replaceAll('"', ""));
  }
  return { words, output: output?.path === "" ? undefined : output };
}

/** A condition and what it decides on. */
export interface BatchCondition {
  readonly test: string;
  readonly isNot: boolean;
  readonly rest: string;
}

/** A line that begins with `if`, taken apart. */
export function readCondition(text: string): BatchCondition | undefined {
  const match =
    /^if\s+(?:\/i\s+)?(not\s+)?((?:exist|defined|errorlevel)\s+(?:"[^"]*"|\S+)|(?:"[^"]*"|[^\s=]+)\s*(?:==|equ|neq|gtr|lss)\s*(?:"[^"]*"|\S+))\s+(.+)$/i.exec(
      text.slice(0, 4_000),
    );
  if (match === null) return undefined;
  return { isNot: match[1] !== undefined, test: match[2] ?? "", rest: match[3] ?? "" };
}
