import { tryDecodeBase64, tryDecodeEncodedCommand, tryDecodeHex } from "../decode-text.ts";

import type { Dialect } from "./dialect.ts";
import { splitLines } from "./dialect.ts";

/** An argument: quoted, a variable, or a bare word. */
const argument = `("[^"\\n]{0,800}"|'[^'\\n]{0,800}'|[^\\s|;"')]{1,800})`;

function command(names: string, flags = ""): RegExp {
  const between = flags === "" ? `(?:\\s+-\\w+(?::\\$\\w+)?)*?` : `(?:[^|;\\n]{0,300}?\\s-(?:${flags})\\w*)?`;
  return new RegExp(`\\b(?:${names})${between}\\s+${argument}`, "gi");
}

/** PowerShell: cmdlets, .NET calls and programs that scripts of attacks use, and the ordinary ones beside them. */
export const powershellDialect: Dialect = {
  ignoresCase: true,
  assignment: /^\s*(?:\[[\w.[\]]+\]\s*)?(\$[\w:]{1,100})\s*\+?=\s*([\s\S]+)$/,
  mention: /\$\{?[\w:]{1,100}\}?/g,
  split: (text) =>
    splitLines(text, /[`|{,(]\s*$/, /^\s*#(?!!)/).flatMap(({ text: line, offset }) => {
      let at = 0;
      return line.split(";").map((part) => {
        const statement = { text: part, offset: offset + at };
        at += part.length + 1;
        return statement;
      });
    }),
  decoders: [
    { pattern: /FromBase64String\(\s*["']?([\w+/=$]{4,})["']?\s*\)/gi, decode: decodeAny },
    { pattern: /-e(?:nc|c|ncodedcommand)?\s+["']?([\w+/=]{16,})/gi, decode: tryDecodeEncodedCommand },
    { pattern: /FromHexString\(\s*["']([0-9a-f]{8,})["']/gi, decode: tryDecodeHex },
  ],
  rules: [
    {
      pattern: command("Invoke-WebRequest|Invoke-RestMethod|iwr|irm|wget|curl", "U|O"),
      kind: "network",
      api: "Invoke-WebRequest",
      yields: "network",
    },
    {
      pattern: new RegExp(
        `(?:DownloadString|DownloadData|OpenRead|GetStringAsync|GetByteArrayAsync)\\(\\s*${argument}`,
        "gi",
      ),
      kind: "network",
      api: "WebClient.DownloadString",
      yields: "network",
    },
    {
      pattern: new RegExp(`DownloadFile(?:Async)?\\(\\s*${argument}`, "gi"),
      kind: "network",
      api: "WebClient.DownloadFile",
      yields: "network",
    },
    {
      pattern: new RegExp(`(?:UploadString|UploadData|UploadFile|PostAsync)\\(\\s*${argument}`, "gi"),
      kind: "network",
      api: "WebClient.UploadString",
      options: ["method-POST"],
    },
    {
      pattern: command("Start-BitsTransfer", "S"),
      kind: "network",
      api: "Start-BitsTransfer",
      yields: "network",
    },
    { pattern: /Net\.Sockets\.TcpClient\(?\s*([^)\n]{0,200})/gi, kind: "network", api: "TcpClient" },
    {
      pattern: new RegExp(`-OutFile\\s+${argument}`, "gi"),
      kind: "write-file",
      api: "Invoke-WebRequest -OutFile",
    },
    {
      pattern: new RegExp(`DownloadFile\\([^,\\n]{1,400},\\s*${argument}`, "gi"),
      kind: "write-file",
      api: "WebClient.DownloadFile",
    },
    {
      pattern: command("Set-Content|Add-Content|Out-File|New-Item", "P|F"),
      kind: "write-file",
      api: "Set-Content",
    },
    {
      pattern: new RegExp(`WriteAll(?:Bytes|Text)\\(\\s*${argument}`, "gi"),
      kind: "write-file",
      api: "File.WriteAllBytes",
    },
    { pattern: command("Get-Content|gc", "P"), kind: "read-file", api: "Get-Content", yields: "file" },
    { pattern: command("Remove-Item|del|ri", "P"), kind: "delete-file", api: "Remove-Item" },
    {
      pattern: /\b(?:Invoke-Expression|iex)\b\s*([^|\n]{0,400})|\|\s*(?:iex|Invoke-Expression)\b/gi,
      kind: "run-code",
      api: "Invoke-Expression",
      runs: "powershell",
    },
    { pattern: /\[ScriptBlock\]::Create\(([^)\n]{0,400})/gi, kind: "run-code", api: "ScriptBlock.Create" },
    {
      pattern: /\[(?:System\.)?Reflection\.Assembly\]::Load(?:File|From)?\(([^)\n]{0,300})/gi,
      kind: "load-native",
      api: "Assembly.Load",
    },
    { pattern: /\bAdd-Type\b([^\n]{0,200})/gi, kind: "run-code", api: "Add-Type" },
    {
      pattern:
        /\bStart-Process\b(?=[^\n;]{0,400}-W\w*\s+Hidden)\s+(?:-FilePath\s+)?("[^"\n]{0,400}"|'[^'\n]{0,400}'|[^\s;]{1,400})/gi,
      kind: "process",
      api: "Start-Process",
      options: ["windowsHide", "detached"],
    },
    {
      pattern:
        /\b(?:Start-Process|saps)\b(?![^\n;]{0,400}-W\w*\s+Hidden)\s+(?:-FilePath\s+)?("[^"\n]{0,400}"|'[^'\n]{0,400}'|[^\s;]{1,400})/gi,
      kind: "process",
      api: "Start-Process",
    },
    {
      pattern: /(?:^|[|;{]\s*)&\s*("[^"\n]{0,400}"|'[^'\n]{0,400}'|[^\s;]{1,400})/gm,
      kind: "process",
      api: "&",
    },
    { pattern: /\b(powershell(?:\.exe)?\s+[^\n]{0,400})/gi, kind: "process", api: "powershell" },
    {
      pattern:
        /\b((?:schtasks|Register-ScheduledTask|New-ScheduledTask\w*|New-Service|sc(?:\.exe)?\s+create)\b[^\n]{0,400})/gi,
      kind: "persist",
      api: "schtasks",
    },
    {
      pattern:
        /\b(?:New-ItemProperty|Set-ItemProperty|reg(?:\.exe)?\s+add)\b([^\n]{0,200}CurrentVersion\\Run[^\n]{0,200})/gi,
      kind: "persist",
      api: "Run key",
    },
    {
      pattern: /(Add-MpPreference[^\n]{0,200}|Set-MpPreference[^\n]{0,200})/gi,
      kind: "silence",
      api: "Set-MpPreference",
    },
    {
      pattern: /(VirtualAlloc|CreateRemoteThread|AmsiUtils|amsiInitFailed)/gi,
      kind: "load-native",
      api: "Win32",
    },
    {
      pattern: /\b((?:Get|Set)-Clipboard)\b/gi,
      kind: "clipboard",
      api: "Get-Clipboard",
      yields: "clipboard",
    },
    {
      pattern:
        /(\$env:(?:COMPUTERNAME|USERNAME|USERDOMAIN)|Get-ComputerInfo|Get-WmiObject|Get-CimInstance|systeminfo)/gi,
      kind: "host-facts",
      api: "Get-ComputerInfo",
      yields: "host-facts",
    },
    {
      pattern: /(Get-ChildItem\s+env:|gci\s+env:|dir\s+env:)/gi,
      kind: "read-all-environment",
      api: "env:",
      yields: "environment",
    },
    {
      pattern: /(ServerCertificateValidationCallback|-SkipCertificateCheck)/gi,
      kind: "silence",
      api: "certificates",
      options: ["tls-unverified"],
    },
    { pattern: /(CopyFromScreen)/gi, kind: "key-log", api: "CopyFromScreen", yields: "key-log" },
  ],
};

function decodeAny(constant: string): string | undefined {
  return tryDecodeBase64(constant) ?? tryDecodeEncodedCommand(constant);
}
