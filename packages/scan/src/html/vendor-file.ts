import { createHash } from "node:crypto";

import type { LoadedAddress } from "./mend-page.ts";

/** A file that is taken into the project, below the folder of its page. */
export interface VendoredFile {
  /** Relative to the page's folder. */
  readonly path: string;
  readonly text: string;
}

/** The folder beside a page that files are taken into. */
export const vendorFolder = "vendor";

/** Makes a file of the project of what a host serves; says why where it would not work from there. */
export function tryVendor({
  kind,
  url,
  bytes,
}: Pick<LoadedAddress, "kind" | "url"> & { readonly bytes: Uint8Array }): VendoredFile | string {
  const text = tryDecode(bytes);
  if (text === undefined) return "it is no UTF-8, so that it cannot be put back byte for byte";
  if (kind === "import" || kind === "module") return "a module names others beside it: take them in by hand";
  if (kind === "style" && /@import|url\(\s{0,10}["']?(?!data:|https?:|\/\/|#)/i.test(text))
    return "it names files beside it: take them in by hand";
  return { path: `${vendorFolder}/${nameOf(url, kind, bytes)}`, text };
}

function tryDecode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

/** The last part of the address in plain letters, and enough of the hash to tell one content from the next. */
function nameOf(url: string, kind: LoadedAddress["kind"], bytes: Uint8Array): string {
  const last = new URL(url).pathname.split("/").at(-1) ?? "";
  const plain = last
    .replace(/\.(?:js|css|mjs)$/i, "")
    .replace(/[^A-Za-z0-9._-]+/g, "-")
    .replace(/^[.-]+/, "")
    .slice(0, 60);
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 8);
  return `${plain === "" ? "file" : plain}-${hash}.${kind === "style" ? "css" : "js"}`;
}
