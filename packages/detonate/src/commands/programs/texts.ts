import { failed, said, textAt } from "../command-call.ts";
import type { CommandResult, Program, ProgramCall } from "../command-call.ts";

/** Programs that make texts of texts. */
export const textPrograms: Readonly<Record<string, Program>> = {
  echo: ({ arguments: words }) => {
    const isEscaped = words[0] === "-e";
    const plain = words.slice(/^-[neE]+$/.test(words[0] ?? "") ? 1 : 0).join(" ");
    return said(
      `${isEscaped ? unescaped(plain) : plain}${words[0]?.includes("n") === true && words[0].startsWith("-") ? "" : "\n"}`,
    );
  },
  printf: ({ arguments: [form = "", ...values] }) => {
    let at = 0;
    const text = unescaped(form).replaceAll(/%[sdxc]/g, () => values[at++] ?? "");
    return said(text.replaceAll("%%", "%"));
  },
  base64: (call) => {
    const isDecoding = call.arguments.some((word) => /^(?:-d|-D|--decode|-di)$/.test(word));
    const text = inputOf(call);
    return said(
      isDecoding ? Buffer.from(text, "base64").toString() : `${Buffer.from(text).toString("base64")}\n`,
    );
  },
  rev: (call) =>
    said(
      linesOf(inputOf(call))
        .map((line) => Array.from(line).toReversed().join(""))
        .join("\n"),
    ),
  tr: ({ arguments: words, stdin }) => said(translated(stdin, words)),
  grep: (call) => {
    const [pattern = "", ...files] = call.arguments.filter((word) => !word.startsWith("-"));
    const text = files.length > 0 ? files.map((file) => textAt(call, file) ?? "").join("\n") : call.stdin;
    const isInverse = call.arguments.includes("-v");
    const found = linesOf(text).filter(
      (line) => line.includes(pattern.replaceAll(/[\^$]/g, "")) !== isInverse,
    );
    return {
      status: found.length > 0 ? 0 : 1,
      stdout: found.length > 0 && !call.arguments.includes("-q") ? `${found.join("\n")}\n` : "",
      stderr: "",
    };
  },
  head: (call) => said(firstLines(inputOf(call), call.arguments)),
  tail: (call) => said(inputOf(call)),
  sort: (call) => said(`${linesOf(inputOf(call)).toSorted().join("\n")}\n`),
  uniq: (call) => said(inputOf(call)),
  wc: (call) => said(`${linesOf(inputOf(call)).length}\n`),
  cut: (call) => said(cutFields(inputOf(call), call.arguments)),
  awk: (call) => said(awkField(inputOf(call), call.arguments)),
  sed: (call) => (isInPlace(call) ? editInPlace(call) : said(substituted(inputOf(call), call.arguments))),
  xxd: (call) => {
    const text = inputOf(call);
    return said(
      call.arguments.some((word) => word.includes("r"))
        ? Buffer.from(text.replaceAll(/\s/g, ""), "hex").toString()
        : `${Buffer.from(text).toString("hex")}\n`,
    );
  },
  cat: (call) => {
    const files = call.arguments.filter((word) => !word.startsWith("-"));
    if (files.length === 0) return said(call.stdin);
    const texts = files.map((file) => readTold(call, file));
    if (texts.includes(undefined))
      return failed(`cat: ${files[texts.indexOf(undefined)] ?? ""}: No such file or directory\n`);
    return said(texts.join(""));
  },
  openssl: (call) => {
    const isBase64 = call.arguments.includes("base64") || call.arguments.includes("-base64");
    return said(
      isBase64 && call.arguments.includes("-d")
        ? Buffer.from(inputOf(call), "base64").toString()
        : inputOf(call),
    );
  },
  gunzip: (call) => said(inputOf(call)),
  zcat: (call) => said(inputOf(call)),
  gzip: (call) => said(inputOf(call)),
  fold: (call) => said(folded(inputOf(call), call.arguments)),
  fmt: (call) => said(folded(inputOf(call), call.arguments)),
  md5sum: () => said("9e107d9d372bb6826bd81d3542a419d6  -\n"),
  sha256sum: () => said("d7a8fbb307d7809469ca9abcb0082e4f8d5651e46d3cdb762d02d0bf37c9e592  -\n"),
  seq: ({ arguments: words }) =>
    said(
      `${Array.from({ length: Math.min(20, Number(words.at(-1)) || 1) }, (_, index) => index + 1).join("\n")}\n`,
    ),
};

/** A file that a command reads is told, unless it belongs to installed packages. */
function readTold(call: ProgramCall, file: string): string | undefined {
  const { process } = call.scene;
  const path = process.disk.places.resolve(call.folder, file);
  if (!/[\\/]node_modules[\\/]/.test(path))
    process.observe({ kind: "file", api: call.program, data: { path } });
  return textAt(call, path);
}

function inputOf(call: ProgramCall): string {
  const files = call.arguments.filter((word) => !word.startsWith("-") && textAt(call, word) !== undefined);
  return files.length === 0 ? call.stdin : files.map((file) => readTold(call, file) ?? "").join("");
}

function linesOf(text: string): readonly string[] {
  return text.replace(/\n$/, "").split("\n");
}

function unescaped(text: string): string {
  return text
    .replaceAll(/\\x([0-9a-fA-F]{1,2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replaceAll(/\\0?([0-7]{3})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 8)))
    .replaceAll("\\n", "\n")
    .replaceAll("\\t", "\t")
    .replaceAll("\\\\", "\\");
}

function translated(text: string, words: readonly string[]): string {
  const [from = "", to = ""] = words
    .filter((word) => !word.startsWith("-"))
    .map((word) => spread(unescaped(word)));
  const isDeleting = words.some((word) => word === "-d");
  return Array.from(text, (character) => {
    const at = from.indexOf(character);
    if (at === -1) return character;
    return isDeleting ? "" : (to[at] ?? to.at(-1) ?? "");
  }).join("");
}

function spread(set: string): string {
  return set.slice(0, 200).replaceAll(/([A-Za-z0-9])-([A-Za-z0-9])/g, (_, first: string, last: string) => {
    const start = first.charCodeAt(0);
    return String.fromCharCode(
      ...Array.from(
        { length: Math.max(0, last.charCodeAt(0) - start + 1) },
        (_unused, index) => start + index,
      ),
    );
  });
}

/** Lines of no more than a number of characters, as whatever sends a text in pieces needs them. */
function folded(text: string, words: readonly string[]): string {
  const width = Math.max(1, Number(/\d+/.exec(words.join(" "))?.[0] ?? 80));
  const lines: string[] = [];
  for (const line of linesOf(text)) {
    for (let at = 0; at === 0 || at < line.length; at += width) lines.push(line.slice(at, at + width));
  }
  return `${lines.join("\n")}\n`;
}

function firstLines(text: string, words: readonly string[]): string {
  const count = Number(/\d+/.exec(words.join(" "))?.[0] ?? 10);
  return words.some((word) => word.startsWith("-c"))
    ? text.slice(0, count)
    : `${linesOf(text).slice(0, count).join("\n")}\n`;
}

function cutFields(text: string, words: readonly string[]): string {
  const all = words.join(" ");
  const mark = /-d\s*['"]?(.)/.exec(all)?.[1] ?? "\t";
  const field = Number(/-f\s*(\d+)/.exec(all)?.[1] ?? 1);
  return `${linesOf(text)
    .map((line) => line.split(mark)[field - 1] ?? "")
    .join("\n")}\n`;
}

function awkField(text: string, words: readonly string[]): string {
  const field = /\{\s*print \$(\d+)\s*\}/.exec(words.join(" "))?.[1];
  if (field === undefined) return text;
  return `${linesOf(text)
    .map((line) => (field === "0" ? line : (line.trim().split(/\s+/)[Number(field) - 1] ?? "")))
    .join("\n")}\n`;
}

function substituted(text: string, words: readonly string[]): string {
  const script = words.find((word) => /^s(.).*\1.*\1g?$/.test(word));
  if (script === undefined) return text;
  const [, from = "", to = ""] = partsOf(script);
  return from === "" ? text : text.replaceAll(from, () => to);
}

/** The parts of a substitution between its marks, which a backslash before one leaves alone. */
function partsOf(script: string): readonly string[] {
  const mark = script.charAt(1);
  const parts = [""];
  for (let index = 0; index < script.length; index += 1) {
    const character = script.charAt(index);
    const isEscape = character === "\\" && index + 1 < script.length;
    if (character === mark) parts.push("");
    else parts[parts.length - 1] += isEscape ? script.charAt((index += 1)) : character;
  }
  return parts;
}

function isInPlace({ arguments: words }: ProgramCall): boolean {
  return words.some((word) => /^-[nEr]*i|^--in-place/.test(word));
}

/** `sed -i`: each file that it names is another one afterwards. */
function editInPlace(call: ProgramCall): CommandResult {
  const { process } = call.scene;
  for (const word of call.arguments.filter((each) => !each.startsWith("-"))) {
    const text = textAt(call, word);
    if (text === undefined) continue;
    const path = process.disk.places.resolve(call.folder, word);
    const content = substituted(text, call.arguments);
    process.observe({ kind: "file", api: "sed -i", data: { path, content } });
    process.disk.write(path, Buffer.from(content));
  }
  return said("");
}
