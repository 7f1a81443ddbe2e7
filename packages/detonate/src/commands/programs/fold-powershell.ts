const roundMaxCount = 24;
const textMaxCharacters = 100_000;
const resultMaxCharacters = 200_000;

const quoted = `(?:'(?:[^'\\n]|'')*'|"[^"$\`\\n]*")`;

/**
 * Puts together what a PowerShell text composes of constants, so that it can be read: joined and formatted texts, characters by
 * number, replacements, decoded bytes, variables that are set to a text, and backticks that mean nothing.
 */
export function foldPowershell(text: string): string {
  let folded = text.slice(0, textMaxCharacters).replaceAll(/(?<=[a-z])`(?=[a-z])/gi, "");
  for (let round = 0; round < roundMaxCount; round += 1) {
    const before = folded;
    for (const fold of folds) folded = fold(folded);
    folded = insertVariables(folded);
    if (folded === before || folded.length > resultMaxCharacters) break;
  }
  return folded;
}

const folds: readonly ((text: string) => string)[] = [
  // 'a' + 'b'
  (text) =>
    text.replaceAll(new RegExp(`(${quoted})\\s*\\+\\s*(${quoted})`, "g"), (_, left: string, right: string) =>
      quote(plain(left) + plain(right)),
    ),
  // [char]104, [char]0x68
  (text) =>
    text.replaceAll(/\[char\]\s*\(?\s*(0x[0-9a-f]{1,4}|\d{1,5})\s*\)?/gi, (_, code: string) =>
      quote(String.fromCharCode(Number(code))),
    ),
  // [char[]](104,116), which only a join makes a text of
  (text) =>
    text.replaceAll(
      /\[char\[\]\]\s*\(\s*((?:(?:0x[0-9a-f]{1,4}|\d{1,5})\s*,?\s*){1,4000})\)/gi,
      (_, codes: string) =>
        `(${codes
          .split(",")
          .map((code) => quote(String.fromCharCode(Number(code))))
          .join(",")})`,
    ),
  // (('a','b'))
  (text) => text.replaceAll(new RegExp(`\\(\\s*(${list})\\s*\\)`, "g"), "$1"),
  // -join ('a','b') and ('a','b') -join ''
  (text) => text.replaceAll(joinBefore, (_, list: string) => quote(textsOf(list).join(""))),
  (text) =>
    text.replaceAll(joinAfter, (_, list: string, between: string) =>
      quote(textsOf(list).join(plain(between))),
    ),
  // '{1}{0}' -f 'a','b'
  (text) =>
    text.replaceAll(formatted, (_, form: string, list: string) => {
      const parts = textsOf(list);
      return quote(plain(form).replaceAll(/\{(\d{1,3})\}/g, (all, at: string) => parts[Number(at)] ?? all));
    }),
  // 'a'.Replace('x','y'), 'a' -replace 'x','y'
  (text) =>
    text.replaceAll(replaced, (_, whole: string, from: string, to: string) =>
      plain(from) === "" ? whole : quote(plain(whole).replaceAll(plain(from), () => plain(to))),
    ),
  // [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('…'))
  (text) =>
    text.replaceAll(decoded, (_, encoding: string, encoded: string) =>
      quote(Buffer.from(plain(encoded), "base64").toString(/unicode/i.test(encoding) ? "utf16le" : "utf8")),
    ),
  // ('a')
  (text) =>
    text.replaceAll(new RegExp(`(?<![\\w\\]])\\(\\s*(${quoted})\\s*\\)`, "g"), (_, inner: string) => inner),
];

const list = `\\(\\s*(${quoted}(?:\\s*,\\s*${quoted}){0,4000})\\s*\\)`;
const joinBefore = new RegExp(`-join\\s*${list}`, "gi");
const joinAfter = new RegExp(`${list}\\s*-join\\s*(${quoted})`, "gi");
const formatted = new RegExp(`(${quoted})\\s*-f\\s*(${quoted}(?:\\s*,\\s*${quoted}){0,400})`, "gi");
const replaced = new RegExp(
  `(${quoted})(?:\\s*-c?replace\\s*|\\s*\\.\\s*replace\\s*\\(\\s*)(${quoted})\\s*,\\s*(${quoted})\\s*\\)?`,
  "gi",
);
const decoded = new RegExp(
  `\\[(?:System\\.)?Text\\.Encoding\\]::(\\w{1,20})\\.GetString\\(\\s*\\[(?:System\\.)?Convert\\]::FromBase64String\\(\\s*(${quoted})\\s*\\)\\s*\\)`,
  "gi",
);

/** Variables that are set once, to a text, stand for it. */
function insertVariables(text: string): string {
  const values = new Map<string, string | undefined>();
  for (const [, name = "", value] of text.matchAll(
    new RegExp(`\\$(\\w{1,60})\\s*=\\s*(?:(${quoted})\\s*(?=[;\\r\\n|)}]|$))?`, "g"),
  )) {
    const key = name.toLowerCase();
    values.set(key, values.has(key) ? undefined : value);
  }
  return text.replaceAll(/\$(\w{1,60})\b(?!\s*[=:+-]?=)/g, (all: string, name: string, at: number) => {
    const value = values.get(name.toLowerCase());
    if (value === undefined) return all;
    return isInDoubleQuotes(text, at) ? plain(value) : value;
  });
}

function isInDoubleQuotes(text: string, at: number): boolean {
  const line = text.slice(Math.max(text.lastIndexOf("\n", at) + 1, at - 2_000), at);
  return (line.replaceAll(/'[^']*'/g, "").match(/"/g)?.length ?? 0) % 2 === 1;
}

function textsOf(items: string): readonly string[] {
  return (items.match(new RegExp(quoted, "g")) ?? []).map(plain);
}

function plain(text: string): string {
  return text.startsWith("'") ? text.slice(1, -1).replaceAll("''", "'") : text.slice(1, -1);
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
