import { tryDecodeBase64, tryDecodeHex } from "../decode-text.ts";

import type { Dialect } from "./dialect.ts";
import { splitLines } from "./dialect.ts";

const argument = String.raw`\(\s*([^,)\n]{0,600})`;

function call(names: string): RegExp {
  return new RegExp(String.raw`(?<![\w])(?:${names})${argument}`, "g");
}

/** Python: what scripts in packages of npm use to reach the network, processes and files. */
export const pythonDialect: Dialect = {
  ignoresCase: false,
  assignment: /^\s*(?:with\s+.{1,400}\s+as\s+)?([A-Za-z_]\w{0,100})(?:\s*:\s*\w+)?\s*\+?=\s*([^=][\s\S]*)$/,
  mention: /\b[A-Za-z_]\w{0,60}\b/g,
  split: (text) =>
    splitLines(text, /(?:[\\,([{]\s*|"""\s*)$/, /^\s*#/).flatMap(({ text: line, offset }) => {
      let at = 0;
      return line.split(/;(?=\s*[A-Za-z_])/).map((part) => {
        const statement = { text: part, offset: offset + at };
        at += part.length + 1;
        return statement;
      });
    }),
  decoders: [
    { pattern: /b64decode\(\s*[bur]{0,2}["']([\w+/=-]{4,})["']/g, decode: tryDecodeBase64 },
    { pattern: /b64decode\(\s*([A-Za-z_]\w{0,60})\s*[,)]/g, decode: tryDecodeBase64 },
    { pattern: /(?:fromhex|unhexlify)\(\s*[bur]{0,2}["']([0-9a-fA-F]{4,})["']/g, decode: tryDecodeHex },
  ],
  rules: [
    {
      pattern: call(
        String.raw`requests\.(?:get|request)|urlopen|urlretrieve|urllib2?\.(?:request\.)?urlopen|httpx\.get|aiohttp\.\w+`,
      ),
      kind: "network",
      api: "requests.get",
      yields: "network",
    },
    {
      pattern: call(String.raw`requests\.(?:post|put|patch)|httpx\.post`),
      kind: "network",
      api: "requests.post",
      options: ["method-POST"],
      yields: "network",
    },
    {
      pattern: /urllib\.request\.Request\(\s*([^,)\n]{0,300})/g,
      kind: "network",
      api: "urllib.request.Request",
    },
    {
      pattern: call(String.raw`https?\.client\.HTTPS?Connection|HTTPS?Connection`),
      kind: "network",
      api: "http.client",
      yields: "network",
    },
    { pattern: /\.connect\(\s*(\([^)\n]{0,200}\))/g, kind: "network", api: "socket.connect" },
    {
      pattern: call(String.raw`socket\.(?:gethostbyname|getaddrinfo)`),
      kind: "dns",
      api: "socket.gethostbyname",
    },
    {
      pattern: call(
        String.raw`subprocess\.(?:Popen|run|call|check_output|check_call|getoutput)|os\.(?:system|popen|execv\w*|spawn\w*)|commands\.getoutput|pty\.spawn`,
      ),
      kind: "process",
      api: "subprocess",
      yields: "process",
    },
    {
      pattern: call(String.raw`exec|eval|__import__|marshal\.loads|compile`),
      kind: "run-code",
      api: "exec",
      runs: "python",
    },
    { pattern: call(String.raw`pickle\.loads?`), kind: "run-code", api: "pickle.loads" },
    {
      pattern: /\b(?:zlib\.decompress|Fernet\(|AES\.new\(|bz2\.decompress)([^\n]{0,200})/g,
      kind: "decrypt",
      api: "decrypt",
      yields: "decoded",
    },
    { pattern: /\bopen\(\s*([^,)\n]{1,300}),\s*["'][wax]/g, kind: "write-file", api: "open" },
    {
      pattern: /\bopen\(\s*([^,)\n]{1,300})(?:\)|,\s*["']r)/g,
      kind: "read-file",
      api: "open",
      yields: "file",
    },
    {
      pattern: call(String.raw`os\.(?:remove|unlink)|shutil\.rmtree`),
      kind: "delete-file",
      api: "os.remove",
    },
    { pattern: call(String.raw`os\.chmod`), kind: "change-mode", api: "os.chmod" },
    { pattern: call(String.raw`os\.walk|os\.listdir|glob\.glob`), kind: "list-files", api: "os.walk" },
    {
      pattern:
        /\b(?:dict\(\s*os\.environ|json\.dumps\(\s*(?:dict\()?\s*os\.environ|os\.environ\.(?:copy|items)\(|str\(os\.environ)/g,
      kind: "read-all-environment",
      api: "os.environ",
      yields: "environment",
    },
    {
      pattern: /os\.(?:environ(?:\.get)?|getenv)\s*[[(]\s*["'](\w{1,100})/g,
      kind: "read-environment",
      api: "os.environ",
    },
    {
      pattern: /\b((?:socket\.gethostname|getpass\.getuser|os\.getlogin|platform\.\w+|uuid\.getnode)\(\))/g,
      kind: "host-facts",
      api: "platform",
      yields: "host-facts",
    },
    {
      pattern: /\b(pyperclip\.paste\(\)|ImageGrab\.grab\(\)|pynput[.\w]*)/g,
      kind: "clipboard",
      api: "pyperclip",
      yields: "clipboard",
    },
    { pattern: /\b(ctypes\.(?:CDLL|WinDLL|windll[.\w]*|cdll[.\w]*))/g, kind: "load-native", api: "ctypes" },
    {
      pattern: /(verify\s*=\s*False|_create_unverified_context)/g,
      kind: "silence",
      api: "certificates",
      options: ["tls-unverified"],
    },
  ],
};
