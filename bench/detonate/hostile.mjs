// Install scripts that never end or swell, each in its own way; what is measured is that they end, and what memory they leave.
export const hostileScripts = {
  "empty loop": "for (;;);",
  "loop of calls": "function f() {} for (;;) f();",
  "pattern that backtracks": "/^(a+)+$/.test('a'.repeat(40) + 'b');",
  "texts split and joined": "const s = 'x'.repeat(1e6); for (;;) s.split('').reverse().join('');",
  "JSON of a large list":
    "const o = Array.from({ length: 3e5 }, (_, i) => ({ a: i, b: 'x' + i })); for (;;) JSON.parse(JSON.stringify(o));",
  "a large sort":
    "const a = Array.from({ length: 2e6 }, (_, i) => String((i * 7919) % 1e6)); for (;;) a.sort().reverse();",
  "a text that doubles": "let s = 'x'; for (;;) s += s;",
  "arrays that swell": "const a = []; for (;;) a.push(new Array(1e5).fill(0));",
  "bytes that swell": "const a = []; for (;;) a.push(new Uint8Array(1e6));",
  "a number that squares": "let b = 3n ** 100000n; for (;;) b = b * b;",
  "promises without end": "(async () => { for (;;) await 1; })();",
  "code evaluated without end": "for (;;) eval('1 + 1');",
  "hashes of megabytes":
    "const c = require('crypto'); for (;;) c.createHash('sha256').update('x'.repeat(1e6)).digest();",
  "archives that swell":
    "const z = require('zlib'), b = z.gzipSync(Buffer.alloc(15e6)); for (;;) z.gunzipSync(b);",
  "files without end":
    "const fs = require('fs'); for (let i = 0; ; i++) fs.writeFileSync('/tmp/f' + i, 'x'.repeat(1e5));",
  "processes within processes":
    "(function f() { require('child_process').execSync('node -e \"for (;;);\"'); f(); })();",
};
