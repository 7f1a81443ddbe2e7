import { gunzipSync, inflateSync } from "node:zlib";

import { magicOf } from "../files/magic.ts";
import { isText } from "../files/text-content.ts";

/** What bytes are that were encoded: a program, a script for something, or nothing of interest. */
export interface DecodedContent {
  /** With its article, such as `a Windows program (PE)` or `JavaScript that starts processes`. */
  readonly name: string;
  /** The beginning, if it is a text. */
  readonly excerpt: string | undefined;
}

const inflatedMaxBytes = 2_000_000;
const examinedMaxCharacters = 200_000;

/** Says what decoded bytes are when they can run; looks into one layer of compression. `undefined` for everything else. */
export function contentOf(bytes: Buffer, layer = 0): DecodedContent | undefined {
  const magic = magicOf(bytes);
  if (magic?.kind === "native") return { name: magic.name, excerpt: undefined };
  if (layer === 0 && (magic?.name === "a gzip file" || isZlib(bytes))) return inflatedContent(bytes);
  if (magic !== undefined) return undefined;
  if (isWide(bytes)) return scriptOf(Buffer.from(bytes.toString("utf16le", 0, examinedMaxCharacters)));
  return isText(bytes) && !hasOddBytes(bytes) ? scriptOf(bytes) : undefined;
}

/** UTF-16, which PowerShell takes its encoded commands in: every second byte of the beginning is zero. */
function isWide(bytes: Buffer): boolean {
  const sample = bytes.subarray(0, 40);
  return (
    sample.length >= 20 &&
    sample.every((byte, at) => (at % 2 === 1 ? byte === 0 : byte >= 0x09 && byte < 0x7f))
  );
}

function scriptOf(bytes: Buffer): DecodedContent | undefined {
  const text = bytes.toString("utf8", 0, examinedMaxCharacters);
  // A source map, or settings: what is in them as texts is not what they are.
  if (/^\s{0,100}(?:\)\]\}'[^\n]{0,20}\n)?[{[]\s{0,100}["{[]/.test(text)) return undefined;
  const name = scripts.find(({ signs, isEnough }) =>
    isEnough(signs.filter((sign) => sign.test(text)).length),
  )?.name;
  return name === undefined ? undefined : { name, excerpt: text.slice(0, 200) };
}

function isZlib(bytes: Buffer): boolean {
  return bytes[0] === 0x78 && (bytes[1] === 0x01 || bytes[1] === 0x9c || bytes[1] === 0xda);
}

function inflatedContent(bytes: Buffer): DecodedContent | undefined {
  try {
    const inflate = isZlib(bytes) ? inflateSync : gunzipSync;
    const content = contentOf(inflate(bytes, { maxOutputLength: inflatedMaxBytes }), 1);
    return content === undefined ? undefined : { ...content, name: `${content.name}, compressed` };
  } catch {
    // What does not inflate is no compressed program; that it looked like one says nothing.
    return undefined;
  }
}

/** Decoded noise is no text, though it may lack zeros. */
function hasOddBytes(bytes: Buffer): boolean {
  let odd = 0;
  const sample = bytes.subarray(0, 4096);
  for (const byte of sample) {
    if (byte < 0x09 || (byte > 0x0d && byte < 0x20) || byte >= 0x7f) odd += 1;
  }
  return odd * 20 > sample.length;
}

interface ScriptSigns {
  readonly name: string;
  readonly signs: readonly RegExp[];
  readonly isEnough: (count: number) => boolean;
}

/** What a script says that does something outside itself; more than one sign, as words alone are in prose too. */
const scripts: readonly ScriptSigns[] = [
  {
    name: "a PowerShell script",
    signs: [
      /\b(?:IEX|Invoke-Expression|Invoke-WebRequest|Invoke-RestMethod|New-Object\s+[\w.]*Net\.|Start-Process)\b/i,
      /\$\w+\s*=|-(?:WindowStyle|ExecutionPolicy|NoProfile|EncodedCommand)\b|DownloadString|DownloadFile|-OutFile\b|-Uri\b|powershell|https?:\/\//i,
    ],
    isEnough: (count) => count >= 2,
  },
  {
    name: "JavaScript that uses Node's modules",
    signs: [
      /\brequire\s{0,5}\(\s{0,5}["'`](?:node:)?(?:child_process|fs|os|net|https?|dns|path|crypto|vm|zlib|module)\b/,
      /\bprocess\.(?:env|platform|argv|exit|cwd|binding|mainModule)\b/,
      /\b(?:exec|execSync|spawn|spawnSync|execFile|fork)\s{0,5}\(/,
      /\bfrom\s{0,5}["'](?:node:)?(?:child_process|fs|os|net|https?|dns|vm)["']/,
      /\b(?:eval|Function)\s{0,5}\(|\bimport\s{0,5}\(/,
      /\b(?:fetch|XMLHttpRequest|axios)\b.{0,40}["'`(]/,
    ],
    isEnough: (count) => count >= 2,
  },
  {
    name: "JavaScript for pages",
    signs: [
      /\bdocument\.(?:cookie|createElement|write|addEventListener|querySelector)\b/,
      /\blocalStorage\b|\bwindow\.(?:ethereum|solana|location)\b/,
      /\bXMLHttpRequest\b|\bfetch\s{0,5}\(|\bsendBeacon\b|\bnew\s{1,5}WebSocket\b/,
      /\b(?:eval|Function|atob)\s{0,5}\(/,
    ],
    isEnough: (count) => count >= 3,
  },
  {
    name: "a shell script",
    signs: [
      /^#!\s{0,5}\/(?:usr\/)?bin\/|\b(?:curl|wget)\s+-?[\w/:-]|\/dev\/tcp\//m,
      /\|\s{0,5}(?:ba|z)?sh\b|\b(?:chmod|nohup|bash|sh)\s+[-+\w/]|&&|>\s{0,3}\/dev\/null/,
    ],
    isEnough: (count) => count >= 2,
  },
  {
    name: "a Python script",
    signs: [
      /^\s{0,20}(?:import|from)\s+(?:os|sys|socket|subprocess|requests|urllib|base64|ctypes)\b/m,
      /\b(?:exec|eval)\s{0,5}\(|\b(?:subprocess|socket|requests|ctypes)\.\w|\bos\.system\b/,
    ],
    isEnough: (count) => count >= 2,
  },
];
