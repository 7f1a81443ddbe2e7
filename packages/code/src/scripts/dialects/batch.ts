import type { Dialect } from "./dialect.ts";
import { splitLines } from "./dialect.ts";

const rest = String.raw`([^\n]{0,400})`;

function program(names: string): RegExp {
  return new RegExp(String.raw`(?:^|[\s&|("/\\@])(?:${names})(?:\.exe)?(?=[\s"]|$)${rest}`, "gi");
}

/** Batch files of Windows: programs by which downloads and hidden starts are made there. */
export const batchDialect: Dialect = {
  ignoresCase: true,
  assignment: /^\s*@?set\s+(?:\/\w\s+)?"?(\w{1,100})=([^"\n]*)"?\s*$/i,
  mention: /%\w{1,100}%|!\w{1,100}!/g,
  split: (text) =>
    splitLines(text, /\^\s*$/, /^\s*(?:@?rem\b|::)/i).flatMap(({ text: line, offset }) => {
      let at = 0;
      return line
        .replaceAll("^", "")
        .split(/&&?|\|\|/)
        .map((part) => {
          const statement = { text: part, offset: offset + at };
          at += part.length + 1;
          return statement;
        });
    }),
  decoders: [],
  rules: [
    { pattern: program("curl|wget"), kind: "network", api: "curl", yields: "network" },
    {
      pattern: /\bcertutil\b([^\n]{0,100}-urlcache[^\n]{0,300})/gi,
      kind: "network",
      api: "certutil",
      yields: "network",
    },
    {
      pattern: /\bcertutil\b([^\n]{0,100}-decode[^\n]{0,300})/gi,
      kind: "decrypt",
      api: "certutil",
      yields: "decoded",
    },
    { pattern: program("bitsadmin"), kind: "network", api: "bitsadmin", yields: "network" },
    {
      pattern: program("mshta|rundll32|regsvr32|wscript|cscript|msiexec|wmic"),
      kind: "process",
      api: "system binary",
    },
    {
      pattern: /\bstart\s+(?:"[^"\n]{0,100}"\s+)?((?:\/\w+\s+)*\/(?:min|b)\b[^\n]{0,400})/gi,
      kind: "process",
      api: "start",
      options: ["detached", "windowsHide"],
    },
    { pattern: /\b(?:powershell|pwsh)(?:\.exe)?\s+([^\n]{0,2000})/gi, kind: "process", api: "powershell" },
    {
      pattern: /\b(?:powershell|pwsh)(?:\.exe)?\b[^\n]{0,200}?-c(?:ommand)?\s+([^\n]{0,2000})/gi,
      api: "powershell",
      runs: "powershell",
    },
    {
      pattern: /\bnode(?:\.exe)?\s+"?((?:%~dp0|[\w.\\/-])[^\s"&|]{0,300}\.[cm]?js)\b/gi,
      api: "node",
      runsFile: true,
    },
    { pattern: program("schtasks|sc"), kind: "persist", api: "schtasks" },
    {
      pattern: /\breg(?:\.exe)?\s+add\s+([^\n]{0,200}\\Run\b[^\n]{0,200})/gi,
      kind: "persist",
      api: "Run key",
    },
    { pattern: /\b(?:copy|xcopy|move)\b([^\n]{0,300}Startup[^\n]{0,100})/gi, kind: "persist", api: "copy" },
    { pattern: program("del|rmdir|rd|erase"), kind: "delete-file", api: "del" },
    {
      pattern: program("whoami|systeminfo|ipconfig|hostname|tasklist"),
      kind: "host-facts",
      api: "whoami",
      yields: "host-facts",
    },
    { pattern: />\s*("[^"\n]{1,300}"|[^\s&|>]{2,300})/g, kind: "write-file", api: ">" },
    { pattern: program("npm|pnpm|yarn"), kind: "process", api: "npm" },
    {
      pattern: /^\s*@?(?:call\s+)?"?([\w%~.\\/-]{1,200}\.(?:exe|bat|cmd|vbs|ps1|dll))\b/gim,
      kind: "process",
      api: "start",
    },
  ],
};
