const decodedMaxCharacters = 200_000;

/** Decodes base64 of text; `undefined` when it is none, or what it holds is no text. */
export function tryDecodeBase64(text: string): string | undefined {
  const compact = text.replaceAll(/\s+/g, "");
  if (compact.length < 4 || compact.length > decodedMaxCharacters || !/^[\w+/-]+={0,2}$/.test(compact))
    return undefined;
  return readableOf(Buffer.from(compact, "base64"));
}

/** Decodes hexadecimal text, with or without `\x`. */
export function tryDecodeHex(text: string): string | undefined {
  const compact = text.replaceAll(/\\x|0x|[\s,]+/g, "");
  if (compact.length < 4 || compact.length > decodedMaxCharacters || !/^(?:[0-9a-f]{2})+$/i.test(compact))
    return undefined;
  return readableOf(Buffer.from(compact, "hex"));
}

/** Decodes the UTF-16 base64 of PowerShell's `-EncodedCommand`. */
export function tryDecodeEncodedCommand(text: string): string | undefined {
  if (text.length > decodedMaxCharacters || !/^[\w+/]{8,}={0,2}$/.test(text)) return undefined;
  const bytes = Buffer.from(text, "base64");
  return readableOf(bytes, "utf16le") ?? readableOf(bytes);
}

function readableOf(bytes: Buffer, encoding: "utf8" | "utf16le" = "utf8"): string | undefined {
  const text = bytes.toString(encoding);
  let odd = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0xff_fd || code > 0x2e_7f || (code < 32 && code !== 9 && code !== 10 && code !== 13))
      odd += 1;
  }
  return text.length > 0 && odd * 20 <= text.length ? text : undefined;
}
