/** How much of a file is looked at to tell text from data. */
const sampleBytes = 65_536;

/** Whether bytes are a text: hardly any control characters, which data is full of. */
export function isText(bytes: Uint8Array): boolean {
  const sample = bytes.subarray(0, sampleBytes);
  // Data without a single zero is as rare as a text with one; looking for it costs next to nothing.
  if (!sample.includes(0) || (sample[0] === 0xff && sample[1] === 0xfe)) return true;
  let controls = 0;
  for (let at = 0; at < sample.length; at += 1) {
    if (isControl(sample[at] ?? 0)) controls += 1;
  }
  return controls * 50 <= sample.length;
}

function isControl(byte: number): boolean {
  return byte < 0x20 && (byte < 0x08 || byte > 0x0d) && byte !== 0x1b;
}

/** The beginning of a file, as text. */
export function beginningOf(bytes: Uint8Array, maxBytes: number): string {
  const part = bytes.subarray(0, maxBytes);
  return Buffer.from(part.buffer, part.byteOffset, part.length)
    .toString("utf8")
    .replace(/^\uFEFF/, "");
}

/**
 * Whether a text begins as a program does, not as prose or data: an interpreter's line, a directive, a call of `require`,
 * an import, a function that calls itself, a shell's or PowerShell's first words.
 */
export function beginsAsCode(text: string): boolean {
  const trimmed = text.slice(0, 4000).trimStart().replace(leadingComments, "").trimStart();
  return codeBeginnings.some((pattern) => pattern.test(trimmed));
}

const leadingComments = /^(?:\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\/\s{0,20}|\/\/[^\n]*\n\s{0,20}){1,20}/;

const codeBeginnings: readonly RegExp[] = [
  /^#!\s{0,5}\/(?:usr\/)?(?:local\/)?s?bin\//,
  /^["']use strict["']/,
  /^(?:const|let|var)\s{1,5}[\w$[{ ,\]}]{1,200}\s{0,5}=\s{0,5}(?:await\s+)?(?:require|import|function|new|\(|async|process|Buffer|global|\[|["'`])/,
  /^import\s{1,5}(?:[\w$*{ ,}\n]{1,300}\s{1,5}from\s{1,5})?["'][\w@./:-]{1,200}["']/,
  /^require\(\s{0,5}["'`]/,
  /^[;!+~-]{0,3}\(\s{0,5}(?:async\s{0,5})?(?:function|\([\w$, ]{0,100}\)\s{0,5}=>)/,
  /^(?:async\s{1,5})?function\s{1,5}[\w$]{1,100}\s{0,5}\(/,
  /^(?:eval|new\s{1,5}Function|Function)\s{0,5}\(/,
  /^(?:module\.exports|exports\.[\w$]+|globalThis\b[.[]|global\[|process\.)/,
  /^(?:powershell|IEX|Invoke-Expression|Set-ExecutionPolicy|\$ErrorActionPreference)\b/i,
  /^@echo off\b/i,
];
