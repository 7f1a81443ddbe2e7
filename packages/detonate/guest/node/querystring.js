/** Query strings in the old manner of Node. */
export default function create() {
  return { parse, decode: parse, stringify, encode: stringify, escape: escapeText, unescape: unescapeText };
}

function escapeText(value) {
  return encodeURIComponent(String(value));
}

function unescapeText(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    // A stray percent sign stands for itself, as Node has it.
    return text;
  }
}

function parse(text, separator = "&", equals = "=", options = {}) {
  const found = Object.create(null);
  if (typeof text !== "string" || text === "") return found;
  const decode = options.decodeURIComponent ?? unescapeText;
  for (const pair of text.split(separator, options.maxKeys ?? 1000)) {
    const at = pair.indexOf(equals);
    const key = decode((at === -1 ? pair : pair.slice(0, at)).replaceAll("+", " "));
    const value = at === -1 ? "" : decode(pair.slice(at + equals.length).replaceAll("+", " "));
    if (found[key] === undefined) found[key] = value;
    else if (Array.isArray(found[key])) found[key].push(value);
    else found[key] = [found[key], value];
  }
  return found;
}

function stringify(fields, separator = "&", equals = "=", options = {}) {
  if (typeof fields !== "object" || fields === null) return "";
  const encode = options.encodeURIComponent ?? escapeText;
  const show = (value) =>
    ["string", "number", "bigint", "boolean"].includes(typeof value) ? encode(String(value)) : "";
  return Object.entries(fields)
    .flatMap(([key, value]) =>
      (Array.isArray(value) ? value : [value]).map((one) => `${encode(key)}${equals}${show(one)}`),
    )
    .join(separator);
}
