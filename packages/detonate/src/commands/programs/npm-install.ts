import { circumstancesOf } from "../../world.ts";
import { isForOneSystem, programFiles } from "../../worlds/neighbours.ts";
import { failed, said } from "../command-call.ts";
import type { CommandResult, ProgramCall } from "../command-call.ts";

const installedMaxCount = 20;
const spec = /^((?:@[\w.-]+\/)?[\w.-]+)(?:@([\w.^~-]+))?$/;

/**
 * What a package manager leaves behind that a script starts to install packages by name: each with a manifest, and a program where
 * the name says a system. Where nothing can be installed, it fails as npm does.
 */
export function installPackages(call: ProgramCall, words: readonly string[]): CommandResult {
  const { process } = call.scene;
  const { world, disk } = process;
  const wanted = words.flatMap((word) => {
    const [, name, version] = spec.exec(word) ?? [];
    return name === undefined ? [] : [{ name, version: /^\d/.test(version ?? "") ? version : undefined }];
  });
  if (!circumstancesOf(world).canInstall) return failed("npm error code ENOTFOUND\nnpm error network\n", 1);
  const folder = disk.places.join(placeOf(call), "node_modules");
  for (const { name, version = "1.0.0" } of wanted.slice(0, installedMaxCount)) {
    const owner = isForOneSystem(name) ? name.replace(/^@|[-/](?:linux|darwin|mac|win).*$/gi, "") : name;
    for (const [place, text] of programFiles(world, folder, { owner, name, version })) {
      disk.makeFolder(disk.places.parentOf(place), true);
      disk.write(place, Buffer.from(text, "latin1"));
    }
  }
  return said(`\nadded ${wanted.length} packages in 1s\n`);
}

/** The folder that is installed into. */
function placeOf(call: ProgramCall): string {
  const at = call.arguments.findIndex((word) => /^(?:--prefix|-C|--cwd|--dir)$/.test(word));
  const { places } = call.scene.process.disk;
  return at === -1 ? call.folder : places.resolve(call.folder, call.arguments[at + 1] ?? ".");
}
