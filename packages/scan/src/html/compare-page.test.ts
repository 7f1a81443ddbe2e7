import { createHash } from "node:crypto";

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { readPage } from "./page-resources.ts";
import { repairPage, writeIntegrity } from "./repair-page.ts";
import type { PageFetcher } from "./repair-page.ts";
import { scanPage } from "./scan-page.ts";

const bytes = Buffer.from("export default 1;\n");
const hash = `sha384-${createHash("sha384").update(bytes).digest("base64")}`;
const jsdelivr = "https://cdn.jsdelivr.net/npm/vue@3.4.0/dist/vue.js";

/** A network that serves the same file everywhere, but for what is given. */
function network(
  others: Readonly<Record<string, Uint8Array | undefined>> = {},
): PageFetcher & { readonly asked: string[] } {
  const asked: string[] = [];
  const answer = async (key: string): Promise<Uint8Array | undefined> => {
    asked.push(key);
    return Object.hasOwn(others, key) ? others[key] : bytes;
  };
  return {
    asked,
    fetchResource: answer,
    fetchPackageFile: (name, version, path) => answer(`${name}@${version}/${path}`),
  };
}

describe("repairPage()", () => {
  test("repairPage() writes hashes into the tags that lack them, and leaves every other byte alone", async () => {
    const page = `<!doctype html>\r\n<SCRIPT  Defer src='${jsdelivr}'></SCRIPT >\r\n<link rel=stylesheet href=https://a.example/1.2.3/x.css><script src="/own.js"></script>\r\n`;

    const { text, findings, repaired, left } = await repairPage(page, "index.html", network());

    expect(text).toBe(
      `<!doctype html>\r\n<SCRIPT  Defer src='${jsdelivr}' integrity="${hash}" crossorigin="anonymous"></SCRIPT >\r\n<link rel=stylesheet href=https://a.example/1.2.3/x.css integrity="${hash}" crossorigin="anonymous"><script src="/own.js"></script>\r\n`,
    );
    expect({ findings, left }).toEqual({ findings: [], left: [] });
    expect(repaired).toEqual([jsdelivr, "https://a.example/1.2.3/x.css"]);
    expect(scanPage(text, "index.html")).toEqual([]);
  });

  test.each([
    [
      "an unusable hash",
      `<script src="${jsdelivr}" integrity="md5-x" async></script>`,
      `<script src="${jsdelivr}" integrity="${hash}" crossorigin="anonymous" async></script>`,
    ],
    [
      "an empty hash",
      `<script integrity src="${jsdelivr}"></script>`,
      `<script integrity="${hash}" crossorigin="anonymous" src="${jsdelivr}"></script>`,
    ],
    [
      "missing CORS",
      `<script integrity="${hash}" src="${jsdelivr}"></script>`,
      `<script integrity="${hash}" crossorigin="anonymous" src="${jsdelivr}"></script>`,
    ],
    [
      "CORS that is there",
      `<script crossorigin=use-credentials src="${jsdelivr}"></script>`,
      `<script crossorigin=use-credentials src="${jsdelivr}" integrity="${hash}"></script>`,
    ],
  ])("repairPage() repairs %s", async (_what, page, expected) => {
    const { text } = await repairPage(page, "index.html", network());

    expect(text).toBe(expected);
    expect(scanPage(text, "index.html")).toEqual([]);
  });

  test("repairPage() says when a network does not serve what the package has, and writes no hash for it", async () => {
    const page = `<script src="${jsdelivr}"></script>`;

    const { text, findings, left } = await repairPage(
      page,
      "a.html",
      network({ [jsdelivr]: Buffer.from("evil()") }),
    );

    expect(text).toBe(page);
    expect(left).toEqual([jsdelivr]);
    expect(findings).toMatchObject([
      {
        id: "page-tarball-differs",
        severity: "critical",
        name: "vue",
        version: "3.4.0",
        file: "a.html",
        line: 1,
      },
    ]);
  });

  test("repairPage() says when bytes are not those of the page's hash", async () => {
    const wrong = `sha512-${"A".repeat(86)}==`;
    const page = `<script src="https://a.example/x.js" integrity="${wrong}" crossorigin></script>`;

    const { text, findings } = await repairPage(page, "a.html", network());

    expect(text).toBe(page);
    expect(findings).toMatchObject([{ id: "page-bytes-differ", severity: "high" }]);
  });

  test("repairPage() leaves alone what cannot be had, what moves, and what a template writes", async () => {
    const page = `<script src="https://a.example/x-1.2.3.js"></script><script src="https://a.example/evergreen.js"></script><script src="https://unpkg.com/react@18/x.js"></script><script src="https://b.example/x.js" integrity="{{ x }}"></script>`;
    const fetcher = network({ "https://a.example/x-1.2.3.js": undefined });

    const { text, left } = await repairPage(page, "a.html", fetcher);

    expect(text).toBe(page);
    expect(left).toEqual(["https://a.example/x-1.2.3.js"]);
    expect(fetcher.asked).toEqual(["https://a.example/x-1.2.3.js"]);
  });

  test("repairPage() compares nothing with a tarball that has no such file, as of files that a network makes", async () => {
    const page = `<script src="https://cdn.jsdelivr.net/npm/vue@3.4.0/dist/vue.min.js"></script>`;

    const { findings, repaired } = await repairPage(
      page,
      "a.html",
      network({ "vue@3.4.0/dist/vue.min.js": undefined }),
    );

    expect(findings).toEqual([]);
    expect(repaired).toHaveLength(1);
  });
});

describe("writeIntegrity()", () => {
  const urls = ["https://a.example/x.js", jsdelivr, "https://b.example/?a=1&amp;b=2"];
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
    ),
    fc.string({ unit: "binary" }),
  );
  const pageOf = fc.array(pieces, { maxLength: 30 }).map((parts) => parts.join(""));

  test("writeIntegrity() changes nothing without hashes", () => {
    fc.assert(
      fc.property(pageOf, (page) => {
        expect(writeIntegrity(page, new Map()).text).toBe(page);
      }),
    );
  });

  test("writeIntegrity() adds nothing but the two attributes, and what it wrote is read again as meant", () => {
    fc.assert(
      fc.property(pageOf, (page) => {
        const hashes = new Map(readPage(page).resources.map(({ url }) => [url, hash]));
        const before = readPage(page).resources;
        fc.pre(before.every(({ integrity }) => integrity === undefined));

        const { text } = writeIntegrity(page, hashes);

        expect(text.replaceAll(` integrity="${hash}" crossorigin="anonymous"`, "")).toBe(
          page.replaceAll(` integrity="${hash}" crossorigin="anonymous"`, ""),
        );
        expect(readPage(text).resources.map(({ url, kind, integrity }) => [url, kind, integrity])).toEqual(
          before.map(({ url, kind }) => [url, kind, hash]),
        );
      }),
    );
  });
});
