import type { ManifestFacts } from "@lockkeeper/facts";

import { placesOf } from "../disk/places.ts";
import { circumstancesOf } from "../world.ts";
import type { World } from "../world.ts";

type Files = readonly (readonly [place: string, text: string])[];

const neighbourMaxCount = 60;
const exactVersion = /\d+\.\d+\.\d+[\w.-]*/;

/**
 * What an install puts beside a package that brings its programs as optional dependencies, one for each system: the one of this
 * machine, with a program that does nothing but say its version. Installers that find it are done; the others are not there.
 */
export function neighbourFiles(manifest: ManifestFacts, world: World): Files {
  if (!circumstancesOf(world).hasOptionalPackages) return [];
  const { name, version, dependencies } = manifest;
  const places = placesOf(world.platform);
  const folder = places.join(world.project, "node_modules");
  return dependencies
    .filter(({ kind }) => kind === "optionalDependencies")
    .filter((dependency) => isOfMachine(dependency.name, world))
    .slice(0, neighbourMaxCount)
    .flatMap((dependency) => {
      const ownVersion = exactVersion.exec(dependency.spec)?.[0] ?? version ?? "1.0.0";
      return programFiles(world, folder, { owner: name ?? "", name: dependency.name, version: ownVersion });
    });
}

/** The project's manifest with the package among what it depends on: nobody installs what nobody asked for. */
export function dependentFiles({ name, version }: ManifestFacts, { files, project, platform }: World): Files {
  const place = placesOf(platform).join(project, "package.json");
  const text = files.get(place);
  if (text === undefined || name === undefined) return [];
  // The world's own manifest, not a foreign one.
  const manifest = JSON.parse(text) as { readonly dependencies?: Readonly<Record<string, string>> };
  const dependencies = { ...manifest.dependencies, [name]: `^${version ?? "1.0.0"}` };
  return [[place, `${JSON.stringify({ ...manifest, dependencies }, undefined, 2)}\n`]];
}

/** Whether a manifest names packages for this machine. */
export function hasNeighbours({ dependencies }: ManifestFacts, world: World): boolean {
  return dependencies.some(({ kind, name }) => kind === "optionalDependencies" && isOfMachine(name, world));
}

/** Whether a package's name says a system: it is installed there alone. */
export function isForOneSystem(name: string): boolean {
  return /(?:^|[^a-z0-9])(?:linux|darwin|macos|osx|win32|windows|android|freebsd|openbsd|netbsd|sunos|aix)(?:[^a-z]|$)|^fsevents$/i.test(
    name,
  );
}

/** A package with a program of this machine, below a folder of packages; `owner` is the package that asks for it. */
export function programFiles(
  world: World,
  folder: string,
  { owner, name, version }: { readonly owner: string; readonly name: string; readonly version: string },
): Files {
  const places = placesOf(world.platform);
  const own = places.join(folder, name);
  const manifest = { name, version, main: "index.node", os: [world.platform], cpu: [world.arch] };
  const programs = programNames(owner, name, world).flatMap((program) => [program, `bin/${program}`]);
  return [
    [places.join(own, "package.json"), `${JSON.stringify(manifest, undefined, 2)}\n`],
    ...programs.map((program) => [places.join(own, program), binaryText(world)] as const),
  ];
}

/** Whether a name says this system and processor. */
function isOfMachine(name: string, world: World): boolean {
  const { platform, arch } = world;
  const words = name.toLowerCase().split(/[^a-z0-9]+/);
  const systems = {
    linux: ["linux"],
    darwin: ["darwin", "macos", "mac", "osx"],
    win32: ["win32", "windows", "win"],
  };
  const processors = arch === "arm64" ? ["arm64", "aarch64", "universal"] : ["x64", "amd64", "64"];
  const isSaid = words.some((word) =>
    /^(?:x?64|x86|i686|ia32|32|amd64|arm\w*|aarch64|riscv\w*|ppc\w*|s390\w*|loong\w*|mips\w*|universal)$/.test(
      word,
    ),
  );
  const isHere =
    words.some((word) => systems[platform].includes(word)) &&
    (!isSaid || words.some((word) => processors.includes(word)));
  return isHere && words.includes("musl") === (circumstancesOf(world).libc === "musl");
}

function programNames(owner: string, name: string, { platform }: World): readonly string[] {
  const base = owner.split("/").at(-1) ?? "";
  const scope = /^@([^/]+)\//.exec(name)?.[1] ?? base;
  const stems = [...new Set([base, scope, `${scope}-${base}`])].filter((stem) => stem !== "");
  const ending = platform === "win32" ? ".exe" : "";
  return [...stems.map((stem) => `${stem}${ending}`), "index.node"];
}

function binaryText({ platform }: World): string {
  return platform === "win32" ? "MZ" : platform === "darwin" ? "\u00CF\u00FA\u00ED\u00FE" : "\u007FELF";
}
