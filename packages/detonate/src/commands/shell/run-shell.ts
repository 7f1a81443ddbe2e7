import type { CommandResult, ProgramCall } from "../command-call.ts";

import { expandDocument, expandText, expandWord } from "./expand-word.ts";
import type { ExpansionScope } from "./expand-word.ts";
import { isLike } from "./match-pattern.ts";
import { parseShell } from "./parse-shell.ts";
import type { ShellList, ShellNode, ShellRedirect } from "./parse-shell.ts";

const depthMax = 8;
const outputMaxCharacters = 1_000_000;
const loopMaxCount = 20;
const textMaxCharacters = 200_000;

/** Follows a shell's text: programs are looked up and never run, files are those of the pretended disk. */
export function runShell(call: ProgramCall, text: string, parameters: readonly string[] = []): CommandResult {
  if (call.depth > depthMax) return { status: 1, stdout: "", stderr: "" };
  return new Shell(call, parameters).run(parseShell(text.slice(0, textMaxCharacters)), call.stdin);
}

class Shell {
  readonly #call: ProgramCall;
  readonly #variables: Map<string, string>;
  readonly #functions: Map<string, ShellList> = new Map();
  #parameters: readonly string[];
  #folder: string;
  #status = 0;
  #isOver = false;

  constructor(call: ProgramCall, parameters: readonly string[]) {
    this.#call = call;
    this.#variables = new Map(Object.entries(call.environment));
    this.#parameters = parameters;
    this.#folder = call.folder;
  }

  run(list: ShellList, stdin: string): CommandResult {
    let stdout = "";
    let stderr = "";
    for (const { joint, pipeline } of list) {
      if (this.#isOver || this.#call.scene.budget.left <= 0) break;
      if ((joint === "&&" && this.#status !== 0) || (joint === "||" && this.#status === 0)) continue;
      const result = this.#runPipeline(pipeline, stdin);
      this.#status = result.status;
      stdout = (stdout + result.stdout).slice(0, outputMaxCharacters);
      stderr = (stderr + result.stderr).slice(0, outputMaxCharacters);
    }
    return { status: this.#status, stdout, stderr };
  }

  #runPipeline(pipeline: readonly ShellNode[], stdin: string): CommandResult {
    let result: CommandResult = { status: 0, stdout: stdin, stderr: "" };
    let stderr = "";
    for (const node of pipeline) {
      result = this.#runNode(node, result.stdout);
      stderr += result.stderr;
    }
    return { ...result, stderr };
  }

  #runNode(node: ShellNode, stdin: string): CommandResult {
    switch (node.kind) {
      case "simple":
        return this.#runSimple(node.words, node.redirects, stdin);
      case "group":
        return this.#redirected(node.redirects, stdin, (input) => this.run(node.list, input));
      case "loop":
        return this.#runLoop(node, stdin);
      case "case":
        return this.#runCase(node, stdin);
      case "function":
        this.#functions.set(node.name, node.body);
        return { status: 0, stdout: "", stderr: "" };
      case "if":
        break;
    }
    const branch = node.branches.find(([test]) => this.run(test, stdin).status === 0);
    this.#status = 0;
    return this.run(branch?.[1] ?? node.otherwise, stdin);
  }

  #runLoop(
    { name, words, body }: Extract<ShellNode, { readonly kind: "loop" }>,
    stdin: string,
  ): CommandResult {
    let stdout = "";
    let stderr = "";
    for (const value of words.flatMap((word) => expandWord(word, this.#scope())).slice(0, loopMaxCount)) {
      this.#variables.set(name, value);
      const result = this.run(body, stdin);
      stdout += result.stdout;
      stderr += result.stderr;
    }
    return { status: this.#status, stdout, stderr };
  }

  #runCase({ word, branches }: Extract<ShellNode, { readonly kind: "case" }>, stdin: string): CommandResult {
    const value = expandText(word, this.#scope());
    const chosen = branches.find(({ patterns }) =>
      patterns.some((pattern) => isLike(value, expandText(pattern, this.#scope()))),
    );
    this.#status = 0;
    return this.run(chosen?.body ?? [], stdin);
  }

  #runSimple(raw: readonly string[], redirects: readonly ShellRedirect[], stdin: string): CommandResult {
    const count = raw.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word));
    const assigned = raw.slice(0, count === -1 ? raw.length : count).map((word) => {
      const at = word.indexOf("=");
      return [word.slice(0, at), expandText(word.slice(at + 1), this.#scope())] as const;
    });
    const words = raw.slice(assigned.length).flatMap((word) => expandWord(word, this.#scope()));
    if (words.length === 0) {
      for (const [name, value] of assigned) this.#variables.set(name, value);
      return this.#redirected(redirects, stdin, (input) => ({
        status: 0,
        stdout: redirects.length > 0 ? input : "",
        stderr: "",
      }));
    }
    return this.#redirected(redirects, stdin, (input) => this.#start(words, assigned, input));
  }

  #start(
    words: readonly string[],
    assigned: readonly (readonly [string, string])[],
    stdin: string,
  ): CommandResult {
    const [program = "", ...rest] = words;
    this.#call.scene.budget.left -= 1;
    const own = this.#functions.get(program);
    if (own !== undefined) return this.#runFunction(own, rest, stdin);
    const builtin = this.#runBuiltin(program, rest, stdin);
    if (builtin !== undefined) return builtin;
    const environment = Object.fromEntries([...this.#variables, ...assigned]);
    const result = this.#call.scene.start({
      ...this.#call,
      program,
      arguments: rest,
      stdin,
      folder: this.#folder,
      environment,
      depth: this.#call.depth + 1,
    });
    return result.isMissing === true
      ? { status: 127, stdout: "", stderr: `sh: 1: ${program}: not found\n` }
      : result;
  }

  #runFunction(body: ShellList, parameters: readonly string[], stdin: string): CommandResult {
    const before = this.#parameters;
    this.#parameters = parameters;
    const result = this.run(body, stdin);
    this.#parameters = before;
    return result;
  }

  /** What changes the shell itself. */
  #runBuiltin(program: string, words: readonly string[], stdin: string): CommandResult | undefined {
    const done = { status: 0, stdout: "", stderr: "" };
    switch (program) {
      case "cd":
      case "pushd":
        this.#folder = this.#call.scene.process.disk.places.resolve(this.#folder, words[0] ?? this.#home());
        return done;
      case "exit":
      case "return":
        this.#isOver = program === "exit";
        return { ...done, status: Number(words[0] ?? this.#status) || 0 };
      case "export":
      case "local":
      case "readonly":
      case "declare":
        for (const word of words) this.#assign(word);
        return done;
      case "unset":
        for (const word of words) this.#variables.delete(word);
        return done;
      case "read":
        this.#variables.set(words.at(-1) ?? "REPLY", stdin.split("\n", 1)[0] ?? "");
        return done;
      case "eval":
        return this.run(parseShell(words.join(" ")), stdin);
      case "shift":
        this.#parameters = this.#parameters.slice(1);
        return done;
      case "set":
      case "trap":
      case "umask":
      case "wait":
      case "alias":
      case "shopt":
      case "disown":
      case ":":
        return done;
      default:
        return undefined;
    }
  }

  #assign(word: string): void {
    const at = word.indexOf("=");
    if (at > 0) this.#variables.set(word.slice(0, at), word.slice(at + 1));
  }

  #redirected(
    redirects: readonly ShellRedirect[],
    stdin: string,
    run: (stdin: string) => CommandResult,
  ): CommandResult {
    const result = run(redirects.reduce((input, redirect) => this.#inputOf(redirect) ?? input, stdin));
    return redirects.reduce((current, redirect) => this.#outputTo(redirect, current), result);
  }

  #inputOf({ operator, target, document }: ShellRedirect): string | undefined {
    if (document !== undefined)
      return document.isExpanded ? expandDocument(document.text, this.#scope()) : document.text;
    if (operator === "<<<") return `${expandText(target, this.#scope())}\n`;
    if (operator !== "<") return undefined;
    const place = this.#place(expandText(target, this.#scope()));
    const { disk } = this.#call.scene.process;
    return disk.find(place)?.kind === "file" ? Buffer.from(disk.read(place)).toString() : "";
  }

  #outputTo({ operator, target, descriptor }: ShellRedirect, result: CommandResult): CommandResult {
    if (!operator.includes(">")) return result;
    const name = expandText(target, this.#scope());
    if (operator === ">&" && /^(?:\d|-)$/.test(name)) {
      return descriptor === 2 ? { ...result, stdout: result.stdout + result.stderr, stderr: "" } : result;
    }
    if (name === "/dev/null") return descriptor === 2 ? { ...result, stderr: "" } : { ...result, stdout: "" };
    const isBoth = operator.includes("&");
    const text = isBoth ? result.stdout + result.stderr : descriptor === 2 ? result.stderr : result.stdout;
    this.#write(name, text, operator.includes(">>"));
    if (isBoth) return { ...result, stdout: "", stderr: "" };
    return descriptor === 2 ? { ...result, stderr: "" } : { ...result, stdout: "" };
  }

  #write(name: string, text: string, isAppending: boolean): void {
    const { process } = this.#call.scene;
    if (name.startsWith("/dev/tcp/") || name.startsWith("/dev/udp/")) {
      const [host = "", port = ""] = name.slice("/dev/tcp/".length).split("/");
      process.observe({
        kind: "network",
        api: "sh /dev/tcp",
        data: { host, port: Number(port) || 0, body: text },
      });
      return;
    }
    const path = this.#place(name);
    process.observe({ kind: "file", api: "sh >", data: { path, content: text } });
    try {
      if (isAppending) process.disk.append(path, Buffer.from(text));
      else process.disk.write(path, Buffer.from(text));
    } catch (error) {
      // A place that cannot be written to is the command's own failure, which goes on without it.
      if (!(error instanceof Error)) throw error;
    }
  }

  #place(path: string): string {
    return this.#call.scene.process.disk.places.resolve(this.#folder, path);
  }

  #home(): string {
    return this.#variables.get("HOME") ?? this.#call.scene.process.world.home;
  }

  #scope(): ExpansionScope {
    return {
      variable: (name) => this.#variable(name),
      substitute: (command) => {
        if (this.#call.depth > depthMax) return "";
        const inner = {
          ...this.#call,
          folder: this.#folder,
          environment: Object.fromEntries(this.#variables),
          depth: this.#call.depth + 1,
        };
        return runShell(inner, command, this.#parameters).stdout;
      },
      home: this.#home(),
    };
  }

  #variable(name: string): string | undefined {
    const special: Readonly<Record<string, string>> = {
      "?": String(this.#status),
      $: "48211",
      "!": "48240",
      "#": String(this.#parameters.length),
      "@": this.#parameters.join(" "),
      "*": this.#parameters.join(" "),
      "0": "sh",
      PWD: this.#folder,
      RANDOM: "17211",
      UID: "1000",
      HOSTNAME: this.#call.scene.process.world.hostname,
      OSTYPE: this.#call.scene.process.world.platform === "darwin" ? "darwin23" : "linux-gnu",
    };
    if (/^[1-9]$/.test(name)) return this.#parameters[Number(name) - 1];
    if (name !== "" && Object.hasOwn(special, name)) return special[name];
    this.#call.scene.process.note("env", name);
    return this.#variables.get(name);
  }
}
