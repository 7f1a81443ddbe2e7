/** The old punycode module: names in plain letters stay as they are. */
export default function create() {
  return {
    version: "2.1.0",
    toASCII: (text) => String(text).toLowerCase(),
    toUnicode: String,
    encode: (text) => `${text}-`,
    decode: (text) => String(text).replace(/-$/, ""),
    ucs2: {
      decode: (text) => Array.from(text, (character) => character.codePointAt(0)),
      encode: (codes) => String.fromCodePoint(...codes),
    },
  };
}
