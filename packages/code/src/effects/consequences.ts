import type { Machine } from "../engine/machine.ts";
import { ownFile } from "../engine/modules.ts";
import { namingOf, taintOf } from "../engine/taint.ts";
import { knownText, renderText, unknownPart } from "../engine/texts.ts";
import { Bytes, Dict, Folded, List } from "../engine/values.ts";
import type { Value } from "../engine/values.ts";
import type { EffectDraft } from "./effect-draft.ts";
import { isCredentialPath, isPersistencePath, isWalletPath, tidyPath } from "./paths.ts";
import { runCommand } from "./commands.ts";

/** A call that was just recorded. */
export interface Called {
  readonly draft: EffectDraft;
  readonly args: readonly Value[];
  readonly path: string;
}

/** What follows from an effect: code it starts, files it leaves behind, modules it names. */
export function afterCall(m: Machine, { draft, args, path }: Called): void {
  if (draft.kind === "process") afterProcess(m, { draft, args, path });
  else if (draft.kind === "write-file") afterWrite(m, { draft, args, path });
  else if (draft.kind === "network") afterRequest(m, { draft, args, path });
  else if (path.endsWith("Worker")) startWorker(m, args);
}

function afterProcess(m: Machine, { draft, args, path }: Called): void {
  const [first] = args;
  if (path === "child_process.fork") {
    noteRun(m, first, "fork");
    runWritten(m, first);
    return;
  }
  const list = args.find((arg) => arg instanceof List);
  const words = list instanceof List && list !== first ? [first, ...list.items] : undefined;
  runCommand(m, { command: draft.argument, words, draft });
  for (const word of words ?? [first]) runWritten(m, word);
}

/** A file that the code wrote before, and that is started now. */
function runWritten(m: Machine, value: Value): void {
  if (m.written.size === 0) return;
  const line = renderText(value);
  for (const [path, content] of m.written) {
    if (path === unknownPart || !line.includes(path)) continue;
    const text = knownText(content);
    m.written.delete(path);
    if (text !== undefined) m.runText(text, undefined);
  }
}

function noteRun(m: Machine, value: Value, kind: "fork" | "worker" | "run"): void {
  const text = renderText(value);
  const specifier = ownFile(text) ?? (/^\.{0,2}\/?[\w@./-]+\.[cm]?js$/.test(text) ? text : undefined);
  m.recorder.noteModule({ specifier, kind, runs: m.runs, naming: namingOf(value), start: m.site ?? m.at });
}

function startWorker(m: Machine, args: readonly Value[]): void {
  const settings = args[1];
  const isText = settings instanceof Dict && settings.members.get("eval") === true;
  const text = knownText(args[0]);
  if (isText && text !== undefined) m.runText(text, undefined);
  else noteRun(m, args[0], "worker");
}

const keptTexts = 40;

function afterWrite(m: Machine, { draft, args, path }: Called): void {
  const target = draft.argument;
  if (target === undefined) return;
  const naming = draft.naming;
  if (isPersistencePath(target))
    m.note({ kind: "persist", api: path, argument: target, naming, taint: draft.taint });
  const [first, content] = args;
  if (/^fs\.(?:copy|copyFile|cp)$/.test(path)) {
    const source = tidyPath(renderText(first));
    if (isCredentialPath(source) || isWalletPath(source))
      m.note({ kind: "read-file", api: path, argument: source, naming: namingOf(first) });
  }
  if (
    m.written.size < keptTexts &&
    (typeof content === "string" || content instanceof Folded || content instanceof Bytes)
  ) {
    m.written.set(target, content instanceof Bytes ? renderText(content) : content);
  }
}

/** A publication is a request too: a document of a package put under its name. */
function afterRequest(m: Machine, { draft, args }: Called): void {
  const body = args.find((arg) => arg instanceof Dict && arg.members.has("_attachments"));
  if (body !== undefined) m.note({ kind: "publish", api: draft.api, argument: draft.argument });
}

/** What is written to the input of a process that reads its program there. */
export function afterWriting(
  m: Machine,
  { draft, text }: { readonly draft: EffectDraft; readonly text: Value },
): void {
  if (draft.kind !== "process") return;
  const known = knownText(text);
  if (known === undefined) return;
  if (/^(?:\S*[/\\])?(?:node|bun|deno|\$\{execPath\})(?:\s+-\S*)*\s*$/.test(draft.argument ?? ""))
    m.runText(known, undefined);
  else if (/^(?:\S*\/)?(?:ba|z|da)?sh(?:\s+-\S*)*\s*$/.test(draft.argument ?? "")) {
    m.note({
      kind: "process",
      api: draft.api,
      argument: known,
      naming: namingOf(text),
      taint: taintOf(text),
    });
  }
}
