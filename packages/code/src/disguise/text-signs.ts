import type { Sign, SignFinder } from "./sign.ts";
import { tally } from "./sign.ts";

/** Names that obfuscators make: hexadecimal numbers, or only letters that look alike. */
function findMadeNames(text: string): readonly Sign[] {
  const hexadecimal = tally(text, /(?<![\w$])(?:[a-z]\d{0,3})?_0x[\da-f]{2,8}(?![\w$])/g);
  if (hexadecimal !== undefined && isDense(hexadecimal, text.length)) {
    const { distinct, count, first } = hexadecimal;
    return [
      {
        kind: "obfuscator-names",
        detail: `${String(distinct)} names such as those that obfuscators make`,
        amount: count,
        offset: first,
      },
    ];
  }
  const alike = tally(
    text,
    /(?<![\w$"'`\\/#])(?:[Oo0]{5,}|(?=[lI]*[lI])[Il1]{6,}|[_$]{5,})(?![\w$])(?=\s*[=(.[,;)])/g,
  );
  if (alike === undefined || alike.distinct < 5 || alike.count < 15) return [];
  return [
    {
      kind: "obfuscator-names",
      detail: `${String(alike.distinct)} names of letters that look alike`,
      amount: alike.count,
      offset: alike.first,
    },
  ];
}

function isDense(
  { count, length, distinct }: { count: number; length: number; distinct: number },
  size: number,
): boolean {
  if (distinct < 4 || count < 10) return false;
  return count >= 200 || length * 40 > size;
}

/** Code of brackets and signs alone, of Japanese faces or dollar signs. */
function findSymbolsOnly(text: string): readonly Sign[] {
  const brackets = /[[\]()!+{}]{240,}/.exec(text);
  const isVaried = brackets !== null && ["[", "(", "!", "+"].every((one) => brackets[0].includes(one));
  if (brackets !== null && isVaried) {
    return [
      {
        kind: "symbols-only",
        detail: "code of brackets and signs alone",
        amount: brackets[0].length,
        offset: brackets.index,
      },
    ];
  }
  const faces = /ﾟωﾟ|\(ﾟДﾟ\)/.exec(text);
  const dollars = /\$\s*=\s*~\s*\[\s*\]\s*;\s*\$\s*=\s*\{\s*___/.exec(text);
  const found = faces ?? dollars;
  return found === null
    ? []
    : [
        {
          kind: "symbols-only",
          detail: "code of faces or signs alone",
          amount: text.length,
          offset: found.index,
        },
      ];
}

function findPackers(text: string): readonly Sign[] {
  const packer =
    /eval\s*\(\s*\(?\s*function\s*\(\s*[\w$]+\s*,\s*[\w$]+\s*,\s*[\w$]+\s*,\s*[\w$]+\s*,\s*[\w$]+\s*(?:,\s*[\w$]+\s*)?\)\s*\{/.exec(
      text,
    );
  if (packer !== null)
    return [
      {
        kind: "packer",
        detail: "a function that unpacks code and runs it",
        amount: text.length - packer.index,
        offset: packer.index,
      },
    ];
  const decoded =
    /(?:\beval|\bFunction|\[["']constructor["']\]|\.constructor)\s*\(\s*(?:(?:await\s+)?[\w$.]{0,60}(?:atob|unescape|decodeURIComponent|Buffer\.from|gunzipSync|inflateSync|brotliDecompressSync|LZString[\w.]*)\s*\()/.exec(
      text,
    );
  return decoded === null
    ? []
    : [{ kind: "packer", detail: "code that is decoded and run", amount: 1, offset: decoded.index }];
}

/** Readable characters that are written as escapes, which no minifier does. */
function findEscapedText(text: string): readonly Sign[] {
  let amount = 0;
  let first: number | undefined;
  for (const match of text.matchAll(/(?:\\x[2-7][\da-f]|\\u00[2-7][\da-f]){4,}/gi)) {
    const decoded = match[0].replaceAll(/\\(?:x|u00)([\da-f]{2})/gi, (_, code: string) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    );
    if (isAscending(decoded) || !/[a-z]{3}/i.test(decoded)) continue;
    amount += decoded.length;
    first ??= match.index;
  }
  if (first === undefined || amount < 16) return [];
  return [
    {
      kind: "escaped-text",
      detail: `${String(amount)} readable characters written as escapes`,
      amount,
      offset: first,
    },
  ];
}

/** A table of characters, not a text. */
function isAscending(text: string): boolean {
  let up = 0;
  for (let at = 1; at < text.length; at += 1)
    if (text.charCodeAt(at) === text.charCodeAt(at - 1) + 1) up += 1;
  return up * 2 > text.length;
}

function findReversedText(text: string): readonly Sign[] {
  const pattern =
    /(["'])([^"'\n\\]{6,4000})\1\s*\.\s*split\s*\(\s*(?:""|'')\s*\)\s*\.\s*reverse\s*\(\s*\)\s*\.\s*join\s*\(\s*(?:""|'')\s*\)/g;
  const found = [...text.matchAll(pattern)].slice(0, 100);
  const [first] = found;
  if (first === undefined) return [];
  const readable = (first[2] ?? "").slice(0, 60).split("").toReversed().join("");
  return [
    {
      kind: "reversed-text",
      detail: `texts written backwards, such as ${JSON.stringify(readable)}`,
      amount: found.length,
      offset: first.index,
    },
  ];
}

/** Places of one sign that are looked at: some may stand in texts only. */
const placesMax = 10;

/** Code that stops when it is debugged or was reformatted. */
function findSelfDefence(text: string): readonly Sign[] {
  const defence =
    /\(\(\(\.\+\)\+\)\+\)\+\$|["']debu["']\s*\+\s*["']gger["']|constructor["'\])]*\s*\(\s*["']debugger["']\s*\)|(?:while\s*\(\s*(?:true|!0|1|!!\[\])\s*\)|for\s*\(\s*;\s*;\s*\)|setInterval\s*\(\s*(?:function\s*\(\s*\)|\(\s*\)\s*=>)\s*)\s*\{?\s*debugger\b|\\x2b\\x29\\x2b\\x29\\x2b|Function\s*\(\s*["']debugger["']/g;
  const signs: Sign[] = [];
  for (const { index } of text.matchAll(defence)) {
    const detail = "code that stops when it is read or debugged";
    signs.push({ kind: "self-defence", detail, amount: 1, offset: index });
    if (signs.length >= placesMax) break;
  }
  return signs;
}

const buildWords =
  /^(?:production|development|test|true|false|undefined|string|object|function|number|browser|server|client|node|web|module|commonjs|esm|cjs|umd|es\d+|next|latest|\d+(?:\.\d+)*)$/i;

/** Branches that compare one made-up word with another. */
function findDeadCode(text: string): readonly Sign[] {
  const found = [...text.matchAll(/(?<![\w$.\])])(["'])([A-Za-z]{5})\1\s*[!=]==\s*(["'])([A-Za-z]{5})\3/g)]
    .slice(0, 1_000)
    .filter((match) => !buildWords.test(match[2] ?? "") && !buildWords.test(match[4] ?? ""));
  const [first] = found;
  if (first === undefined || found.length < 3) return [];
  return [
    {
      kind: "dead-code",
      detail: "branches that compare made-up words",
      amount: found.length,
      offset: first.index,
    },
  ];
}

function findMinified(text: string): readonly Sign[] {
  if (text.length < 1_000) return [];
  let lines = 1;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) lines += 1;
  if (text.length / lines < 250) return [];
  return [
    {
      kind: "minified",
      detail: `${String(Math.round(text.length / lines))} characters a line`,
      amount: text.length,
      offset: 0,
    },
  ];
}

/** Signs that stand in the text as it is. */
export const textSigns: readonly SignFinder[] = [
  { needles: ["_0x", "OO", "0O", "lI", "Il", "I1", "l1", "____", "$$$$"], find: findMadeNames },
  { needles: ["+[", "+(", "ﾟ", "~["], find: findSymbolsOnly },
  { needles: ["eval", "Function", "constructor"], find: findPackers },
  { needles: ["\\x", "\\u00"], find: findEscapedText },
  { needles: ["reverse"], find: findReversedText },
  { needles: ["debugger", "gger", ".+)+", "\\x2b\\x29"], find: findSelfDefence },
  { needles: ["===", "!=="], find: findDeadCode },
  { needles: [], find: findMinified },
];
