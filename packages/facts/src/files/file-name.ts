import type { FileKind } from "../package-facts.ts";

/** The last extension of a path in lower case, without the dot; empty when there is none. `.d.ts` counts as `d.ts`. */
export function extensionOf(path: string): string {
  const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  if (/\.d\.(?:[^./]+\.)?[cm]?ts$/.test(name)) return "d.ts";
  const dot = name.lastIndexOf(".");
  return dot <= 0 ? "" : name.slice(dot + 1);
}

/** What a name says that the file is; `undefined` when it says nothing. */
export function kindByName(path: string): FileKind | undefined {
  const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  return kindsByName.get(name) ?? kindsByExtension.get(extensionOf(path));
}

const kindsByName: ReadonlyMap<string, FileKind> = new Map([
  ["license", "text"],
  ["makefile", "text"],
  ["dockerfile", "text"],
  [".npmrc", "text"],
  [".envrc", "shell"],
  [".babelrc", "json"],
  [".eslintrc", "json"],
]);

function pairs(kind: FileKind, extensions: string): readonly (readonly [string, FileKind])[] {
  return extensions.split(" ").map((extension) => [extension, kind] as const);
}

const kindsByExtension: ReadonlyMap<string, FileKind> = new Map([
  ...pairs("javascript", "js cjs mjs jsx es6 es"),
  ...pairs("typescript", "ts cts mts tsx"),
  ...pairs("declaration", "d.ts"),
  ...pairs("json", "json json5 jsonc webmanifest geojson topojson"),
  ...pairs("shell", "sh bash zsh fish ksh command"),
  ...pairs("powershell", "ps1 psm1 psd1"),
  ...pairs("batch", "bat cmd"),
  ...pairs("python", "py pyw"),
  ...pairs("gyp", "gyp gypi"),
  ...pairs("native", "node exe dll so dylib"),
  ...pairs("wasm", "wasm"),
  ...pairs("archive", "zip gz tgz tar xz bz2 7z rar br zst asar jar whl a lib"),
  ...pairs("image", "png jpg jpeg gif ico webp avif bmp tif tiff"),
  ...pairs("font", "woff woff2 ttf otf eot ttc"),
  ...pairs("markdown", "md markdown mdx"),
  ...pairs("source-map", "map"),
  ...pairs("style", "css scss sass less styl pcss"),
  ...pairs("markup", "html htm svg xml xhtml vue svelte astro hbs ejs pug"),
  ...pairs("text", "txt log csv tsv yml yaml toml ini conf lock properties"),
]);
