import { createHash } from "node:crypto";

import { quote } from "../make-finding.ts";
import { isLasting, isNetworkOverTls, pinOf, readLibraryVersion, tryParseCdnUrl } from "./cdn-url.ts";
import type { AddressPin, CdnReference } from "./cdn-url.ts";
import { isChecked, isSatisfied } from "./page-integrity.ts";
import type { VendoredFile } from "./vendor-file.ts";
import { tryVendor } from "./vendor-file.ts";

/** The bytes at an address, and the package's own file where the address names one. */
export interface PageBytes {
  readonly bytes: Uint8Array;
  readonly original: Uint8Array | undefined;
}

/** Which version of a package a page should load, or why it cannot be said. */
export type PageVersion =
  | { readonly kind: "version"; readonly version: string }
  | { readonly kind: "as-it-is" }
  | { readonly kind: "wanting"; readonly name: string }
  | { readonly kind: "none"; readonly why: string };

/** What pages are mended with. */
export interface PageParts {
  /** The version that the policy lets in, for an address that names none, a moving one, or one that may not stay. */
  readonly chooseVersion: (reference: CdnReference) => PageVersion;
  /** Bytes by address, `undefined` for what cannot be had; nothing at all where nobody may be asked. */
  readonly resources: ReadonlyMap<string, PageBytes | undefined> | undefined;
  /** Whether the project loads from this host over TLS elsewhere. */
  readonly isKnownOverTls: (host: string) => boolean;
  /** Whether files that their hosts change at will are taken into the project. */
  readonly isVendoring: boolean;
  /** Whether the page's own folder is where browsers have it from. */
  readonly isServedAsItLies: boolean;
}

/** An address that a page loads. */
export interface LoadedAddress {
  readonly kind: "script" | "style" | "module" | "import";
  readonly url: string;
  readonly integrity: string | undefined;
}

/** What becomes of one address. */
export type AddressMend =
  | { readonly kind: "wanting"; readonly names: readonly string[]; readonly urls: readonly string[] }
  | {
      readonly kind: "mended";
      /** What of the address as it is written gives way to what. */
      readonly pins: readonly AddressPin[];
      /** The address afterwards. */
      readonly url: string;
      /** The hash to write; `undefined` where the one that is there stays. */
      readonly integrity: string | undefined;
      readonly vendored: VendoredFile | undefined;
      /** Why something of it is left to people. */
      readonly why: string | undefined;
    };

type Mended = Extract<AddressMend, { readonly kind: "mended" }>;

/** Works out what an address should be, and the hash of what is there. Pure. */
export function mendAddress(loaded: LoadedAddress, parts: PageParts): AddressMend {
  const pinned = pinVersion(loaded.url, parts);
  if (pinned.kind === "wanting") return pinned;
  const secured = secure(pinned, loaded, parts);
  if (secured.kind === "wanting") return secured;
  return secured.why === undefined ? withHash(secured, loaded, parts) : secured;
}

function pinVersion(url: string, { chooseVersion }: PageParts): AddressMend {
  const reference = tryParseCdnUrl(url);
  if (reference === undefined) {
    const why = readLibraryVersion(url) === "moving" ? `${quote(url)} names a version that moves` : undefined;
    return asItIs(url, why);
  }
  const chosen = chooseVersion(reference);
  if (chosen.kind === "wanting") return { kind: "wanting", names: [chosen.name], urls: [] };
  if (chosen.kind === "as-it-is") return asItIs(url, undefined);
  if (chosen.kind === "none") return asItIs(url, `${quote(url)}: ${chosen.why}`);
  const pin = pinOf(url, reference, chosen.version);
  if (pin === undefined) return asItIs(url, `${quote(url)} is not written in a way that can be changed`);
  return { ...asItIs(url, undefined), pins: [pin], url: url.replace(pin.from, () => pin.to) };
}

function asItIs(url: string, why: string | undefined): Mended {
  return { kind: "mended", pins: [], url, integrity: undefined, vendored: undefined, why };
}

/** The same address over TLS, where the same bytes are there: by their hash, by comparing, or as the host is known for it. */
function secure(mended: Mended, { integrity }: LoadedAddress, parts: PageParts): AddressMend {
  const { host, hostname, protocol } = new URL(mended.url);
  if (protocol !== "http:" || isHere(hostname)) return mended;
  const url = mended.url.replace(/^http:/i, "https:");
  const pins = [...mended.pins, { from: `http://${host}`, to: `https://${host}` }];
  const secured: Mended = { ...mended, pins, url };
  if (isNetworkOverTls(hostname) || parts.isKnownOverTls(host)) return secured;
  const there = bytesAt(url, parts);
  if (there.kind === "wanting") return there;
  if (there.kind === "none") return left(mended, url, there.why);
  const isOther = integrity !== undefined && isChecked(integrity) && !isSatisfied(integrity, there.bytes);
  return isOther ? left(mended, url, otherBytes) : secured;
}

const otherBytes = "it has other bytes than the page's hash says: find out which of the two was changed";

function left(mended: Mended, url: string, why: string): Mended {
  return { ...mended, why: `${quote(url)}: ${why}` };
}

function isHere(hostname: string): boolean {
  return hostname === "localhost" || hostname === "127.0.0.1" || hostname === "[::1]";
}

type BytesThere =
  | (PageBytes & { readonly kind: "bytes" })
  | { readonly kind: "none"; readonly why: string }
  | Extract<AddressMend, { readonly kind: "wanting" }>;

function bytesAt(url: string, { resources }: PageParts): BytesThere {
  if (resources === undefined) return { kind: "none", why: "what is there is fetched with --online alone" };
  if (!resources.has(url)) return { kind: "wanting", names: [], urls: [url] };
  const there = resources.get(url);
  return there === undefined ? { kind: "none", why: "it could not be fetched" } : { kind: "bytes", ...there };
}

function withHash(mended: Mended, loaded: LoadedAddress, parts: PageParts): AddressMend {
  const { url } = mended;
  const hasHash = loaded.integrity !== undefined && isChecked(loaded.integrity);
  const isMoved = mended.pins.some(({ to }) => to.includes("@"));
  const isAsMeant = hasHash && !isMoved && (parts.resources === undefined || !isLasting(url));
  if (isAsMeant || isWhole(loaded.kind, url)) return mended;
  if (!isLasting(url) && !parts.isVendoring) return left(mended, url, changing);
  const there = bytesAt(url, parts);
  if (there.kind === "wanting") return there;
  if (there.kind === "bytes") return hashed({ mended, loaded, there, hasHash, isMoved }, parts);
  // A hash that is there has to change with its version.
  return hasHash ? left(asItIs(loaded.url, undefined), loaded.url, there.why) : left(mended, url, there.why);
}

/** It stands for everything below it, of which no hash can be told. */
function isWhole(kind: LoadedAddress["kind"], url: string): boolean {
  return kind === "import" && url.endsWith("/");
}

const changing =
  "its host changes it at will, so that a hash would break the page; --vendor takes the file into the project";

interface Hashing {
  readonly mended: Mended;
  readonly loaded: LoadedAddress;
  readonly there: PageBytes;
  readonly hasHash: boolean;
  readonly isMoved: boolean;
}

function hashed(
  { mended, loaded: { integrity = "", kind }, there, hasHash, isMoved }: Hashing,
  { isServedAsItLies }: PageParts,
): AddressMend {
  const { url } = mended;
  const { bytes, original } = there;
  if (original !== undefined && Buffer.compare(original, bytes) !== 0)
    return left(mended, url, "its bytes are not those of the package: serve the package's own file");
  const isTrue = hasHash && isSatisfied(integrity, bytes);
  if (hasHash && !isTrue && !isMoved) return left(mended, url, otherBytes);
  if (isTrue) return mended;
  const hash = `sha384-${createHash("sha384").update(bytes).digest("base64")}`;
  if (isLasting(url)) return { ...mended, integrity: hash };
  const vendored = isServedAsItLies ? tryVendor({ kind, url, bytes }) : ofTemplate;
  return typeof vendored === "string"
    ? left(mended, url, vendored)
    : { ...mended, integrity: hash, vendored };
}

const ofTemplate = "a template is not served from where it lies: put the file into the public folder";
