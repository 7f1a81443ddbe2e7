import { failed, said } from "../command-call.ts";
import type { CommandResult, ProgramCall } from "../command-call.ts";

import { readCondition, splitBatchLine, splitBatchWords } from "./batch-words.ts";
import type { BatchCondition } from "./batch-words.ts";

const depthMax = 8;
const lineMaxCount = 500;

/** Follows the text of a batch file, or what is given to `cmd /c`: jumps are not followed, conditions hold. */
export function runBatch(call: ProgramCall, text: string, parameters: readonly string[] = []): CommandResult {
  if (call.depth > depthMax) return failed("");
  return new Batch(call, parameters).run(text);
}

class Batch {
  readonly #call: ProgramCall;
  readonly #variables: Map<string, string>;
  readonly #parameters: readonly string[];
  #folder: string;
  #status = 0;
  #isOver = false;

  constructor(call: ProgramCall, parameters: readonly string[]) {
    this.#call = call;
    this.#parameters = parameters;
    this.#folder = call.folder;
    this.#variables = new Map(
      Object.entries(call.environment).map(([name, value]) => [name.toUpperCase(), value]),
    );
  }

  run(text: string): CommandResult {
    let stdout = "";
    for (const line of text.split(/\r?\n/).slice(0, lineMaxCount)) {
      if (this.#isOver) break;
      const plain = line.trim().replace(/^@+/, "");
      if (plain === "" || /^(?:rem\b|::|:|goto\b)/i.test(plain)) continue;
      stdout += this.#runLine(plain);
    }
    return { status: this.#status, stdout, stderr: "" };
  }

  #runLine(line: string): string {
    let stdout = "";
    let piped = "";
    for (const { joint, text } of splitBatchLine(line)) {
      if (this.#call.scene.budget.left <= 0 || this.#isOver) break;
      if ((joint === "&&" && this.#status !== 0) || (joint === "||" && this.#status === 0)) continue;
      const result = this.#runOne(this.#expand(text).trim(), joint === "|" ? piped : "");
      this.#status = result.status;
      piped = result.stdout;
      stdout += result.stdout;
    }
    return stdout;
  }

  #expand(text: string): string {
    return text
      .replaceAll(/%~?([0-9])/g, (_, index: string) => this.#parameters[Number(index)] ?? "")
      .replaceAll(
        /[%!]([A-Za-z_()][\w() ]{0,60})(?::~(-?\d+)(?:,(-?\d+))?)?[%!]/g,
        (whole, ...parts: readonly string[]) => {
          const [name = "", start, length] = parts;
          const value = this.#variables.get(name.toUpperCase());
          if (value === undefined) return whole;
          return start === undefined
            ? value
            : value.slice(Number(start)).slice(0, length === undefined ? undefined : Number(length));
        },
      );
  }

  #runOne(text: string, stdin: string): CommandResult {
    const plain = text.replace(/^\(+/, "").replace(/^@/, "").trim();
    const condition = readCondition(plain);
    if (condition !== undefined)
      return this.#isMet(condition) ? this.#runOne(condition.rest, stdin) : said("");
    const looped = /^for\s+.*?\bdo\s+(.+)$/i.exec(plain)?.[1];
    if (looped !== undefined) return this.#runOne(looped, stdin);
    return this.#runProgram(plain, stdin);
  }

  #isMet({ test, isNot }: BatchCondition): boolean {
    return this.#holds(test) !== isNot;
  }

  /** What is not known is taken to hold. */
  #holds(test: string): boolean {
    const { disk } = this.#call.scene.process;
    const [verb = "", word = ""] = splitBatchWords(test).words;
    if (/^exist$/i.test(verb)) return disk.find(disk.places.resolve(this.#folder, word)) !== undefined;
    if (/^defined$/i.test(verb)) return this.#variables.has(word.toUpperCase());
    const sides = /^"?(.*?)"?\s*==\s*"?(.*?)"?$/.exec(test);
    return sides === null || sides[1] === sides[2];
  }

  #runProgram(plain: string, stdin: string): CommandResult {
    const { words, output } = splitBatchWords(plain);
    const [program = "", ...rest] = words;
    const builtin = this.#runBuiltin(program.toLowerCase(), rest, plain);
    if (builtin !== undefined) return builtin;
    this.#call.scene.budget.left -= 1;
    const isCall = program.toLowerCase() === "call" && rest.length > 0;
    const result = this.#start(isCall ? (rest[0] ?? "") : program, isCall ? rest.slice(1) : rest, stdin);
    return output === undefined ? result : this.#save(output, result);
  }

  /** What changes the interpreter itself, and what does nothing. */
  #runBuiltin(name: string, words: readonly string[], plain: string): CommandResult | undefined {
    switch (name) {
      case "set":
        return this.#assign(plain.slice("set".length).trim());
      case "cd":
      case "chdir":
      case "pushd":
        return this.#enter(words.find((word) => !/^\/d$/i.test(word)));
      case "exit":
        this.#isOver = true;
        return said("");
      case "echo":
        return /^(?:on|off)$/i.test(words[0] ?? "") ? said("") : undefined;
      default:
        return /^(?:|setlocal|endlocal|title|color|cls|pause|popd|shift)$/.test(name) ? said("") : undefined;
    }
  }

  #enter(target: string | undefined): CommandResult {
    if (target === undefined) return said(`${this.#folder}\r\n`);
    this.#folder = this.#call.scene.process.disk.places.resolve(this.#folder, target);
    return said("");
  }

  #start(program: string, words: readonly string[], stdin: string): CommandResult {
    return this.#call.scene.start({
      ...this.#call,
      program: program.toLowerCase() === "type" ? "cat" : program,
      arguments: words,
      stdin,
      folder: this.#folder,
      environment: Object.fromEntries(this.#variables),
      depth: this.#call.depth + 1,
    });
  }

  #assign(text: string): CommandResult {
    const at = text.indexOf("=");
    const plain = text.replaceAll(/^\/[ap]\s+|^"|"$/g, "");
    if (at > 0)
      this.#variables.set(
        plain.slice(0, plain.indexOf("=")).toUpperCase(),
        plain.slice(plain.indexOf("=") + 1),
      );
    return said("");
  }

  #save(
    { path, isAppending }: { readonly path: string; readonly isAppending: boolean },
    result: CommandResult,
  ): CommandResult {
    if (/^nul$/i.test(path)) return { ...result, stdout: "" };
    const { process } = this.#call.scene;
    const place = process.disk.places.resolve(this.#folder, path);
    process.observe({ kind: "file", api: "cmd >", data: { path: place, content: result.stdout } });
    try {
      if (isAppending) process.disk.append(place, Buffer.from(result.stdout));
      else process.disk.write(place, Buffer.from(result.stdout));
    } catch (error) {
      // A place that cannot be written to is the command's own failure.
      if (!(error instanceof Error)) throw error;
    }
    return { ...result, stdout: "" };
  }
}
