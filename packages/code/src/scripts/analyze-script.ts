import type { SourceFacts, SourceLanguage } from "../source-facts.ts";

import { batchDialect } from "./dialects/batch.ts";
import { powershellDialect } from "./dialects/powershell.ts";
import { pythonDialect } from "./dialects/python.ts";
import { scanStatements } from "./dialects/scan-statements.ts";
import { readGyp } from "./read-gyp.ts";
import { innerFrame, outermostFrame, ScriptRecorder } from "./recorder.ts";
import type { ReadingFrame } from "./recorder.ts";
import { scriptLimits } from "./script-limits.ts";
import { runShell } from "./shell/run-shell.ts";
import { flowFrom } from "./shell/shell-call.ts";
import type { RunText, ShellFlow } from "./shell/shell-call.ts";

/** The languages of scripts. */
export type ScriptLanguage = Exclude<SourceLanguage, "javascript" | "typescript">;

/** One script to be read. */
export interface ScriptInput {
  readonly text: string;
  readonly language: ScriptLanguage;
  /** Reads JavaScript that the script carries, as in `node -e`; nothing is read of it where this is missing. */
  readonly analyzeJavaScript?: ((text: string) => SourceFacts) | undefined;
}

/**
 * Says what a shell, PowerShell, batch, Python or gyp text does. Programs it starts are effects; files of the package that
 * it runs are module references of the kind `run`, and scripts of the manifest are those named `scripts.<name>`. Never
 * throws: what could not be read is a `problem`.
 */
export function analyzeScript(input: ScriptInput): SourceFacts {
  const text = input.text.slice(0, scriptLimits.maxCharacters);
  const recorder = new ScriptRecorder(input.language, text);
  if (input.text.length > text.length) recorder.note("longer than what is read of a script");
  try {
    new ScriptReader(recorder, input.analyzeJavaScript).read(outermostFrame, input.language, text);
  } catch (error) {
    // Only the depth of a hostile text can do this; what was found until then is kept.
    if (!(error instanceof RangeError)) throw error;
    recorder.note("nested too deeply");
  }
  return recorder.facts();
}

class ScriptReader {
  readonly #recorder: ScriptRecorder;
  readonly #analyzeJavaScript: ((text: string) => SourceFacts) | undefined;

  constructor(recorder: ScriptRecorder, analyzeJavaScript: ((text: string) => SourceFacts) | undefined) {
    this.#recorder = recorder;
    this.#analyzeJavaScript = analyzeJavaScript;
  }

  read(frame: ReadingFrame, language: ScriptLanguage, text: string): ShellFlow {
    const recorder = this.#recorder;
    const runOther = (inner: ReadingFrame, run: RunText): ShellFlow => this.#readRun(inner, run);
    const setting = { recorder, runOther };
    switch (language) {
      case "shell":
        return runShell(setting, frame, text);
      case "powershell":
        scanStatements(setting, frame, powershellDialect, text);
        break;
      case "batch":
        scanStatements(setting, frame, batchDialect, text);
        break;
      case "python":
        scanStatements(setting, frame, pythonDialect, text);
        break;
      case "gyp":
        readGyp(
          {
            recorder,
            runShell: (outer, command, offset) =>
              runShell(setting, innerFrame(outer, offset, false), command),
          },
          frame,
          text,
        );
        break;
    }
    return flowFrom("process");
  }

  #readRun(frame: ReadingFrame, run: RunText): ShellFlow {
    if (frame.depth > scriptLimits.maxDepth) return flowFrom();
    if (run.language !== "javascript") return this.read(frame, run.language, run.text);
    const facts = this.#analyzeJavaScript?.(run.text);
    if (facts !== undefined) this.#recorder.adopt(frame, facts, 0);
    return flowFrom("process");
  }
}
