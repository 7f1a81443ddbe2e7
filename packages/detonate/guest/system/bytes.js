const longCharacters = 64;

/** Texts to bytes and back by the host, as `kit.bytes`; short plain texts need no crossing. */
export function createBytes(host) {
  return {
    encode: (text, encoding = "utf8") => {
      if (text.length <= longCharacters && encoding === "utf8") {
        const short = plainBytes(text);
        if (short !== undefined) return short;
      }
      return host("text.encode", { text, encoding }).bytes;
    },
    decode: (bytes, encoding = "utf8") => {
      if (bytes.length === 0) return "";
      return host("text.decode", { encoding }, bytes).value;
    },
  };
}

function plainBytes(text) {
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code > 127) return undefined;
    bytes[index] = code;
  }
  return bytes;
}
