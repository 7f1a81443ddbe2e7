import { Buffer } from "node:buffer";

/**
 * The strings of the inert payload, in the order in which its code asks for them. The real dropper hid its strings
 * in the same manner: reversed base64, decoded at run time.
 */
const hidden: readonly string[] = [
  "fs",
  "os",
  "path",
  "LOCKKEEPER_DRILL_GUARD",
  "lockkeeper-drill-guard",
  "darwin",
  "win32",
  "http://collector.invalid:8000/6202033",
];

/**
 * The `setup.js` of the armed package. It keeps the shape of the real one, and nothing of what that did: no network,
 * no process. It leaves one marker file, and only inside a temporary folder that invites it: the
 * environment variable `LOCKKEEPER_DRILL_GUARD` must name a folder below the system's temporary folder that holds a
 * file `lockkeeper-drill-guard`.
 */
export function renderInertPayload(): string {
  return [
    `const _t=${JSON.stringify(hidden.map(hide))};`,
    'const _d=(i)=>Buffer.from(_t[i].split("").reverse().join("").replaceAll("_","="),"base64").toString();',
    "try{",
    "const f=require(_d(0)),o=require(_d(1)),p=require(_d(2)),g=process.env[_d(3)];",
    "if(g){",
    "const r=f.realpathSync(g);",
    "if(r.startsWith(f.realpathSync(o.tmpdir())+p.sep)&&f.existsSync(p.join(r,_d(4)))){",
    "const s=process.platform;",
    'const n=s===_d(5)?"marker-darwin":s===_d(6)?"marker-win32":"marker-other";',
    'f.writeFileSync(p.join(r,n),"would have asked "+_d(7)+"\\n");',
    "}}}catch(e){}",
    "\n",
  ].join("");
}

function hide(text: string): string {
  const encoded = Buffer.from(text).toString("base64").replaceAll("=", "_");
  return encoded.split("").toReversed().join("");
}

/** The post-install script of an honest package behind the same guard, so that the guard is no sign of malice. */
export function renderHonestNotice(): string {
  return `"use strict";

const fs = require("fs");
const os = require("os");
const path = require("path");

const folder = process.env.LOCKKEEPER_DRILL_GUARD;
if (folder && isInvited(folder)) {
  fs.writeFileSync(path.join(folder, "notice-shown"), "Thank you for installing banner-notice.\\n");
}

function isInvited(candidate) {
  const temporary = fs.realpathSync(os.tmpdir()) + path.sep;
  if (!fs.existsSync(path.join(candidate, "lockkeeper-drill-guard"))) return false;
  return fs.realpathSync(candidate).startsWith(temporary);
}
`;
}
