import type { SourceKind } from "../../source-facts.ts";
import { innerFrame } from "../recorder.ts";
import type { ReadingFrame, ScriptRecorder } from "../recorder.ts";
import { scriptLimits } from "../script-limits.ts";
import { isCredentialPath, isPersistencePath, isSecretVariable } from "../sensitive.ts";
import type { RunText } from "../shell/shell-call.ts";
import { emptyFlow } from "../shell/shell-call.ts";

import type { Dialect, DialectRule, Statement } from "./dialect.ts";

/** What is known of a variable. */
interface Binding {
  readonly sources: ReadonlySet<SourceKind>;
  readonly text: string | undefined;
}

/** What reading statements needs. */
export interface ScanSetting {
  readonly recorder: ScriptRecorder;
  readonly runOther: (frame: ReadingFrame, text: RunText) => unknown;
}

const decodedCodeMinCharacters = 6;

/** Reads a text statement by statement: what each does, with what the variables in it carry. */
export function scanStatements(
  setting: ScanSetting,
  frame: ReadingFrame,
  dialect: Dialect,
  text: string,
): void {
  const scan = new StatementScan(setting, frame, dialect);
  for (const statement of dialect.split(text)) {
    if (!setting.recorder.spend()) return;
    scan.read(statement);
  }
}

class StatementScan {
  readonly #setting: ScanSetting;
  readonly #frame: ReadingFrame;
  readonly #dialect: Dialect;
  readonly #variables = new Map<string, Binding>();

  constructor(setting: ScanSetting, frame: ReadingFrame, dialect: Dialect) {
    this.#setting = setting;
    this.#frame = frame;
    this.#dialect = dialect;
  }

  read(statement: Statement): void {
    const { text } = statement;
    const decoded = this.#decode(statement);
    const carried = this.#carriedBy(text);
    const matched = this.#matchesOf(text);
    const yielded = matched.flatMap(({ rule }) => rule.yields ?? []);
    const all = new Set<SourceKind>([
      ...carried,
      ...yielded,
      ...(decoded === undefined ? [] : ["decoded" as const]),
    ]);
    for (const { rule, argument, index } of matched)
      this.#apply(rule, argument, all, statement.offset + index);
    if (decoded !== undefined) this.#runDecoded(statement, decoded, matched);
    this.#assign(text, all, decoded);
  }

  #matchesOf(text: string): readonly { rule: DialectRule; argument: string | undefined; index: number }[] {
    return this.#dialect.rules.flatMap((rule) =>
      [...text.matchAll(rule.pattern)]
        .slice(0, 20)
        .map((match) => ({ rule, argument: match[1] ?? match[2] ?? match[3], index: match.index })),
    );
  }

  #apply(
    rule: DialectRule,
    argument: string | undefined,
    all: ReadonlySet<SourceKind>,
    offset: number,
  ): void {
    const { recorder } = this.#setting;
    const folded = argument === undefined ? undefined : this.#fold(argument.trim());
    if (rule.kind !== undefined) {
      // What a call itself brings is no data that goes into it.
      const sources = [...all].filter((source) => source !== rule.yields);
      const { kind, api, options = [] } = rule;
      recorder.effect(this.#frame, { kind, api, argument: folded, options, sources, offset });
      if (folded !== undefined && kind === "write-file" && isPersistencePath(folded)) {
        recorder.effect(this.#frame, { kind: "persist", api, argument: folded, sources, offset });
      }
    }
    if (folded === undefined) return;
    if (rule.runsFile === true && !folded.startsWith("-")) recorder.reference(this.#frame, folded, offset);
    if (rule.runs !== undefined && this.#frame.depth < scriptLimits.maxDepth) {
      const inner = innerFrame(this.#frame, offset, false);
      this.#setting.runOther(inner, {
        language: rule.runs,
        text: folded,
        offset: 0,
        isDecoded: false,
        input: emptyFlow,
      });
    }
  }

  #carriedBy(text: string): ReadonlySet<SourceKind> {
    const carried = new Set<SourceKind>();
    for (const [name] of text.matchAll(this.#dialect.mention)) {
      for (const source of this.#variables.get(this.#key(name))?.sources ?? []) carried.add(source);
    }
    for (const [, one, other] of text.matchAll(environmentReads)) {
      if (isSecretVariable(one ?? other ?? "")) carried.add("environment");
    }
    if (isCredentialPath(text)) carried.add("credential-file");
    return carried;
  }

  #decode(statement: Statement): string | undefined {
    for (const { pattern, decode } of this.#dialect.decoders) {
      for (const match of statement.text.matchAll(pattern)) {
        const constant = match[1] ?? match[2];
        const known =
          constant === undefined ? undefined : (this.#variables.get(this.#key(constant))?.text ?? constant);
        const decoded = known === undefined ? undefined : decode(known);
        if (decoded === undefined || decoded.length < decodedCodeMinCharacters) continue;
        this.#setting.recorder.text(innerFrame(this.#frame, statement.offset, true), decoded, 0);
        return decoded;
      }
    }
    return undefined;
  }

  /** A decoded text that the same statement runs is read as the next layer. */
  #runDecoded(statement: Statement, decoded: string, matched: readonly { rule: DialectRule }[]): void {
    const runner = matched.find(({ rule }) => rule.kind === "run-code" || rule.kind === "process")?.rule;
    if (runner === undefined || this.#frame.depth >= scriptLimits.maxDepth) return;
    const inner = innerFrame(this.#frame, statement.offset, true);
    const language = runner.runs ?? (runner.kind === "process" ? "shell" : "python");
    this.#setting.runOther(inner, { language, text: decoded, offset: 0, isDecoded: true, input: emptyFlow });
  }

  #assign(text: string, sources: ReadonlySet<SourceKind>, decoded: string | undefined): void {
    const match = this.#dialect.assignment.exec(text);
    const [, name, value] = match ?? [];
    if (name === undefined || value === undefined || this.#variables.size > 2_000) return;
    const constant = /^\s*(?:@?["']([^"'\n]{0,4000})["']|([\w./:\\~-]{1,500}))\s*;?\s*$/.exec(value);
    const known = decoded ?? constant?.[1] ?? constant?.[2];
    this.#variables.set(this.#key(name), { sources, text: known });
  }

  /** Puts in what is known of variables, and takes quotes off. */
  #fold(argument: string): string {
    const bare = /^[frub]{0,2}(["'`])([\s\S]*)\1$/i.exec(argument)?.[2] ?? argument;
    const whole = this.#variables.get(this.#key(bare))?.text;
    if (whole !== undefined) return whole;
    return bare.replaceAll(this.#dialect.mention, (name) => {
      const key = this.#key(name);
      return /^[$%!{]/.test(name) ? (this.#variables.get(key)?.text ?? name) : name;
    });
  }

  #key(name: string): string {
    const bare = name.replaceAll(/[${}%!"' ]/g, "");
    return this.#dialect.ignoresCase ? bare.toLowerCase() : bare;
  }
}

const environmentReads =
  /(?:environ(?:\.get)?[[(]\s*["']|getenv\(\s*["']|\$env:|%)(\w{2,100})|\$\{env:(\w{2,100})\}/gi;
