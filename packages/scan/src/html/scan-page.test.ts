import { catalogue, createIntelligence } from "@lockkeeper/intel";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { isLasting, tryParseCdnUrl } from "./cdn-url.ts";
import { findPageAdvisories, listPagePackages } from "./page-packages.ts";
import { readPage } from "./page-resources.ts";
import { isPageName, scanPage } from "./scan-page.ts";

const sri = `sha384-${"A".repeat(64)}`;

function told(html: string): readonly string[] {
  return scanPage(html, "public/index.html").map(
    ({ id, severity, line, name, version }) =>
      `${String(line)} ${severity} ${id}${name === undefined ? "" : ` ${name}@${version ?? ""}`}`,
  );
}

describe("scanPage()", () => {
  test.each([
    [
      "a script of another host without a hash",
      '<script src="https://a.example/x.js"></script>',
      ["1 moderate page-without-integrity"],
    ],
    [
      "an empty hash",
      '<script src="https://a.example/x.js" integrity crossorigin></script>',
      ["1 moderate page-without-integrity"],
    ],
    [
      "a style sheet",
      '<link rel="Stylesheet alternate" href="//a.example/x.css">',
      ["1 low page-without-integrity"],
    ],
    [
      "a preloaded module",
      "<link rel=modulepreload href=https://a.example/x.js>",
      ["1 moderate page-without-integrity"],
    ],
    [
      "a hash that browsers pass over",
      '<script src="https://a.example/x.js" integrity="md5-AAAA" crossorigin></script>',
      ["1 high page-integrity-unusable"],
    ],
    [
      "SHA-1",
      `<script src="https://a.example/x.js" integrity="sha1-${"A".repeat(27)}=" crossorigin></script>`,
      ["1 high page-integrity-unusable"],
    ],
    [
      "a hash without CORS",
      `<script src="https://a.example/x.js" integrity="${sri}"></script>`,
      ["1 low page-without-crossorigin"],
    ],
    [
      "http",
      `<script src="http://a.example/x.js" integrity="${sri}" crossorigin></script>`,
      ["1 high page-insecure-url"],
    ],
    [
      "the newest version",
      '<script src="https://cdn.jsdelivr.net/npm/vue"></script>',
      ["1 high page-unpinned-version vue@"],
    ],
    [
      "a tag",
      '<script src="https://unpkg.com/react@latest/index.js"></script>',
      ["1 high page-unpinned-version react@"],
    ],
    [
      "a range",
      '<script src="https://unpkg.com/@scope/react@18/index.js"></script>',
      ["1 moderate page-unpinned-version @scope/react@"],
    ],
    [
      "an exact version",
      '<script src="https://unpkg.com/react@18.2.0/index.js"></script>',
      ["1 moderate page-without-integrity react@18.2.0"],
    ],
    [
      "a version of a mirror",
      '<script src="https://mirror.example/cdn/npm/vue@3/dist/vue.js"></script>',
      ["1 moderate page-unpinned-version vue@"],
    ],
    [
      "what moves by its name",
      '<script src="https://code.jquery.com/jquery-latest.min.js"></script>',
      ["1 moderate page-unpinned-version"],
    ],
    [
      "a base of another host",
      '<base href="https://a.example/v1/"><script src="x.js"></script>',
      ["1 moderate page-without-integrity"],
    ],
    [
      "a second line",
      '<p>\r\n<script\r\n  src="https://a.example/x.js"></script>',
      ["3 moderate page-without-integrity"],
    ],
    [
      "markup in noscript and template",
      '<template><script src="https://a.example/x.js"></script></template><noscript><link rel=stylesheet href=https://a.example/x.css></noscript>',
      ["1 moderate page-without-integrity", "1 low page-without-integrity"],
    ],
  ])("scanPage() tells %s", (_what, html, expected) => {
    expect(told(html)).toEqual(expected);
  });

  test.each([
    [
      "a hash that browsers check",
      `<script src="https://a.example/x.js" integrity="${sri}" crossorigin="anonymous"></script>`,
    ],
    ["a file of the project", '<script src="/x.js"></script><link rel=stylesheet href=./x.css>'],
    [
      "a host of one's own machine with a hash",
      `<script src="http://localhost:3000/x.js" integrity="${sri}" crossorigin></script>`,
    ],
    [
      "an expression in the address",
      '<script src="{{ cdn }}/x.js"></script><script src="https://<%= host %>/x.js"></script>',
    ],
    [
      "an expression in the hash",
      '<script src="https://a.example/x.js" integrity="{{ hash }}" crossorigin></script>',
    ],
    ["a bound attribute", '<script :src="url" v-bind:src="https://a.example/x.js"></script>'],
    ["what is no script", '<script type="application/json" src="https://a.example/x.json"></script>'],
    ["a comment", '<!-- <script src="https://a.example/x.js"></script> -->'],
    ["a text", '<textarea><script src="https://a.example/x.js"></script></textarea>'],
    [
      "a script's text",
      "<script>document.write('<link rel=stylesheet href=https://a.example/x.css>')</script>",
    ],
    ["another relation", '<link rel="canonical" href="https://a.example/">'],
    ["a second attribute of one name", `<script src="/x.js" src="https://a.example/x.js"></script>`],
  ])("scanPage() says nothing of %s", (_what, html) => {
    expect(told(html)).toEqual([]);
  });

  test("scanPage() reads import maps, with their hashes and their lines", () => {
    const html = `<script type="importmap">
{
  "imports": {
    "a": "https://esm.sh/a@1.0.0",
    "b": "https://esm.sh/b",
    "c": "https://ga.jspm.io/npm:c@2.0.0/index.js",
    "own": "./own.js"
  },
  "scopes": { "/x/": { "d": "https://cdn.skypack.dev/d@1" } },
  "integrity": { "https://esm.sh/a@1.0.0": "${sri}" }
}
</script><script type=importmap>{ broken https://esm.sh/ </script>`;

    expect(told(html)).toEqual([
      "5 high page-unpinned-version b@",
      "6 moderate page-without-integrity c@2.0.0",
      "9 moderate page-unpinned-version d@",
    ]);
  });

  test("scanPage() answers any text in time that grows with its length alone", () => {
    const pieces = fc.constantFrom(
      "<script src=https://a.example/",
      "<link rel=stylesheet href='https://",
      "</script>",
      "<b>",
      "<table>",
      "<!--",
      "-->",
      "<base href=//",
      "integrity=",
      "\"'",
      "{{",
      "\r\n",
      "<script type=importmap>",
    );

    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string({ unit: "binary" })), { maxLength: 40 }), (parts) => {
        expect(Array.isArray(scanPage(parts.join(""), "x.html"))).toBe(true);
      }),
    );
    expect(readPage("<b><a><table>".repeat(100_000)).resources).toEqual([]);
    expect(readPage('<link rel=stylesheet href="https://a.example/">'.repeat(20_000)).resources).toHaveLength(
      20_000,
    );
  });
});

describe("listPagePackages()", () => {
  test("listPagePackages() names exact versions of tags and import maps with their lines", () => {
    const html = `<script src="https://unpkg.com/react@18.2.0/x.js"></script>
<script src="https://unpkg.com/vue@3/x.js"></script><script type=importmap>
{"imports":{"lit":"https://esm.sh/lit@3.1.0"}}</script>`;

    expect(listPagePackages(html, "a.html")).toEqual([
      { name: "react", version: "18.2.0", file: "a.html", line: 1 },
      { name: "lit", version: "3.1.0", file: "a.html", line: 3 },
    ]);
  });

  test("findPageAdvisories() tells malware that a page loads", () => {
    const intelligence = createIntelligence({ index: undefined, catalogue });
    const packages = listPagePackages(
      '<script src="https://cdn.jsdelivr.net/npm/axios@1.14.1/dist/axios.min.js"></script>',
      "a.html",
    );

    expect(findPageAdvisories(packages, { intelligence })).toMatchObject([
      {
        id: "malicious-version",
        kind: "malware",
        severity: "malware",
        name: "axios",
        version: "1.14.1",
        line: 1,
      },
    ]);
  });
});

describe("tryParseCdnUrl()", () => {
  test.each([
    ["https://cdn.jsdelivr.net/npm/vue@3.4.0/dist/vue.js", "vue", "3.4.0", "dist/vue.js"],
    ["https://cdn.jsdelivr.net/npm/@vue/runtime-dom@3.4.0", "@vue/runtime-dom", "3.4.0", undefined],
    ["https://cdn.jsdelivr.net/npm/%40vue/x@3.4.0/+esm", "@vue/x", "3.4.0", undefined],
    ["https://unpkg.com/react@18.2.0/umd/react.js", "react", "18.2.0", "umd/react.js"],
    ["https://unpkg.com/react@18.2.0/umd/react.js?module", "react", "18.2.0", undefined],
    ["https://unpkg.com/react@^18/umd/react.js", "react", undefined, "umd/react.js"],
    ["https://esm.sh/v135/*swr@2.0.0/es2022/swr.mjs", "swr", "2.0.0", undefined],
    [
      "https://cdn.skypack.dev/pin/preact@v10.5.0-u7Qr2n3sJfFzFZzaABCD/mode=imports/x.js",
      "preact",
      "10.5.0",
      undefined,
    ],
    ["https://ga.jspm.io/npm:lit@3.1.0/index.js", "lit", "3.1.0", "index.js"],
    ["https://cdn.example/assets/npm/lit@3.1.0/index.js", "lit", "3.1.0", "index.js"],
  ])("tryParseCdnUrl() reads %s", (url, name, version, path) => {
    expect(tryParseCdnUrl(url)).toMatchObject({ name, version, path });
  });

  test.each([
    "https://cdn.jsdelivr.net/gh/user/repo@1.0.0/x.js",
    "https://a.example/npm/readme.html",
    "https://a.example/x.js",
    "https://unpkg.com/..%2f..%2fetc@1.0.0/x",
    "no address",
    `https://unpkg.com/${"a".repeat(3000)}`,
  ])("tryParseCdnUrl() answers nothing for %s", (url) => {
    expect(tryParseCdnUrl(url)).toBeUndefined();
  });
});

describe("isLasting()", () => {
  test("isLasting() tells addresses of fixed content from those that their hosts change", () => {
    const lasting = [
      "https://unpkg.com/react@18.2.0/umd/react.js",
      "https://cdnjs.cloudflare.com/ajax/libs/jquery/3.7.1/jquery.min.js",
      "https://code.jquery.com/jquery-3.7.1.min.js",
      "https://a.example/assets/app.0123abcd.js",
    ];
    const moving = [
      "https://unpkg.com/react@18/umd/react.js",
      "https://fonts.example/css2?family=Inter",
      "https://tags.example/gtag/js?id=G-1.2",
      "https://a.example/evergreen.js",
      "no address",
    ];

    expect([...lasting, ...moving].filter(isLasting)).toEqual(lasting);
  });
});

describe("isPageName()", () => {
  test("isPageName() knows pages and templates by their endings", () => {
    const names = ["index.html", "a.HTM", "x.blade.php", "layout.ejs", "app.vue", "page.tsx", "x.js", "html"];

    expect(names.filter(isPageName)).toEqual(["index.html", "a.HTM", "x.blade.php", "layout.ejs", "app.vue"]);
  });
});
