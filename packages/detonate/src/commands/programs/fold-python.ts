const passMaxCount = 8;
const textMaxCharacters = 100_000;
const aliasMaxCount = 20;

const quoted = String.raw`[bur]{0,2}(?:"[^"'\\\n]{0,2000}"|'[^"'\\\n]{0,2000}')`;
const sum = new RegExp(String.raw`(?<![\w])(${quoted})\s{0,20}\+\s{0,20}(${quoted})`, "g");
const joined = new RegExp(
  String.raw`(["'])([^"'\\\n]{0,20})\1\.join\(\s{0,10}[[(]\s{0,10}((?:${quoted}\s{0,10}(?:,\s{0,10})?){1,400})[\])]\s{0,10}\)`,
  "g",
);
const reversed = new RegExp(String.raw`(?<![\w])(${quoted})\[::-1\]`, "g");
const encoded = new RegExp(
  String.raw`\b(?:base64\.|bytes\.|bytearray\.|binascii\.)?(b64decode|urlsafe_b64decode|fromhex|unhexlify)\(\s{0,10}(${quoted})\s{0,10}\)`,
  "g",
);
const turned = new RegExp(
  String.raw`\bcodecs\.(?:decode|encode)\(\s{0,10}(${quoted})\s{0,10},\s{0,10}["']rot_?13["']\s{0,10}\)`,
  "g",
);
const mapped =
  /(?:""|'')\.join\(\s{0,10}map\(\s{0,10}chr\s{0,10},\s{0,10}[[(]([\d,\s]{1,8000})[\])]\s{0,10}\)\s{0,10}\)/g;
const listed =
  /(?:""|'')\.join\(\s{0,10}\[?chr\((\w{1,20})\)\s{1,10}for\s{1,10}\1\s{1,10}in\s{1,10}[[(]([\d,\s]{1,8000})[\])]\s{0,10}\]?\s{0,10}\)/g;
const bytes = /\bbytes(?:array)?\(\s{0,10}\[([\d,\s]{1,8000})\]\s{0,10}\)/g;
const decoding = new RegExp(String.raw`(?<![\w])(${quoted})\.(?:decode|encode)\([^()\n]{0,40}\)`, "g");
const alias = /^[ \t]*import[ \t]+([\w.]{1,60})[ \t]+as[ \t]+(\w{1,40})/gm;

/**
 * Works out the constant texts of a script in Python: sums, joins, codes, texts that are encoded or turned round; and puts modules'
 * own names in the place of those that the script gives them. What is not constant stays as it is.
 */
export function foldPython(source: string): string {
  let text = withModuleNames(source.slice(0, textMaxCharacters));
  for (let pass = 0; pass < passMaxCount; pass += 1) {
    const folded = foldOnce(text);
    if (folded === text) break;
    text = folded;
  }
  return text;
}

function withModuleNames(source: string): string {
  let text = source;
  for (const [, module = "", name = ""] of [...source.matchAll(alias)].slice(0, aliasMaxCount))
    text = text.replaceAll(new RegExp(String.raw`(?<![\w.])${name}\.(?=\w)`, "g"), `${module}.`);
  return text;
}

function foldOnce(source: string): string {
  return source
    .replaceAll(mapped, (whole, list: string) => literal(textOfCodes(list), whole))
    .replaceAll(listed, (whole, _name: string, list: string) => literal(textOfCodes(list), whole))
    .replaceAll(bytes, (whole, list: string) => literal(textOfCodes(list), whole))
    .replaceAll(/\bchr\(\s{0,10}(\d{1,7})\s{0,10}\)/g, (whole, code: string) =>
      literal(textOfCodes(code), whole),
    )
    .replaceAll(encoded, (whole, name: string, text: string) => literal(decode(name, inner(text)), whole))
    .replaceAll(turned, (whole, text: string) => literal(turn(inner(text)), whole))
    .replaceAll(decoding, (_whole, text: string) => `'${inner(text)}'`)
    .replaceAll(reversed, (_whole, text: string) => `'${Array.from(inner(text)).toReversed().join("")}'`)
    .replaceAll(joined, (_whole, _quote: string, between: string, list: string) => {
      const parts = [...list.matchAll(/"([^"]*)"|'([^']*)'/g)].map(([, one, other]) => one ?? other ?? "");
      return `'${parts.join(between)}'`;
    })
    .replaceAll(sum, (_whole, left: string, right: string) => `'${inner(left)}${inner(right)}'`);
}

function inner(text: string): string {
  return text.replace(/^[bur]{0,2}["']/, "").slice(0, -1);
}

/** A text that can stand in quotes; else what stood there. */
function literal(text: string, whole: string): string {
  return text !== "" && /^[\t\x20-\x21\x23-\x26\x28-\x5B\x5D-\x7E]+$/.test(text) ? `'${text}'` : whole;
}

function textOfCodes(list: string): string {
  const numbers = list.split(",").flatMap((each) => (each.trim() === "" ? [] : [Number(each)]));
  return numbers.every((each) => each > 0 && each < 0x11_00_00) ? String.fromCodePoint(...numbers) : "";
}

function decode(name: string, text: string): string {
  const isHex = name === "fromhex" || name === "unhexlify";
  return Buffer.from(isHex ? text.replaceAll(/\s/g, "") : text, isHex ? "hex" : "base64").toString();
}

function turn(text: string): string {
  return text.replaceAll(/[a-z]/gi, (letter) => {
    const first = letter <= "Z" ? 65 : 97;
    return String.fromCharCode(((letter.charCodeAt(0) - first + 13) % 26) + first);
  });
}
