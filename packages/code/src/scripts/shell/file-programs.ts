import type { SourceKind } from "../../source-facts.ts";
import { tryDecodeBase64, tryDecodeHex } from "../decode-text.ts";
import { isCredentialPath, isPersistencePath } from "../sensitive.ts";

import {
  emptyFlow,
  flowFrom,
  hasFlag,
  operandsOf,
  optionValue,
  sourcesOfCall,
  unionOf,
} from "./shell-call.ts";
import type { ShellArgument, ShellCall, ShellFlow, ShellProgram } from "./shell-call.ts";

/** Where the content of a file comes from. */
function sourceOfFile(path: string): SourceKind {
  if (/\/proc\/(?:self|\d+|\$[^/]*)\/environ/.test(path)) return "environment";
  return isCredentialPath(path) ? "credential-file" : "file";
}

/** cat, head, tail: a file's content. */
function readFiles(call: ShellCall): ShellFlow {
  const files = operandsOf(call).filter(({ text }) => !/^\d+$/.test(text));
  if (files.length === 0) return call.input;
  for (const { text, sources } of files) {
    call.effect({ kind: "read-file", api: call.program, argument: text, sources });
  }
  return flowFrom(...files.map(({ text }) => sourceOfFile(text)), ...call.input.sources);
}

/** grep, sed, awk, jq, tr: what is piped in goes on; files are read. */
function filter(call: ShellCall): ShellFlow {
  const [, ...files] = operandsOf(call);
  const named = files.filter(({ text }) => isCredentialPath(text) || text.startsWith("~"));
  for (const { text } of named) call.effect({ kind: "read-file", api: call.program, argument: text });
  const found = files.length > 0 && call.input.sources.size === 0 ? (["file"] as const) : [];
  const sources = unionOf([
    call.input.sources,
    new Set([...found, ...named.map(({ text }) => sourceOfFile(text))]),
  ]);
  const isReversed = call.program === "rev" && call.input.text !== undefined;
  if (!isReversed) return { sources, text: undefined, isDecoded: false };
  return { sources, text: (call.input.text ?? "").split("").toReversed().join("").trim(), isDecoded: true };
}

function echo(call: ShellCall): ShellFlow {
  const words = call.arguments.filter(({ text }, index) => !(index === 0 && /^-[neE]+$/.test(text)));
  const text = words.map((word) => word.text).join(" ");
  const isConstant = words.every((word) => word.isConstant);
  return {
    sources: unionOf(words.map((word) => word.sources)),
    text: isConstant ? unescapeEcho(call, text) : undefined,
    isDecoded: words.some(({ naming }) => naming === "decoded"),
  };
}

function unescapeEcho(call: ShellCall, text: string): string {
  const isEscaping = call.program === "printf" || hasFlag(call, "-e");
  if (!isEscaping || !/\\(?:x|0|[0-7])/.test(text)) return text;
  return text.replaceAll(/\\(?:x([0-9a-f]{2})|0?([0-7]{3}))/gi, (_, hex: string | undefined, octal: string) =>
    String.fromCharCode(hex === undefined ? Number.parseInt(octal, 8) : Number.parseInt(hex, 16)),
  );
}

/** base64 -d, openssl enc -d, xxd -r: unreadable in, readable out. */
function decode(call: ShellCall): ShellFlow {
  const isDecoding =
    hasFlag(call, "-d", "-D", "--decode", "-r") ||
    (call.program === "openssl" && /\s-d\b/.test(call.command));
  const file = operandsOf(call).find(({ text }) => text !== "enc" && text !== "base64");
  const sources = unionOf([
    call.input.sources,
    new Set<SourceKind>(
      call.input.sources.size === 0 &&
        call.input.text === undefined &&
        file !== undefined &&
        call.program !== "openssl"
        ? [sourceOfFile(file.text)]
        : [],
    ),
  ]);
  if (!isDecoding) return { sources, text: undefined, isDecoded: false };
  if (call.program === "openssl" && !call.command.includes("base64 -d")) {
    call.effect({ kind: "decrypt", api: "openssl", argument: call.command, sources });
  }
  const { text } = call.input;
  const decoded =
    text === undefined ? undefined : call.program === "xxd" ? tryDecodeHex(text) : tryDecodeBase64(text);
  return { sources: new Set([...sources, "decoded"]), text: decoded, isDecoded: true };
}

/** gunzip, tar: what is unpacked stays what it was. */
function unpack(call: ShellCall): ShellFlow {
  const named = operandsOf(call).filter(({ text }) => isCredentialPath(text));
  const { sources } = call.input;
  if (call.input.sources.size > 0 && call.program === "tar") {
    call.effect({ kind: "write-file", api: "tar", argument: optionValue(call, "-C")?.text, sources });
  }
  return {
    sources: new Set([...sources, ...(named.length > 0 ? (["credential-file"] as const) : [])]),
    text: undefined,
    isDecoded: false,
  };
}

function copy(call: ShellCall): ShellFlow {
  const operands = operandsOf(call);
  const [target, ...from] = operands.toReversed();
  const sources = from.map(({ text }) => sourceOfFile(text));
  const kind = call.program === "mv" ? "rename-file" : "write-file";
  call.effect({ kind, api: call.program, argument: textsOf(operands), sources });
  notePersistence(call, target);
  return emptyFlow;
}

function tee(call: ShellCall): ShellFlow {
  for (const target of operandsOf(call)) {
    call.effect({ kind: "write-file", api: "tee", argument: target.text, sources: call.input.sources });
    notePersistence(call, target);
  }
  return call.input;
}

function notePersistence(call: ShellCall, target: ShellArgument | undefined): void {
  if (target === undefined || !isPersistencePath(target.text)) return;
  call.effect({ kind: "persist", api: call.program, argument: target.text, sources: call.input.sources });
}

function remove(call: ShellCall): ShellFlow {
  const options = hasFlag(call, "-r", "-R") ? [...call.options, "recursive"] : call.options;
  call.effect({ kind: "delete-file", api: call.program, argument: textsOf(operandsOf(call)), options });
  return emptyFlow;
}

function changeMode(call: ShellCall): ShellFlow {
  call.effect({ kind: "change-mode", api: call.program, argument: textsOf(call.arguments) });
  return emptyFlow;
}

function list(call: ShellCall): ShellFlow {
  const operands = operandsOf(call);
  call.effect({ kind: "list-files", api: call.program, argument: textsOf(call.arguments) });
  const secret = operands.find(({ text }) => isCredentialPath(text));
  if (secret !== undefined) call.effect({ kind: "read-file", api: call.program, argument: secret.text });
  if (/\s-delete\b|-exec\s+(?:rm|shred)\b/.test(call.command)) {
    call.effect({ kind: "delete-file", api: call.program, argument: call.command, options: ["recursive"] });
  }
  return flowFrom(secret === undefined ? "file" : "credential-file");
}

function textsOf(words: readonly ShellArgument[]): string {
  return words.map(({ text }) => text).join(" ");
}

/** What passes through without being named: nothing in, nothing out. */
function passOn(call: ShellCall): ShellFlow {
  return { ...call.input, sources: sourcesOfCall(call) };
}

/** Programs that read, write and transform files and texts. */
export const filePrograms: ReadonlyMap<string, ShellProgram> = new Map([
  ...["cat", "head", "tail", "less", "more", "tac", "type", "strings"].map(
    (name) => [name, readFiles] as const,
  ),
  ...[
    "grep",
    "egrep",
    "fgrep",
    "rg",
    "sed",
    "awk",
    "gawk",
    "jq",
    "tr",
    "cut",
    "sort",
    "uniq",
    "rev",
    "wc",
    "paste",
  ].map((name) => [name, filter] as const),
  ...["echo", "printf"].map((name) => [name, echo] as const),
  ...["base64", "base32", "openssl", "xxd", "uudecode"].map((name) => [name, decode] as const),
  ...["gunzip", "zcat", "gzip", "xz", "bzip2", "tar", "unzip", "zip", "7z", "funzip"].map(
    (name) => [name, unpack] as const,
  ),
  ...["cp", "mv", "install", "dd", "ln"].map((name) => [name, copy] as const),
  ...["rm", "rmdir", "unlink", "shred"].map((name) => [name, remove] as const),
  ...["chmod", "chown", "chattr"].map((name) => [name, changeMode] as const),
  ...["find", "ls", "dir", "locate", "mdfind", "tree"].map((name) => [name, list] as const),
  ["tee", tee],
  ["basename", passOn],
  ["dirname", passOn],
]);
