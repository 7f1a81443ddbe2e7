/** Texts that JavaScript's own conversions give, written with six signs. */
const known = {
  false: "(![]+[])",
  true: "(!![]+[])",
  undefined: "([][[]]+[])",
  NaN: "(+[![]]+[])",
};

/**
 * Writes a script with the signs `[]()!+` alone, in the manner of the esoteric encoders: letters are picked from the texts of
 * `false`, `true`, `undefined` and functions, and the whole is unescaped and run. The script sees no `require` but the main module's.
 */
export function writeInSymbols(script: string): string {
  const codes = Array.from(script, (sign) => sign.charCodeAt(0).toString(16).padStart(2, "0"));
  const separated = codes.map((code) => `${letter("N")}+${Array.from(code, letter).join("+")}`).join("+");
  const percent = `${run(`return escape`)}(${italics}[${digit(0)}])[${digit(0)}]`;
  const escaped = `(${separated})[${word("split")}](${letter("N")})[${word("join")}](${percent})`;
  return `${maker}(${run("return unescape")}(${escaped}))();\n`;
}

const maker = `[][${word("flat")}][${word("constructor")}]`;
const italics = `([]+[])[${word("italics")}]()`;

function run(body: string): string {
  return `${maker}(${word(body)})()`;
}

function word(text: string): string {
  return Array.from(text, letter).join("+");
}

function letter(sign: string): string {
  if (/\d/.test(sign)) return `(${digit(Number(sign))}+[])`;
  if (sign === " ") return `([][${word("flat")}]+[])[${number(8)}]`;
  for (const [text, written] of Object.entries(known)) {
    const at = text.indexOf(sign);
    if (at !== -1) return `${written}[${digit(at)}]`;
  }
  if (sign === "c" || sign === "o") return `([][${word("flat")}]+[])[${digit(sign === "c" ? 3 : 6)}]`;
  if (sign === "S" || sign === "g")
    return `([]+([]+[])[${word("constructor")}])[${number(sign === "S" ? 9 : 14)}]`;
  const value = Number.parseInt(sign, 36);
  return `(+(${word(String(value))}))[${word("toString")}](${word("36")})`;
}

function number(value: number): string {
  return value < 10 ? digit(value) : `+(${word(String(value))})`;
}

function digit(value: number): string {
  if (value === 0) return "+[]";
  return `+${Array.from({ length: value }, () => "!+[]").join("")}`
    .replaceAll("!+[]", "!![]+")
    .replace(/\+$/, "");
}
