import { createHash } from "node:crypto";

import { describe, expect, test } from "vitest";

import { comparePage } from "./compare-page.ts";
import type { PageFetcher } from "./compare-page.ts";

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

describe("comparePage()", () => {
  test("comparePage() says when a network does not serve what the package has", async () => {
    const page = `<script src="${jsdelivr}"></script>`;

    const { findings, left } = await comparePage(
      page,
      "a.html",
      network({ [jsdelivr]: Buffer.from("evil()") }),
    );

    expect(left).toEqual([]);
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

  test("comparePage() says when bytes are not those of the page's hash, wherever the page keeps it", async () => {
    const wrong = `sha512-${"A".repeat(86)}==`;
    const map = JSON.stringify({
      imports: { x: "https://b.example/x.js" },
      integrity: { "https://b.example/x.js": wrong },
    });
    const page = `<script src="https://a.example/x.js" integrity="${wrong}" crossorigin></script><script type="importmap">${map}</script>`;

    const { findings } = await comparePage(page, "a.html", network());

    expect(findings.map(({ id, severity }) => `${severity} ${id}`)).toEqual([
      "high page-bytes-differ",
      "high page-bytes-differ",
    ]);
  });

  test("comparePage() asks for nothing that moves or that a template writes, and names what cannot be had", async () => {
    const page = `<script src="https://a.example/x-1.2.3.js"></script><script src="https://a.example/evergreen.js"></script><script src="https://unpkg.com/react@18/x.js"></script><script src="https://b.example/x.js" integrity="{{ x }}"></script><script type="module">import "https://c.example/y-1.2.3.js"</script>`;
    const fetcher = network({ "https://a.example/x-1.2.3.js": undefined });

    const { left } = await comparePage(page, "a.html", fetcher);

    expect(left).toEqual(["https://a.example/x-1.2.3.js"]);
    expect(fetcher.asked).toEqual(["https://a.example/x-1.2.3.js", "https://c.example/y-1.2.3.js"]);
  });

  test("comparePage() compares nothing with a tarball that has no such file, as of files that a network makes", async () => {
    const page = `<script src="https://cdn.jsdelivr.net/npm/vue@3.4.0/dist/vue.min.js" integrity="${hash}" crossorigin></script>`;

    const { findings } = await comparePage(
      page,
      "a.html",
      network({ "vue@3.4.0/dist/vue.min.js": undefined }),
    );

    expect(findings).toEqual([]);
  });
});
