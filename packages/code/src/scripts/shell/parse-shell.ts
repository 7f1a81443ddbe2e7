import { scriptLimits } from "../script-limits.ts";

import type {
  GroupCommand,
  ShellPipeline,
  ShellRedirect,
  ShellStage,
  ShellWord,
  SimpleCommand,
} from "./shell-syntax.ts";
import { literalOf } from "./shell-syntax.ts";
import { readWord } from "./word-reader.ts";

/** Words that open or close blocks and may stand before a command. */
const keywords = new Set([
  "if",
  "then",
  "elif",
  "else",
  "fi",
  "while",
  "until",
  "do",
  "done",
  "!",
  "time",
  "esac",
]);

/** Reads a text of a POSIX shell or bash into pipelines. Lenient: what makes no sense is passed over. Never throws. */
export function parseShell(text: string): readonly ShellPipeline[] {
  return new ShellParser(text.slice(0, scriptLimits.maxCharacters)).parse(0);
}

interface CommandDraft {
  readonly assignments: { name: string; value: ShellWord }[];
  readonly words: ShellWord[];
  readonly redirects: ShellRedirect[];
  hereDocument: string | undefined;
  group: readonly ShellPipeline[] | undefined;
  offset: number;
}

interface HereDocument {
  readonly end: string;
  readonly draft: CommandDraft;
}

class ShellParser {
  readonly #text: string;
  readonly #hereDocuments: HereDocument[] = [];
  #at = 0;
  #isCasePattern = false;

  constructor(text: string) {
    this.#text = text;
  }

  /** Reads until the end of the text, or until the group closes. */
  parse(depth: number): readonly ShellPipeline[] {
    const pipelines: ShellPipeline[] = [];
    let stages: ShellStage[] = [];
    let draft = this.#newDraft();
    const endStage = (): void => {
      const stage = finish(draft);
      if (stage !== undefined) stages.push(stage);
      draft = this.#newDraft();
    };
    const endPipeline = (connector: ShellPipeline["connector"]): void => {
      endStage();
      if (stages.length > 0) pipelines.push({ stages, connector });
      stages = [];
    };
    while (this.#at < this.#text.length) {
      const operator = this.#readOperator();
      if (operator === "word") this.#readPart(draft, depth);
      else if (operator === "close") {
        if (depth > 0) break;
      } else if (operator === "|") endStage();
      else endPipeline(operator);
    }
    endPipeline(";");
    return pipelines;
  }

  #newDraft(): CommandDraft {
    return {
      assignments: [],
      words: [],
      redirects: [],
      hereDocument: undefined,
      group: undefined,
      offset: this.#at,
    };
  }

  /** Takes an operator, blanks and comments; `word` when anything else comes. */
  #readOperator(): ShellPipeline["connector"] | "|" | "word" | "close" {
    const text = this.#text;
    this.#skipBlanks();
    const two = text.slice(this.#at, this.#at + 2);
    if (two === "&&" || two === "||") return this.#take(2, two);
    if (two === ";;") {
      this.#isCasePattern = true;
      return this.#take(2, ";");
    }
    switch (text.charAt(this.#at)) {
      case "\n":
        this.#at += 1;
        this.#readHereDocuments();
        return ";";
      case ";":
        return this.#take(1, ";");
      case "|":
        return this.#take(two === "|&" ? 2 : 1, "|");
      case "&":
        return two === "&>" ? "word" : this.#take(1, "&");
      case ")":
        this.#isCasePattern = false;
        return this.#take(1, "close");
      default:
        return this.#at >= text.length ? ";" : "word";
    }
  }

  #take<Operator>(length: number, operator: Operator): Operator {
    this.#at += length;
    return operator;
  }

  #skipBlanks(): void {
    const text = this.#text;
    for (;;) {
      const character = text.charAt(this.#at);
      if (character === " " || character === "\t" || character === "\r") this.#at += 1;
      else if (character === "\\" && text.charAt(this.#at + 1) === "\n") this.#at += 2;
      else if (character === "#") {
        const end = text.indexOf("\n", this.#at);
        this.#at = end === -1 ? text.length : end;
      } else return;
    }
  }

  #readPart(draft: CommandDraft, depth: number): void {
    const text = this.#text;
    if (draft.words.length === 0 && draft.assignments.length === 0) draft.offset = this.#at;
    if (text.charAt(this.#at) === "(") return this.#readParenthesis(draft, depth);
    const redirect = /^(\d?|&)(<<<|<<-?|>>|<&|>&|>\||[<>])/.exec(text.slice(this.#at, this.#at + 5));
    if (redirect !== null)
      return this.#readRedirect(draft, redirect[0], redirect[1] ?? "", redirect[2] ?? "");
    const { word, end } = readWord(text, this.#at);
    this.#at = end;
    this.#addWord(draft, word);
  }

  #readParenthesis(draft: CommandDraft, depth: number): void {
    this.#at += 1;
    if (draft.words.length > 0) {
      // A function's `name()`: the name is no command.
      draft.words.length = 0;
      return;
    }
    // A `case` pattern may have an opening parenthesis too.
    if (this.#isCasePattern || depth >= scriptLimits.maxDepth) return;
    draft.group = this.parse(depth + 1);
  }

  #addWord(draft: CommandDraft, word: ShellWord): void {
    if (this.#isCasePattern) {
      if (literalOf(word) === "esac") this.#isCasePattern = false;
      return;
    }
    const literal = word.isQuoted ? undefined : literalOf(word);
    if (draft.words.length === 0) {
      if (literal !== undefined && (keywords.has(literal) || literal === "{" || literal === "}")) return;
      const assignment = assignmentOf(word);
      if (assignment !== undefined) {
        draft.assignments.push(assignment);
        return;
      }
    }
    draft.words.push(word);
    if (literal === "in" && literalOf(draft.words[0]) === "case") {
      draft.words.length = 0;
      this.#isCasePattern = true;
    }
  }

  #readRedirect(draft: CommandDraft, all: string, descriptor: string, operator: string): void {
    this.#at += all.length;
    this.#skipBlanks();
    // `<(…)` and `>(…)` are files that a command writes or reads.
    if (this.#text.charAt(this.#at) === "(" && (operator === "<" || operator === ">")) {
      const { word, end } = readWord(`$${this.#text.slice(this.#at, this.#at + 10_000)}`, 0);
      draft.words.push({ ...word, offset: this.#at });
      this.#at += Math.max(1, end - 1);
      return;
    }
    const { word, end } = readWord(this.#text, this.#at);
    this.#at = end;
    if (operator === "<<" || operator === "<<-") {
      this.#hereDocuments.push({ end: literalOf(word) ?? "EOF", draft });
      return;
    }
    draft.redirects.push({ operator, descriptor, target: word });
  }

  #readHereDocuments(): void {
    for (const { end, draft } of this.#hereDocuments.splice(0)) {
      const from = this.#at;
      for (;;) {
        const lineEnd = this.#text.indexOf("\n", this.#at);
        const stop = lineEnd === -1 ? this.#text.length : lineEnd;
        const line = this.#text.slice(this.#at, stop).trim();
        if (line === end || stop >= this.#text.length) {
          draft.hereDocument = this.#text.slice(from, line === end ? this.#at : stop);
          this.#at = Math.min(this.#text.length, stop + 1);
          break;
        }
        this.#at = stop + 1;
      }
    }
  }
}

function assignmentOf(word: ShellWord): { name: string; value: ShellWord } | undefined {
  const [first, ...rest] = word.parts;
  if (first?.kind !== "text") return undefined;
  const match = /^([A-Za-z_]\w{0,200})\+?=/.exec(first.text);
  if (match === null) return undefined;
  const value = {
    ...word,
    parts: [{ kind: "text", text: first.text.slice(match[0].length) } as const, ...rest],
  };
  return { name: match[1] ?? "", value };
}

function finish(draft: CommandDraft): SimpleCommand | GroupCommand | undefined {
  const { assignments, words, redirects, group, offset } = draft;
  if (group !== undefined) return { kind: "group", items: group, redirects, offset };
  if (words.length === 0 && assignments.length === 0 && redirects.length === 0) return undefined;
  // Read at the end: a here-document is filled in after its command ended.
  return {
    kind: "simple",
    assignments,
    words,
    redirects,
    offset,
    get hereDocument() {
      return draft.hereDocument;
    },
  };
}
