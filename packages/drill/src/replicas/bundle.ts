import { Buffer } from "node:buffer";

/** Numbers that look random and are the same in every build. */
export function createNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}

/** What the bodies of a bundle's modules are made of; each is honest code as a minifier leaves it. */
const bodies: readonly ((a: string, n: number) => string)[] = [
  (a, n) => `t.${a}=function(e){for(var t=0,r=[];t<e.length;t++)r.push(e[t]^${n});return r}`,
  (a, n) => `t.${a}=e=>Array.isArray(e)?e.map(e=>e+${n}):Object.keys(e||{}).length`,
  (a, n) =>
    `class r{constructor(e){this.size=e||${n};this.items=new Map}get(e){return this.items.get(e)}set(e,t){return this.items.size>this.size&&this.items.clear(),this.items.set(e,t),this}}t.${a}=r`,
  (a, n) =>
    `function r(e,t){if(null==e)return t;var n=typeof e;return"string"===n?e.slice(0,${n}):"number"===n?Math.min(e,${n}):t}t.${a}=r`,
  (a, n) => `t.${a}=async function(e){const t=[];for await(const r of e)t.push(r);return t.slice(-${n})}`,
  (a, n) =>
    `const r={name:"${a}",limit:${n},isEnabled:!0,labels:["first","second","third"]};t.${a}=e=>({...r,...e})`,
  (a, n) =>
    `t.${a}=e=>{switch(e.kind){case"add":return e.left+e.right;case"scale":return e.value*${n};default:throw new TypeError("Unknown kind "+e.kind)}}`,
];

const words = [
  "parse",
  "render",
  "merge",
  "clone",
  "walk",
  "index",
  "scan",
  "format",
  "queue",
  "stream",
  "limit",
  "token",
  "route",
  "cache",
  "match",
  "encode",
  "frame",
  "batch",
];

/**
 * A bundle of many honest modules as a bundler and a minifier write it, at least `bytes` long, with own modules
 * among them that run first. CommonJS.
 */
export function renderBundle(bytes: number, seed: number, own: readonly string[] = []): string {
  const next = createNumbers(seed);
  const modules: string[] = [];
  for (let length = 0; length < bytes;) {
    const id = 1000 + modules.length;
    const module = `${id}:(e,t,n)=>{${renderBody(next)}}`;
    length += module.length + 1;
    modules.push(module);
  }
  const middle = Math.floor(modules.length / 2);
  const ownModules = own.map((code, index) => `${index + 1}:(module,exports,__unused)=>{${code}\n}`);
  const all = [...modules.slice(0, middle), ...ownModules, ...modules.slice(middle)];
  const start = own.map((_, index) => `i(${index + 1});`).join("");
  return `(()=>{var r={${all.join(",")}},o={};function i(e){var t=o[e];if(void 0!==t)return t.exports;var n=o[e]={exports:{}};return r[e](n,n.exports,i),n.exports}${start}module.exports=i(1000)})();\n`;
}

function renderBody(next: () => number): string {
  const body = bodies[Math.floor(next() * bodies.length)] ?? bodies[0];
  const word = words[Math.floor(next() * words.length)] ?? "item";
  const suffix = Math.floor(next() * 9999).toString(36);
  return body === undefined ? "" : body(`${word}${suffix}`, Math.floor(next() * 200) + 2);
}

/** A native program's beginning and nothing that could run: the header of the format, then noise. */
export function renderBinary(format: "elf" | "pe" | "macho", bytes: number, seed: number): Buffer {
  const next = createNumbers(seed);
  const noise = Buffer.from(Array.from({ length: bytes }, () => Math.floor(next() * 256)));
  headers[format].copy(noise);
  // A machine type and an entry point of zero: no system loads it.
  noise.fill(0, 16, 64);
  if (format === "pe") {
    noise.writeUInt32LE(0x80, 0x3c);
    noise.write("PE\0\0", 0x80);
    noise.fill(0, 0x84, 0x100);
  }
  return noise;
}

const headers = {
  elf: Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0]),
  pe: Buffer.from([0x4d, 0x5a, 0x90, 0, 3, 0, 0, 0]),
  macho: Buffer.from([0xcf, 0xfa, 0xed, 0xfe, 0, 0, 0, 0]),
};
