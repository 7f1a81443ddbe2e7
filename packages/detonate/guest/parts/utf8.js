const chunk = 4096;

/** Bytes of a text; a lone surrogate becomes U+FFFD. */
export function toUtf8(text) {
  const bytes = new Uint8Array(text.length * 3);
  let length = 0;
  for (let at = 0; at < text.length; at += 1) {
    let code = text.charCodeAt(at);
    if (code < 0x80) {
      bytes[length++] = code;
      continue;
    }
    if (code >= 0xd800 && code < 0xe000) {
      code = text.codePointAt(at) ?? code;
      if (code > 0xffff) at += 1;
      else code = 0xfffd;
    }
    length = putCode(bytes, length, code);
  }
  return bytes.slice(0, length);
}

function putCode(bytes, start, code) {
  let at = start;
  if (code < 0x800) {
    bytes[at++] = 0xc0 | (code >> 6);
  } else {
    if (code < 0x1_0000) {
      bytes[at++] = 0xe0 | (code >> 12);
    } else {
      bytes[at++] = 0xf0 | (code >> 18);
      bytes[at++] = 0x80 | ((code >> 12) & 63);
    }
    bytes[at++] = 0x80 | ((code >> 6) & 63);
  }
  bytes[at++] = 0x80 | (code & 63);
  return at;
}

/** The text of bytes; what is no UTF-8 becomes U+FFFD, or a `TypeError` with `isFatal`. */
export function fromUtf8(bytes, isFatal = false) {
  let text = "";
  let codes = [];
  for (let at = 0; at < bytes.length;) {
    const first = bytes[at];
    if (first < 0x80) {
      codes.push(first);
      at += 1;
    } else {
      const [code, length] = readCode(bytes, at);
      if (code === -1 && isFatal) throw new TypeError("The encoded data was not valid for encoding utf-8");
      pushCode(codes, code === -1 ? 0xfffd : code);
      at += length;
    }
    if (codes.length >= chunk) {
      text += Reflect.apply(String.fromCharCode, undefined, codes);
      codes = [];
    }
  }
  return text + Reflect.apply(String.fromCharCode, undefined, codes);
}

function pushCode(codes, code) {
  if (code < 0x1_0000) codes.push(code);
  else codes.push(0xd800 + ((code - 0x1_0000) >> 10), 0xdc00 + ((code - 0x1_0000) & 0x3ff));
}

function readCode(bytes, at) {
  const first = bytes[at];
  const size =
    first >= 0xf0 && first < 0xf5
      ? 4
      : first >= 0xe0 && first < 0xf0
        ? 3
        : first >= 0xc2 && first < 0xe0
          ? 2
          : 1;
  if (size === 1) return [-1, 1];
  let code = first & (0x7f >> size);
  for (let more = 1; more < size; more += 1) {
    const next = bytes[at + more];
    if (next === undefined || (next & 0xc0) !== 0x80) return [-1, more];
    code = (code << 6) | (next & 63);
  }
  const isWrong =
    (size === 3 && (code < 0x800 || (code >= 0xd800 && code < 0xe000))) ||
    (size === 4 && (code < 0x1_0000 || code > 0x10_ffff));
  return isWrong ? [-1, 1] : [code, size];
}

/** A text of one character for each byte. */
export function fromLatin1(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += chunk) {
    text += Reflect.apply(String.fromCharCode, undefined, bytes.subarray(at, at + chunk));
  }
  return text;
}
