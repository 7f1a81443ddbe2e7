import { readFolder, valueOf } from "../disk/read-disk.ts";
import { placeOf } from "../host.ts";
import type { SweepHost } from "../host.ts";
import type { SweepInventory } from "../report.ts";
import type { SweepSink } from "../sweep-sink.ts";
import { readInstalledManifest } from "./installed-manifest.ts";

const maxPackagesPerPlace = 2000;
const maxPlaces = 500;

interface Place {
  readonly what: SweepInventory["what"];
  readonly folder: string;
}

/** Lists what is installed for the whole machine or user: global packages, those of npx, and extensions of editors. */
export function collectInventory(host: SweepHost, sink: SweepSink): void {
  for (const { what, folder } of placesOf(host).slice(0, maxPlaces)) {
    const packages = what === "editor-extension" ? listExtensions(folder) : listPackages(folder).toSorted();
    if (packages.length > 0)
      sink.inventory({
        what,
        place: folder,
        count: packages.length,
        packages: packages.slice(0, maxPackagesPerPlace),
      });
  }
}

function placesOf(host: SweepHost): readonly Place[] {
  return [
    ...globalShelves(host).map((folder) => ({ what: "global" as const, folder })),
    ...host.homes
      .flatMap((home) => npxShelves(home, host))
      .map((folder) => ({ what: "npx" as const, folder })),
    ...host.homes.flatMap(extensionFolders).map((folder) => ({ what: "editor-extension" as const, folder })),
  ];
}

/** Where npm's own prefix, and the version managers of Node, keep global packages. */
function globalShelves(host: SweepHost): readonly string[] {
  const system =
    host.platform === "win32"
      ? host.homes.map((home) => `${home}/AppData/Roaming/npm/node_modules`)
      : ["usr/lib", "usr/local/lib", "opt/homebrew/lib"].map((path) => `${placeOf(host, path)}/node_modules`);
  const managers = host.homes.flatMap((home) => [
    `${home}/.npm-global/lib/node_modules`,
    `${home}/.bun/install/global/node_modules`,
    ...below(`${home}/.nvm/versions/node`).map((folder) => `${folder}/lib/node_modules`),
    ...below(`${home}/.local/share/fnm/node-versions`).map(
      (folder) => `${folder}/installation/lib/node_modules`,
    ),
    ...below(`${home}/.fnm/node-versions`).map((folder) => `${folder}/installation/lib/node_modules`),
    ...below(`${home}/.volta/tools/image/node`).map((folder) => `${folder}/lib/node_modules`),
    ...below(`${home}/.volta/tools/image/packages`).map((folder) => `${folder}/lib/node_modules`),
    ...below(`${home}/.asdf/installs/nodejs`).map((folder) => `${folder}/lib/node_modules`),
    ...below(`${home}/n/n/versions/node`).map((folder) => `${folder}/lib/node_modules`),
    ...below(`${home}/.local/share/pnpm/global`).map((folder) => `${folder}/node_modules`),
    ...below(`${home}/AppData/Roaming/nvm`).map((folder) => `${folder}/node_modules`),
  ]);
  return [
    ...system,
    ...below(placeOf(host, "usr/local/n/versions/node")).map((folder) => `${folder}/lib/node_modules`),
    ...managers,
  ];
}

function npxShelves(home: string, { platform }: SweepHost): readonly string[] {
  const caches = [
    `${home}/.npm/_npx`,
    ...(platform === "win32" ? [`${home}/AppData/Local/npm-cache/_npx`] : []),
  ];
  return caches.flatMap(below).map((folder) => `${folder}/node_modules`);
}

function extensionFolders(home: string): readonly string[] {
  const editors = [
    ".vscode",
    ".vscode-insiders",
    ".vscode-server",
    ".vscode-oss",
    ".cursor",
    ".cursor-server",
    ".windsurf",
    ".windsurf-server",
  ];
  const ideas = [
    `${home}/.local/share/JetBrains`,
    `${home}/Library/Application Support/JetBrains`,
    `${home}/AppData/Roaming/JetBrains`,
  ];
  return [
    ...editors.map((name) => `${home}/${name}/extensions`),
    ...ideas.flatMap(below).map((folder) => `${folder}/plugins`),
  ];
}

function listPackages(shelf: string): readonly string[] {
  const names = folderNames(shelf);
  const scoped = names
    .filter((name) => name.startsWith("@"))
    .flatMap((scope) => folderNames(`${shelf}/${scope}`).map((name) => `${scope}/${name}`));
  return [...names.filter((name) => !name.startsWith("@") && !name.startsWith(".")), ...scoped].map(
    (name) => {
      const version = valueOf(readInstalledManifest(`${shelf}/${name}`))?.version;
      return version === undefined ? name : `${name}@${version}`;
    },
  );
}

/** Editors name the folder of an extension `publisher.name-version`. */
function listExtensions(folder: string): readonly string[] {
  return folderNames(folder)
    .filter((name) => !name.startsWith("."))
    .map((name) => name.replace(/-(\d+\.\d+\.\d+[\w.+-]*)$/, "@$1"))
    .toSorted();
}

function below(folder: string): readonly string[] {
  return folderNames(folder).map((name) => `${folder}/${name}`);
}

function folderNames(folder: string): readonly string[] {
  const entries = valueOf(readFolder(folder)) ?? [];
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}
