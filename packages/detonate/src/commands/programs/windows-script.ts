import { answerRequest } from "../../network/answer-request.ts";
import { runBatch } from "../batch/run-batch.ts";
import { failed, observeCode, said, textAt } from "../command-call.ts";
import type { CommandResult, ProgramCall } from "../command-call.ts";

const textMaxCharacters = 100_000;
const roundMaxCount = 24;
const quoted = `"(?:[^"\\n]|"")*"`;

/** Scripts of the Windows host: what they hand to a shell is followed, and what they ask for is told. */
export function runWindowsScript(call: ProgramCall): CommandResult {
  const file = call.arguments.find((word) => !/^\/\/?\w/.test(word));
  const text =
    file === undefined
      ? undefined
      : (textAt(call, file) ?? (/^(?:javascript|vbscript):/i.test(file) ? file : undefined));
  if (file !== undefined && /^https?:/i.test(file)) return runFetched(call, file);
  if (text === undefined) return failed("Input Error: Can not find script file.\r\n");
  observeCode(call, text.slice(0, 2_000), file);
  const folded = foldWindowsScript(text);
  for (const [, url = ""] of folded.matchAll(openedAddress)) tellRequest(call, plain(url));
  for (const [, expression = ""] of folded.matchAll(startedCommand)) startCommand(call, expression);
  return said("");
}

const openedAddress = new RegExp(`\\.\\s*open\\s*\\(?\\s*${quoted}\\s*,\\s*(${quoted})`, "gi");
const startedCommand = new RegExp(
  `\\.(?:Run|Exec|ShellExecute)\\s*\\(?\\s*((?:${quoted}|\\w+(?:\\(\\d+\\))?|\\s*[&+]\\s*)+)`,
  "gi",
);

function startCommand(call: ProgramCall, expression: string): void {
  const command = (expression.match(new RegExp(quoted, "g")) ?? []).map(plain).join("");
  if (command === "") return;
  call.scene.process.observe({ kind: "process", api: "WScript.Shell.Run", data: { command } });
  runBatch({ ...call, stdin: "", depth: call.depth + 1 }, command);
}

/** Puts together what a script composes of constants: joined texts, characters by number, reversed and replaced ones, variables. */
export function foldWindowsScript(text: string): string {
  let folded = text
    .slice(0, textMaxCharacters)
    .replaceAll(/'((?:[^'"\\\n]|\\.){0,2000})'(?=\s*[+,);])/g, '"$1"');
  for (let round = 0; round < roundMaxCount; round += 1) {
    const before = folded;
    for (const fold of folds) folded = fold(folded);
    folded = insertVariables(folded);
    if (folded === before || folded.length > 2 * textMaxCharacters) break;
  }
  return folded;
}

const folds: readonly ((text: string) => string)[] = [
  (text) =>
    text.replaceAll(/\bchrw?\s*\(\s*(&h[0-9a-f]{1,4}|\d{1,5})\s*\)/gi, (_, code: string) =>
      quote(String.fromCharCode(Number(code.replace(/^&h/i, "0x")))),
    ),
  (text) =>
    text.replaceAll(/\bString\.fromCharCode\(\s*((?:\d{1,5}\s*,?\s*){1,4000})\)/g, (_, codes: string) =>
      quote(String.fromCharCode(...codes.split(",").map(Number))),
    ),
  (text) =>
    text.replaceAll(new RegExp(`\\bStrReverse\\s*\\(\\s*(${quoted})\\s*\\)`, "gi"), (_, inner: string) =>
      quote(Array.from(plain(inner)).toReversed().join("")),
    ),
  (text) =>
    text.replaceAll(replaced, (whole: string, inner: string, from: string, to: string) =>
      plain(from) === "" ? whole : quote(plain(inner).replaceAll(plain(from), () => plain(to))),
    ),
  (text) =>
    text.replaceAll(new RegExp(`(${quoted})\\s*[&+]\\s*(${quoted})`, "g"), (_, left: string, right: string) =>
      quote(plain(left) + plain(right)),
    ),
];

const replaced = new RegExp(
  `\\bReplace\\s*\\(\\s*(${quoted})\\s*,\\s*(${quoted})\\s*,\\s*(${quoted})\\s*\\)`,
  "gi",
);

/** Variables that are set once, to a text, stand for it. */
function insertVariables(text: string): string {
  const values = new Map<string, string | undefined>();
  for (const [, name = "", value] of text.matchAll(
    new RegExp(`\\b([a-z]\\w{0,60})\\s*=(?!=)\\s*(?:(${quoted})\\s*(?=[:;\\r\\n]|$))?`, "gi"),
  )) {
    const key = name.toLowerCase();
    values.set(key, values.has(key) ? undefined : value);
  }
  return text.replaceAll(
    new RegExp(`${quoted}|(?<![.\\w])([a-z]\\w{0,60})\\b(?!\\s*[=(.\\w])`, "gi"),
    (all: string, name: string | undefined) =>
      name === undefined ? all : (values.get(name.toLowerCase()) ?? all),
  );
}

function plain(text: string): string {
  return text.slice(1, -1).replaceAll('""', '"');
}

function quote(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

/** A script that is run from its address. */
function runFetched(call: ProgramCall, url: string): CommandResult {
  const body = tellRequest(call, url);
  if (body !== undefined) observeCode(call, Buffer.from(body).toString("latin1").slice(0, 2_000));
  return said("");
}

function tellRequest(call: ProgramCall, url: string): Uint8Array | undefined {
  const { process } = call.scene;
  const host = URL.canParse(url) ? new URL(url).hostname : "";
  process.observe({ kind: "network", api: call.program, data: { url, host } });
  const answer = answerRequest(process.world, { url, method: "GET" });
  return answer.kind === "answer" ? answer.body : undefined;
}
