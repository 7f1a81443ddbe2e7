import { readShellTokens } from "./shell-tokens.ts";
import type { ShellToken } from "./shell-tokens.ts";

/** Where a command's input or output goes. */
export interface ShellRedirect {
  readonly operator: string;
  readonly descriptor: number;
  /** The raw word, or a document as it stands. */
  readonly target: string;
  readonly document?: { readonly text: string; readonly isExpanded: boolean };
}

/** What a shell's text says, as far as it is followed. */
export type ShellNode =
  | {
      readonly kind: "simple";
      readonly words: readonly string[];
      readonly redirects: readonly ShellRedirect[];
    }
  | { readonly kind: "group"; readonly list: ShellList; readonly redirects: readonly ShellRedirect[] }
  | {
      readonly kind: "if";
      readonly branches: readonly (readonly [test: ShellList, then: ShellList])[];
      readonly otherwise: ShellList;
    }
  | {
      readonly kind: "case";
      readonly word: string;
      readonly branches: readonly { readonly patterns: readonly string[]; readonly body: ShellList }[];
    }
  | {
      readonly kind: "loop";
      readonly name: string;
      readonly words: readonly string[];
      readonly body: ShellList;
    }
  | { readonly kind: "function"; readonly name: string; readonly body: ShellList };

/** Pipelines in their order, each with what joins it to the one before. */
export type ShellList = readonly { readonly joint: string; readonly pipeline: readonly ShellNode[] }[];

const nestingMax = 40;

/** Reads a shell's text as far as it is one; never throws. */
export function parseShell(text: string): ShellList {
  return new ShellParser(readShellTokens(text)).parse();
}

class ShellParser {
  readonly #tokens: readonly ShellToken[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly ShellToken[]) {
    this.#tokens = tokens;
  }

  parse(): ShellList {
    const all: ShellList[number][] = [];
    // What closes nothing is stepped over.
    while (this.#at < this.#tokens.length) {
      all.push(...this.#list([]));
      this.#at += 1;
    }
    return all;
  }

  #word(): string | undefined {
    const token = this.#tokens[this.#at];
    return token?.kind === "word" ? token.raw : undefined;
  }

  #operator(): string | undefined {
    const token = this.#tokens[this.#at];
    return token?.kind === "operator" ? token.operator : undefined;
  }

  /** Up to one of the closing words, which is left standing. */
  #list(closing: readonly string[], ending: readonly string[] = []): ShellList {
    const list: ShellList[number][] = [];
    let joint = ";";
    while (this.#at < this.#tokens.length) {
      const operator = this.#operator();
      if (operator === ")" || (operator !== undefined && ending.includes(operator))) break;
      const word = this.#word();
      if (word !== undefined && closing.includes(word)) break;
      if (operator !== undefined && operator !== "(") {
        joint = operator;
        this.#at += 1;
        continue;
      }
      list.push({ joint, pipeline: this.#pipeline() });
      joint = ";";
    }
    return list;
  }

  #pipeline(): readonly ShellNode[] {
    const nodes = [this.#node()];
    while (this.#operator() === "|" || this.#operator() === "|&") {
      this.#at += 1;
      nodes.push(this.#node());
    }
    return nodes;
  }

  #node(): ShellNode {
    this.#depth += 1;
    try {
      return this.#depth > nestingMax ? this.#simple() : this.#compound();
    } finally {
      this.#depth -= 1;
    }
  }

  #compound(): ShellNode {
    if (this.#operator() === "(") return this.#group([]);
    switch (this.#word() ?? "") {
      case "{":
        return this.#group(["}"]);
      case "if":
        return this.#condition();
      case "for":
        return this.#loop();
      case "case":
        return this.#cases();
      case "while":
      case "until":
        return this.#repeat();
      case "!":
        this.#at += 1;
        return this.#node();
      default:
        return this.#simple();
    }
  }

  #group(closing: readonly string[]): ShellNode {
    this.#at += 1;
    const list = this.#list(closing);
    this.#at += 1;
    return { kind: "group", list, redirects: this.#redirects() };
  }

  #condition(): ShellNode {
    const branches: (readonly [ShellList, ShellList])[] = [];
    let otherwise: ShellList = [];
    while (this.#word() === "if" || this.#word() === "elif") {
      this.#at += 1;
      const test = this.#list(["then"]);
      this.#at += 1;
      branches.push([test, this.#list(["elif", "else", "fi"])]);
    }
    if (this.#word() === "else") {
      this.#at += 1;
      otherwise = this.#list(["fi"]);
    }
    this.#at += 1;
    return { kind: "if", branches, otherwise };
  }

  #loop(): ShellNode {
    this.#at += 1;
    const name = this.#word() ?? "";
    this.#at += 1;
    const words: string[] = [];
    if (this.#word() === "in") {
      this.#at += 1;
      for (let word = this.#word(); word !== undefined && word !== "do"; word = this.#word()) {
        words.push(word);
        this.#at += 1;
      }
    }
    return { kind: "loop", name, words, body: this.#body() };
  }

  /** `case word in a|b) …;; esac` */
  #cases(): ShellNode {
    this.#at += 1;
    const word = this.#word() ?? "";
    this.#at += 2;
    const branches: { readonly patterns: readonly string[]; readonly body: ShellList }[] = [];
    while (this.#at < this.#tokens.length && this.#word() !== "esac") {
      const patterns = this.#patterns();
      branches.push({ patterns, body: this.#branch() });
    }
    this.#at += 1;
    return { kind: "case", word, branches };
  }

  #patterns(): readonly string[] {
    const patterns: string[] = [];
    while (this.#at < this.#tokens.length && this.#operator() !== ")") {
      const word = this.#word();
      if (word !== undefined) patterns.push(word);
      this.#at += 1;
    }
    this.#at += 1;
    return patterns;
  }

  /** Up to `;;` or what closes all of them. */
  #branch(): ShellList {
    const list: ShellList[number][] = [];
    while (this.#at < this.#tokens.length && this.#word() !== "esac" && this.#operator() !== ";;") {
      const part = this.#list(["esac"], [";;"]);
      if (part.length === 0 && this.#operator() !== ";;" && this.#word() !== "esac") this.#at += 1;
      list.push(...part);
    }
    while (this.#operator() === ";;" || this.#operator() === ";") this.#at += 1;
    return list;
  }

  /** A loop on a condition is followed once. */
  #repeat(): ShellNode {
    this.#at += 1;
    const test = this.#list(["do"]);
    return { kind: "if", branches: [[test, this.#body()]], otherwise: [] };
  }

  #body(): ShellList {
    this.#list(["do"]);
    this.#at += 1;
    const body = this.#list(["done"]);
    this.#at += 1;
    return body;
  }

  #simple(): ShellNode {
    const words: string[] = [];
    const redirects: ShellRedirect[] = [];
    for (let token = this.#tokens[this.#at]; token !== undefined; token = this.#tokens[this.#at]) {
      if (token.kind === "operator") {
        const isFunction = token.operator === "(" && words.length === 1;
        if (isFunction) return this.#function(words[0] ?? "");
        if (token.operator !== "(" || words.length === 0) break;
        break;
      }
      if (token.kind === "word") {
        words.push(token.raw);
        this.#at += 1;
      } else redirects.push(this.#redirect(token));
    }
    if (words.length === 0 && redirects.length === 0) this.#at += 1;
    return { kind: "simple", words, redirects };
  }

  #function(name: string): ShellNode {
    this.#at += 2;
    while (this.#operator() === ";") this.#at += 1;
    const node = this.#node();
    return {
      kind: "function",
      name,
      body: node.kind === "group" ? node.list : [{ joint: ";", pipeline: [node] }],
    };
  }

  #redirects(): readonly ShellRedirect[] {
    const redirects: ShellRedirect[] = [];
    for (
      let token = this.#tokens[this.#at];
      token?.kind === "redirect" || token?.kind === "document";
      token = this.#tokens[this.#at]
    ) {
      redirects.push(this.#redirect(token));
    }
    return redirects;
  }

  #redirect(token: Extract<ShellToken, { readonly kind: "redirect" | "document" }>): ShellRedirect {
    this.#at += 1;
    if (token.kind === "document") return { operator: "<<", descriptor: 0, target: "", document: token };
    const target = this.#word() ?? "";
    if (target !== "") this.#at += 1;
    return { operator: token.operator, descriptor: token.descriptor, target };
  }
}
