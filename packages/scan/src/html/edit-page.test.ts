import { createHash } from "node:crypto";

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { CdnReference } from "./cdn-url.ts";
import { mendPage } from "./edit-page.ts";
import type { PageMend } from "./edit-page.ts";
import type { PageBytes, PageParts } from "./mend-page.ts";
import { readPage } from "./page-resources.ts";
import { scanPage } from "./scan-page.ts";

const bytes = Buffer.from("export default 1;\n");
const hash = `sha384-${createHash("sha384").update(bytes).digest("base64")}`;
const attributes = `integrity="${hash}" crossorigin="anonymous"`;
const jsdelivr = "https://cdn.jsdelivr.net/npm/vue@3.4.0/dist/vue.js";

/** Every address has the same bytes, but for what is given. */
class Everything extends Map<string, PageBytes | undefined> {
  override has(): boolean {
    return true;
  }
  override get(url: string): PageBytes | undefined {
    return super.has(url) ? super.get(url) : { bytes, original: undefined };
  }
}

function partsOf(others: Partial<PageParts> = {}): PageParts {
  return {
    chooseVersion: ({ version }: CdnReference) =>
      version === undefined ? { kind: "version", version: "2.0.0" } : { kind: "as-it-is" },
    resources: new Everything(),
    isKnownOverTls: () => false,
    isVendoring: false,
    isServedAsItLies: true,
    ...others,
  };
}

type Done = Extract<PageMend, { readonly kind: "mended" }>;

function mend(page: string, others: Partial<PageParts> = {}, path = "index.html"): Done {
  const mended = mendPage(page, path, partsOf(others));
  if (mended.kind === "wanting") throw new TypeError("it wants more than it was given");
  return mended;
}

describe("mendPage()", () => {
  test("mendPage() writes hashes into the tags that lack them, and leaves every other byte alone", () => {
    const page = `<!doctype html>\r\n<SCRIPT  Defer src='${jsdelivr}'></SCRIPT >\r\n<link rel=stylesheet href=https://a.example/1.2.3/x.css><script src="/own.js"></script>\r\n`;

    const { text, whys } = mend(page);

    expect(text).toBe(
      `<!doctype html>\r\n<SCRIPT  Defer src='${jsdelivr}' ${attributes}></SCRIPT >\r\n<link rel=stylesheet href=https://a.example/1.2.3/x.css ${attributes}><script src="/own.js"></script>\r\n`,
    );
    expect(whys).toEqual([]);
    expect(scanPage(text, "index.html")).toEqual([]);
  });

  test.each([
    [
      "an unusable hash",
      `<script src="${jsdelivr}" integrity="md5-x" async></script>`,
      `<script src="${jsdelivr}" ${attributes} async></script>`,
    ],
    [
      "an empty hash",
      `<script integrity src="${jsdelivr}"></script>`,
      `<script ${attributes} src="${jsdelivr}"></script>`,
    ],
    [
      "missing CORS",
      `<script integrity="${hash}" src="${jsdelivr}"></script>`,
      `<script ${attributes} src="${jsdelivr}"></script>`,
    ],
    [
      "CORS that is there",
      `<script crossorigin=use-credentials src="${jsdelivr}"></script>`,
      `<script crossorigin=use-credentials src="${jsdelivr}" integrity="${hash}"></script>`,
    ],
    [
      "the newest of a package",
      `<script src="https://cdn.jsdelivr.net/npm/npm/index.js"></script>`,
      `<script src="https://cdn.jsdelivr.net/npm/npm@2.0.0/index.js" ${attributes}></script>`,
    ],
    [
      "a range of a scoped package",
      `<script src="https://unpkg.com/@a/b@^1/x.js"></script>`,
      `<script src="https://unpkg.com/@a/b@2.0.0/x.js" ${attributes}></script>`,
    ],
    [
      "a tag over http",
      `<script src="http://unpkg.com/react@latest/x.js"></script>`,
      `<script src="https://unpkg.com/react@2.0.0/x.js" ${attributes}></script>`,
    ],
    [
      "a module of esm.sh",
      `<link rel="modulepreload" href="https://esm.sh/v135/*react@18?bundle" />`,
      `<link rel="modulepreload" href="https://esm.sh/v135/*react@2.0.0?bundle" ${attributes} />`,
    ],
    [
      "a module of Skypack",
      `<script type="module" src="https://cdn.skypack.dev/canvas-confetti"></script>`,
      `<script type="module" src="https://cdn.skypack.dev/canvas-confetti@2.0.0" ${attributes}></script>`,
    ],
    [
      "a file of JSPM",
      `<script src="https://ga.jspm.io/npm:lit@3/index.js"></script>`,
      `<script src="https://ga.jspm.io/npm:lit@2.0.0/index.js" ${attributes}></script>`,
    ],
    [
      "an exact version of a library",
      `<script src="//cdnjs.cloudflare.com/ajax/libs/jquery/3.7.1/jquery.min.js"></script>`,
      `<script src="//cdnjs.cloudflare.com/ajax/libs/jquery/3.7.1/jquery.min.js" ${attributes}></script>`,
    ],
  ])("mendPage() mends %s", (_what, page, expected) => {
    const { text } = mend(page);

    expect(text).toBe(expected);
    expect(scanPage(text, "index.html")).toEqual([]);
  });

  test("mendPage() writes what components write", () => {
    const page = `<head><script src="${jsdelivr}" /></head>`;

    expect(mend(page, {}, "app/layout.tsx").text).toBe(
      `<head><script src="${jsdelivr}" integrity="${hash}" crossOrigin="anonymous" /></head>`,
    );
  });

  test("mendPage() pins an import map, and keeps its hashes where browsers look for them", () => {
    const page = `<script type="importmap">\n  {\n    "imports": {\n      "vue": "https://unpkg.com/vue@3/x.js",\n      "lib/": "https://esm.sh/lib@1/"\n    }\n  }\n</script>`;

    const { text } = mend(page);

    expect(text).toBe(
      `<script type="importmap">\n  {\n    "imports": {\n      "vue": "https://unpkg.com/vue@2.0.0/x.js",\n      "lib/": "https://esm.sh/lib@2.0.0/"\n    },\n    "integrity": {\n      "https://unpkg.com/vue@2.0.0/x.js": "${hash}"\n    }\n  }\n</script>`,
    );
    expect(scanPage(text, "index.html")).toEqual([]);
  });

  test("mendPage() pins what a module script imports, and makes a map of hashes before it", () => {
    const page = `<body>\n  <script type="module">\n    import { h } from "https://esm.sh/preact";\n    // import x from "https://esm.sh/old"\n  </script>\n</body>`;

    const { text } = mend(page);

    expect(text).toContain(`import { h } from "https://esm.sh/preact@2.0.0";`);
    expect(text).toContain(
      `<script type="importmap">\n    {\n      "integrity": {\n        "https://esm.sh/preact@2.0.0": "${hash}"`,
    );
    expect(text.indexOf("importmap")).toBeLessThan(text.indexOf('"module"'));
    expect(scanPage(text, "index.html")).toEqual([]);
  });

  test("mendPage() goes over TLS where the same bytes are there, and nowhere else", () => {
    const good = `<script src="http://a.example/x.js" integrity="${hash}" crossorigin></script>`;
    const wrong = good.replace(hash, `sha384-${"A".repeat(64)}`);

    expect(mend(good).text).toBe(good.replace("http:", "https:"));
    expect(mend(wrong)).toMatchObject({ text: wrong, whys: [expect.stringContaining("other bytes")] });
    expect(mend(good, { resources: undefined })).toMatchObject({
      text: good,
      whys: [expect.stringContaining("--online")],
    });
    expect(mend(good, { resources: undefined, isKnownOverTls: () => true }).text).toBe(
      good.replace("http:", "https:"),
    );
  });

  test("mendPage() takes a file of a host that changes it into the project, with its hash, when asked to", () => {
    const page = '<script src="https://a.example/app.js" integrity="md5-x"></script>';

    const { text, vendored } = mend(page, { isVendoring: true });

    expect(vendored).toEqual([
      { path: expect.stringMatching(/^vendor\/app-[0-9a-f]{8}\.js$/), text: bytes.toString() },
    ]);
    expect(text).toBe(`<script src="${vendored[0]?.path ?? ""}" integrity="${hash}"></script>`);
    expect(mend(page)).toMatchObject({ text: page, whys: [expect.stringContaining("--vendor")] });
    expect(mend(page, { isVendoring: true, isServedAsItLies: false }).text).toBe(page);
  });

  test("mendPage() takes no file in that would not work from there", () => {
    const css = Buffer.from("body { background: url(bg.png) }");
    const resources = new Everything([["https://a.example/x.css", { bytes: css, original: undefined }]]);
    const page =
      '<link rel="stylesheet" href="https://a.example/x.css"><script type="module">import "https://a.example/m.js"</script>';

    const { text, vendored } = mend(page, { isVendoring: true, resources });

    expect({ text, vendored }).toEqual({ text: page, vendored: [] });
  });

  test.each([
    ["cannot be had", undefined],
    ["is not what the package has", { bytes, original: Buffer.from("other") }],
  ])("mendPage() writes no hash of what %s", (_what, served) => {
    const page = `<script src="${jsdelivr}"></script>`;

    const { text, whys } = mend(page, { resources: new Everything([[jsdelivr, served]]) });

    expect(text).toBe(page);
    expect(whys).toHaveLength(1);
  });

  test("mendPage() asks for the packages and the bytes that it needs, all at once", () => {
    const page = `<script src="${jsdelivr}"></script><script src="https://unpkg.com/react"></script>`;

    const mended = mendPage(page, "index.html", {
      ...partsOf({ resources: new Map() }),
      chooseVersion: ({ name, version }) =>
        version === undefined ? { kind: "wanting", name } : { kind: "as-it-is" },
    });

    expect(mended).toEqual({ kind: "wanting", names: ["react"], urls: [jsdelivr] });
  });

  const urls = [
    "https://a.example/x-1.2.3.js",
    jsdelivr,
    "https://b.example/1.2.3/?a=1&amp;b=2",
    "https://unpkg.com/react@18",
  ];
  const pieces = fc.oneof(
    fc.constantFrom(
      ...urls.map((url) => `<script src="${url}">`),
      ...urls.map((url) => `<link rel=stylesheet href=${url}>`),
    ),
    fc.constantFrom(
      "</script>",
      "\r\n",
      "<!--",
      "-->",
      "{{ x }}",
      "<b",
      ' integrity="',
      "🙂",
      "\ufeff",
      "\r",
      "'",
    ),
    fc.string({ unit: "binary" }),
  );
  const pageOf = fc.array(pieces, { maxLength: 30 }).map((parts) => parts.join(""));

  test("mendPage() changes nothing where nothing can be known", () => {
    const others = {
      resources: undefined,
      chooseVersion: (): { kind: "as-it-is" } => ({ kind: "as-it-is" }),
    };

    fc.assert(
      fc.property(pageOf, (page) => {
        expect(mend(page, others).text).toBe(page);
      }),
    );
  });

  test("mendPage() adds nothing but versions and the two attributes, and what it wrote is read again as meant", () => {
    fc.assert(
      fc.property(pageOf, (page) => {
        const before = readPage(page).resources;
        fc.pre(before.every(({ integrity, hasCrossOrigin }) => integrity === undefined && !hasCrossOrigin));

        const { text } = mend(page);

        const after = readPage(text).resources;
        expect(text.replaceAll(` ${attributes}`, "").replaceAll("react@2.0.0", "react@18")).toBe(
          page.replaceAll(` ${attributes}`, ""),
        );
        expect(after.map(({ kind }) => kind)).toEqual(before.map(({ kind }) => kind));
        expect(mend(text).text).toBe(text);
      }),
    );
  });
});
