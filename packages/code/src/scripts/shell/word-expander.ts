import type { Naming, SourceKind } from "../../source-facts.ts";
import type { ReadingFrame, ScriptRecorder } from "../recorder.ts";
import { scriptLimits } from "../script-limits.ts";
import { gateVariables, hostVariables, isSecretVariable } from "../sensitive.ts";

import { unionOf } from "./shell-call.ts";
import type { ShellArgument, ShellFlow } from "./shell-call.ts";
import type { ShellWord } from "./shell-syntax.ts";
import { literalOf } from "./shell-syntax.ts";

const valueMaxCharacters = 4_000;
const variableMaxCount = 2_000;

/** Expands words: variables that were given a value, and the output of commands. */
export class WordExpander {
  readonly #recorder: ScriptRecorder;
  /** Follows the text of a substitution. */
  readonly #runText: (frame: ReadingFrame, text: string) => ShellFlow;
  readonly #variables = new Map<string, ShellArgument>();

  constructor(recorder: ScriptRecorder, runText: (frame: ReadingFrame, text: string) => ShellFlow) {
    this.#recorder = recorder;
    this.#runText = runText;
  }

  bindLoop(words: readonly ShellArgument[]): void {
    const [name, , ...values] = words;
    if (name === undefined) return;
    const sources = unionOf(values.map((value) => value.sources));
    const text = values.length === 1 ? (values[0]?.text ?? "") : values.map((value) => value.text).join(" ");
    this.#variables.set(name.text, { ...name, text, isConstant: values.length === 1, sources });
  }

  assignWords(frame: ReadingFrame, words: readonly ShellWord[]): void {
    for (const word of words) {
      const [head, ...rest] = word.parts;
      const match = head?.kind === "text" ? /^([A-Za-z_]\w{0,200})=/.exec(head.text) : null;
      if (match === null || head?.kind !== "text") continue;
      const value = {
        ...word,
        parts: [{ kind: "text", text: head.text.slice(match[0].length) } as const, ...rest],
      };
      this.assign(frame, match[1] ?? "", value);
    }
  }

  assign(frame: ReadingFrame, name: string, value: ShellWord): void {
    if (this.#variables.size > variableMaxCount) return;
    const expanded = this.expand(frame, value);
    if (name === "NODE_TLS_REJECT_UNAUTHORIZED") {
      this.#recorder.effect(frame, {
        kind: "silence",
        api: name,
        argument: expanded.text,
        options: ["tls-unverified"],
        offset: value.offset,
      });
    }
    this.#variables.set(name, { ...expanded, text: expanded.text.slice(0, valueMaxCharacters) });
  }

  expand(frame: ReadingFrame, word: ShellWord): ShellArgument {
    const literal = literalOf(word);
    if (literal !== undefined) {
      return { text: literal, isConstant: true, sources: new Set(), naming: "plain", offset: word.offset };
    }
    let text = "";
    let isConstant = true;
    let naming: Naming = "plain";
    const sources = new Set<SourceKind>();
    for (const part of word.parts) {
      if (text.length > valueMaxCharacters) break;
      if (part.kind === "text") {
        text += part.text;
        continue;
      }
      const value =
        part.kind === "variable"
          ? this.#readVariable(frame, part.name, word.offset)
          : this.#runSubstitution(frame, part.text, part.offset, word.offset);
      text += value.text;
      isConstant &&= value.isConstant;
      naming = higherNaming(naming, value.naming);
      for (const source of value.sources) sources.add(source);
    }
    return { text, isConstant, sources, naming, offset: word.offset };
  }

  #readVariable(frame: ReadingFrame, name: string, offset: number): ShellArgument {
    const known = this.#variables.get(name);
    if (known !== undefined)
      return known.isConstant && known.naming === "plain" ? { ...known, naming: "composed" } : known;
    const base = { isConstant: false, naming: "plain", offset } as const;
    if (name === "HOME") return { ...base, text: "~", isConstant: true, sources: new Set() };
    if (isSecretVariable(name)) {
      this.#recorder.effect(frame, { kind: "read-environment", api: "$", argument: name, offset });
      return { ...base, text: `\${${name}}`, sources: new Set(["environment"]) };
    }
    if (gateVariables.has(name)) {
      this.#recorder.effect(frame, { kind: "read-environment", api: "$", argument: name, offset });
    }
    return { ...base, text: `\${${name}}`, sources: new Set(hostVariables.has(name) ? ["host-facts"] : []) };
  }

  #runSubstitution(frame: ReadingFrame, text: string, offset: number, wordOffset: number): ShellArgument {
    const inner: ReadingFrame = {
      ...frame,
      depth: frame.depth + 1,
      offsetOf: (at) => frame.offsetOf(offset + at),
    };
    if (inner.depth > scriptLimits.maxDepth || !this.#recorder.spend()) {
      return { text: "${…}", isConstant: false, sources: new Set(), naming: "plain", offset: wordOffset };
    }
    const output = this.#runText(inner, text);
    return {
      text: output.text?.trimEnd() ?? `$(${text.slice(0, 200)})`,
      isConstant: output.text !== undefined,
      sources: output.sources,
      naming: output.isDecoded ? "decoded" : "plain",
      offset: wordOffset,
    };
  }
}

/** The one that hides more. */
export function higherNaming(one: Naming, other: Naming): Naming {
  if (one === "decoded" || other === "decoded") return "decoded";
  return one === "composed" || other === "composed" ? "composed" : "plain";
}
