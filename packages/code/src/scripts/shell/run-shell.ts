import type { Naming, SourceKind } from "../../source-facts.ts";
import { innerFrame } from "../recorder.ts";
import type { EffectNote, ReadingFrame, ScriptRecorder } from "../recorder.ts";
import { scriptLimits } from "../script-limits.ts";
import { isPersistencePath } from "../sensitive.ts";

import { filePrograms } from "./file-programs.ts";
import { interpreterPrograms } from "./interpreter-programs.ts";
import { networkPrograms } from "./network-programs.ts";
import { packagePrograms } from "./package-programs.ts";
import { parseShell } from "./parse-shell.ts";
import { emptyFlow, isUnseen, startProcess, unionOf } from "./shell-call.ts";
import type { RunText, ShellArgument, ShellCall, ShellFlow, ShellProgram } from "./shell-call.ts";
import type { ShellPipeline, ShellRedirect, ShellStage, SimpleCommand } from "./shell-syntax.ts";
import { literalOf } from "./shell-syntax.ts";
import { systemPrograms } from "./system-programs.ts";
import { higherNaming, WordExpander } from "./word-expander.ts";

const programs: ReadonlyMap<string, ShellProgram> = new Map([
  ...networkPrograms,
  ...filePrograms,
  ...interpreterPrograms,
  ...systemPrograms,
  ...packagePrograms,
]);

const commandMaxCharacters = 500;

/** What running a shell text needs. */
export interface ShellSetting {
  readonly recorder: ScriptRecorder;
  /** Reads a text of another language. */
  readonly runOther: (frame: ReadingFrame, text: RunText) => ShellFlow;
}

/** Follows a shell text and records what it does; answers its output. */
export function runShell(
  setting: ShellSetting,
  frame: ReadingFrame,
  text: string,
  input: ShellFlow = emptyFlow,
): ShellFlow {
  if (frame.depth > scriptLimits.maxDepth) {
    setting.recorder.note("commands within commands, too deep");
    return emptyFlow;
  }
  return new ShellRunner(setting).runText(frame, text, input);
}

/** The words of a command after expansion, and what it is given. */
interface GivenWords {
  readonly words: readonly ShellArgument[];
  readonly input: ShellFlow;
  readonly options: readonly string[];
}

const assigners = new Set(["export", "local", "declare", "readonly"]);

class ShellRunner {
  readonly #setting: ShellSetting;
  readonly #words: WordExpander;
  /** Files into which something downloaded was written. */
  readonly #downloaded = new Set<string>();

  constructor(setting: ShellSetting) {
    this.#setting = setting;
    this.#words = new WordExpander(setting.recorder, (frame, text) => this.runText(frame, text, emptyFlow));
  }

  runText(frame: ReadingFrame, text: string, input: ShellFlow): ShellFlow {
    return this.#runAll(frame, parseShell(text), input);
  }

  #runAll(frame: ReadingFrame, pipelines: readonly ShellPipeline[], input: ShellFlow): ShellFlow {
    const outputs: ShellFlow[] = [];
    for (const [index, pipeline] of pipelines.entries()) {
      const next = pipelines[index + 1];
      const options = [
        ...(pipeline.connector === "&" ? ["detached"] : []),
        ...(pipeline.connector === "||" && isTrue(next) ? ["silent-errors"] : []),
      ];
      outputs.push(this.#runPipeline(frame, pipeline, input, options));
    }
    const texts = outputs.filter(({ text, sources }) => text !== undefined || sources.size > 0);
    const [only] = texts;
    return texts.length === 1 && only !== undefined
      ? only
      : {
          sources: unionOf(outputs.map(({ sources }) => sources)),
          text: undefined,
          isDecoded: outputs.some((one) => one.isDecoded),
        };
  }

  #runPipeline(
    frame: ReadingFrame,
    { stages }: ShellPipeline,
    input: ShellFlow,
    options: readonly string[],
  ): ShellFlow {
    let flow = input;
    for (const stage of stages) {
      if (!this.#setting.recorder.spend()) break;
      flow = this.#runStage(frame, stage, flow, options);
    }
    return flow;
  }

  #runStage(frame: ReadingFrame, stage: ShellStage, input: ShellFlow, options: readonly string[]): ShellFlow {
    if (stage.kind === "group") {
      const output = this.#runAll(frame, stage.items, input);
      return this.#redirect(frame, stage.redirects, output, stage.offset);
    }
    for (const { name, value } of stage.assignments) this.#words.assign(frame, name, value);
    const given = this.#inputOf(frame, stage, input);
    const words = stage.words.map((word) => this.#words.expand(frame, word));
    const silent = silenceOf(stage.redirects);
    const output = this.#runWords(frame, stage, { words, input: given, options: [...options, ...silent] });
    return this.#redirect(frame, stage.redirects, output, stage.offset);
  }

  #runWords(frame: ReadingFrame, command: SimpleCommand, given: GivenWords): ShellFlow {
    const [first] = given.words;
    if (first === undefined) return emptyFlow;
    if (first.text === "for" || first.text === "select") {
      this.#words.bindLoop(given.words.slice(1));
      return emptyFlow;
    }
    if (assigners.has(first.text)) this.#words.assignWords(frame, command.words.slice(1));
    return this.#start(frame, first, given);
  }

  #start(frame: ReadingFrame, first: ShellArgument, given: GivenWords): ShellFlow {
    const call = this.#createCall(frame, first, given);
    if (first.sources.has("network") || first.sources.has("decoded")) return startProcess(call);
    if (isOwnFile(first.text)) return this.#runOwnFile(call, first);
    const program = programs.get(call.program);
    // Windows starts a script of the working folder by its bare name.
    if (program === undefined && bareScript.test(first.text))
      call.recorder.reference(frame, first.text, first.offset);
    return (program ?? startProcess)(call);
  }

  /** A path of the package or of the disk that is started itself. */
  #runOwnFile(call: ShellCall, first: ShellArgument): ShellFlow {
    const known = /^\/(?:usr\/)?(?:local\/)?s?bin\//.test(first.text)
      ? programs.get(call.program)
      : undefined;
    if (known !== undefined) return known(call);
    if (this.#downloaded.has(first.text) || /^(?:\/|~|\$\{TMP|[A-Za-z]:)/.test(first.text)) {
      const sources: readonly SourceKind[] = this.#downloaded.has(first.text) ? ["network"] : [];
      call.effect({
        kind: "process",
        api: call.program,
        argument: call.command,
        options: call.options,
        sources,
      });
    } else {
      call.recorder.reference(call.frame, first.text, first.offset);
      if (isUnseen(call.options)) startProcess(call);
    }
    return { sources: new Set(["process"]), text: undefined, isDecoded: false };
  }

  #createCall(frame: ReadingFrame, first: ShellArgument, { words, input, options }: GivenWords): ShellCall {
    const { recorder } = this.#setting;
    const naming = words.reduce<Naming>((most, { naming: one }) => higherNaming(most, one), frame.naming);
    const rest = words.slice(1);
    return {
      program: programOf(first.text),
      arguments: rest,
      input,
      command: words
        .map(({ text }) => text)
        .join(" ")
        .slice(0, commandMaxCharacters),
      options,
      offset: first.offset,
      frame,
      recorder,
      naming,
      effect: (note) => {
        this.#noteDownload(note);
        recorder.effect(frame, { naming, ...note, offset: first.offset });
      },
      run: (text) => this.#runNested(frame, text),
      runRest: (from, more = []) => {
        const [next] = rest.slice(from);
        const inner = { words: rest.slice(from), input, options: [...options, ...more] };
        return next === undefined ? emptyFlow : this.#start(frame, next, inner);
      },
    };
  }

  #noteDownload({ kind, argument, sources }: Omit<EffectNote, "offset">): void {
    if (kind === "write-file" && argument !== undefined && new Set(sources).has("network")) {
      this.#downloaded.add(argument);
    }
  }

  #runNested(frame: ReadingFrame, text: RunText): ShellFlow {
    const inner = innerFrame(frame, text.offset, text.isDecoded);
    if (inner.depth > scriptLimits.maxDepth) {
      this.#setting.recorder.note("commands within commands, too deep");
      return emptyFlow;
    }
    if (text.isDecoded) this.#setting.recorder.text(inner, text.text, 0);
    if (text.language === "shell") return this.runText(inner, text.text, text.input);
    return this.#setting.runOther(inner, text);
  }

  #inputOf(frame: ReadingFrame, { redirects, hereDocument }: SimpleCommand, input: ShellFlow): ShellFlow {
    if (hereDocument !== undefined) return { sources: new Set(), text: hereDocument, isDecoded: false };
    for (const { operator, target } of redirects) {
      const word = this.#words.expand(frame, target);
      if (operator === "<<<") {
        const { sources, naming } = word;
        return { sources, text: word.isConstant ? word.text : undefined, isDecoded: naming === "decoded" };
      }
      if (operator === "<") return { sources: new Set(["file"]), text: undefined, isDecoded: false };
    }
    return input;
  }

  /** Notes files and sockets that output goes into. */
  #redirect(
    frame: ReadingFrame,
    redirects: readonly ShellRedirect[],
    output: ShellFlow,
    offset: number,
  ): ShellFlow {
    let isTaken = false;
    const { recorder } = this.#setting;
    for (const { operator, target, descriptor } of redirects) {
      const { text } = this.#words.expand(frame, target);
      const socket = /^\/dev\/(?:tcp|udp)\/(.+)/.exec(text)?.[1];
      if (socket !== undefined) {
        const argument = socket.replace("/", ":");
        recorder.effect(frame, {
          kind: "network",
          api: "/dev/tcp",
          argument,
          sources: output.sources,
          offset,
        });
      } else if (
        operator.startsWith(">") &&
        operator !== ">&" &&
        descriptor !== "2" &&
        text !== "/dev/null"
      ) {
        isTaken = true;
        const { sources } = output;
        if (sources.has("network")) this.#downloaded.add(text);
        recorder.effect(frame, { kind: "write-file", api: operator, argument: text, sources, offset });
        if (isPersistencePath(text)) {
          recorder.effect(frame, { kind: "persist", api: operator, argument: text, sources, offset });
        }
      }
    }
    return isTaken ? emptyFlow : output;
  }
}

/** The name of a program without folders and the extension of Windows. */
function programOf(text: string): string {
  return (text.split(/[/\\]/).at(-1) ?? text).toLowerCase().replace(/\.exe$/, "");
}

/** Whether a command is a path, and so a file of the package or of the disk. */
const bareScript = /^[\w.-]{1,100}\.(?:bat|cmd|ps1|vbs|vbe|wsf)$/i;

function isOwnFile(text: string): boolean {
  return (
    /^(?:\.{0,2}\/|~\/|\.\\|[A-Za-z]:\\|[\w.-]+\/)/.test(text) &&
    !/^[\w.-]+\/\/|^node_modules\/\.bin\/|^\.\/node_modules\/\.bin\//.test(text)
  );
}

function isTrue(pipeline: ShellPipeline | undefined): boolean {
  const [stage] = pipeline?.stages ?? [];
  if (stage?.kind !== "simple") return false;
  const first = literalOf(stage.words[0]);
  return first === "true" || first === ":" || (first === "exit" && literalOf(stage.words[1]) === "0");
}

function silenceOf(redirects: readonly ShellRedirect[]): readonly string[] {
  const hidden = redirects.filter(
    ({ operator, target }) => operator.startsWith(">") && literalOf(target) === "/dev/null",
  );
  if (hidden.length === 0) return [];
  const isAll = hidden.some(
    ({ descriptor }) => descriptor === "" || descriptor === "&" || descriptor === "1",
  );
  return isAll ? ["stdio-ignore"] : ["silent-errors"];
}
