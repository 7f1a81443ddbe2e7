/** Expressions with sets, which the engine does not read: the flag `v` behind a literal. Security: nothing here goes back over what it read. */
const setLiteral =
  /(?<![\w$)\]"'`/.:])\/((?:\\[^\n]|[^\\/\n]){1,2000})\/([dgimsy]{0,5}v[dgimsy]{0,5})(?![\w$])/g;
const olderAttributes =
  /((?:\bfrom|\bimport)\s{0,20}(?:"[^"\n]{1,500}"|'[^'\n]{1,500}')\s{0,20})assert(?=\s{0,20}\{)/g;
/** A class that takes something away from another, or keeps what both have. */
const setOperation =
  /\[(\^?)((?:\\[pPu]\{[^}]{1,60}\}|\\.|[^[\]\\]){1,300}?)(--|&&)(?:\[((?:\\.|[^[\]\\]){1,300})\]|((?:\\[pPu]\{[^}]{1,60}\}|\\.|[^[\]\\])))\]/g;
/** Sets of sequences: what each begins with stands for it. */
const sequences =
  /\\p\{(?:RGI_Emoji\w{0,40}|Basic_Emoji|Emoji_Keycap_Sequence|RGI_(?:Modifier|Flag)\w{0,40})\}/g;

/**
 * Writes what Node reads and the engine does not in words that it knows: regular expressions with sets, and the older word for
 * attributes of imports. No line moves.
 */
export function toEngineDialect(text: string): string {
  const withSets = /\/[dgimsy]*v/.test(text) ? text.replaceAll(setLiteral, rewriteLiteral) : text;
  return withSets.includes("assert") ? withSets.replaceAll(olderAttributes, "$1with  ") : withSets;
}

function rewriteLiteral(literal: string, pattern: string, flags: string): string {
  const plain = pattern
    .replaceAll(sequences, String.raw`\p{Extended_Pictographic}`)
    .replaceAll(setOperation, rewriteOperation);
  const isRead = plain === pattern && !/\[[^\]]{0,200}\\u\{/.test(pattern);
  return !isRead && isReadable(plain) ? `/${plain}/${flags.replace("v", "u")}` : literal;
}

function rewriteOperation(
  ...[, sign = "", left = "", operator = "", inClass, alone]: readonly (string | undefined)[]
): string {
  const look = operator === "--" ? "?!" : "?=";
  const both = `(${look}[${inClass ?? alone ?? ""}])[${left}]`;
  return sign === "" ? `(?:${both})` : `(?:(?!${both})[^])`;
}

function isReadable(pattern: string): boolean {
  try {
    return new RegExp(pattern, "u").source !== "";
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
