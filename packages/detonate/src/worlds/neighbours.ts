import type { ManifestFacts } from "@lockkeeper/facts";

import { placesOf } from "../disk/places.ts";
import type { World } from "../world.ts";

type Files = readonly (readonly [place: string, text: string])[];

const neighbourMaxCount = 60;

/**
 * What an install puts beside a package that brings its programs as optional dependencies, one for each system: the one of this
 * machine, with a program that does nothing but say its version. Installers that find it are done; the others are not there.
 */
export function neighbourFiles({ name, version, dependencies }: ManifestFacts, world: World): Files {
  const places = placesOf(world.platform);
  const folder = places.join(world.project, "node_modules");
  return dependencies
    .filter(({ kind }) => kind === "optionalDependencies")
    .filter((dependency) => isOfMachine(dependency.name, world))
    .slice(0, neighbourMaxCount)
    .flatMap((dependency): Files => {
      const own = places.join(folder, dependency.name);
      const ownVersion = /\d+\.\d+\.\d+[\w.-]*/.exec(dependency.spec)?.[0] ?? version ?? "1.0.0";
      const manifest = {
        name: dependency.name,
        version: ownVersion,
        os: [world.platform],
        cpu: [world.arch],
      };
      const names = programNames(name ?? "", dependency.name, world);
      const files = names.flatMap((program) => [program, `bin/${program}`]);
      return [
        [places.join(own, "package.json"), `${JSON.stringify(manifest, undefined, 2)}\n`],
        ...files.map((file) => [places.join(own, file), binaryText(world)] as const),
      ];
    });
}

/** Whether a name says this system and processor. */
function isOfMachine(name: string, { platform, arch }: World): boolean {
  const words = name.toLowerCase().split(/[^a-z0-9]+/);
  const systems = {
    linux: ["linux"],
    darwin: ["darwin", "macos", "mac", "osx"],
    win32: ["win32", "windows", "win"],
  };
  const processors = arch === "arm64" ? ["arm64", "aarch64", "universal"] : ["x64", "amd64", "64"];
  const isHere =
    words.some((word) => systems[platform].includes(word)) && words.some((word) => processors.includes(word));
  return isHere && !words.includes("musl");
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
