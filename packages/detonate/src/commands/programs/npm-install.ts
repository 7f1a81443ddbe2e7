import { DiskError } from "../../disk/disk-error.ts";
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
  try {
    for (const each of wanted.slice(0, installedMaxCount)) place(call, folder, each);
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
    return failed(`npm error code ${error.code}\nnpm error ${error.message}\n`, 1);
  }
  return said(`\nadded ${wanted.length} packages in 1s\n`);
}

function place(
  { scene: { process } }: ProgramCall,
  folder: string,
  { name, version = "1.0.0" }: { readonly name: string; readonly version: string | undefined },
): void {
  const { world, disk } = process;
  const owner = isForOneSystem(name) ? name.replace(/^@|[-/](?:linux|darwin|mac|win).*$/gi, "") : name;
  for (const [path, text] of programFiles(world, folder, { owner, name, version })) {
    disk.makeFolder(disk.places.parentOf(path), true);
    disk.write(path, Buffer.from(text, "latin1"));
  }
}

/** The folder that is installed into. */
function placeOf(call: ProgramCall): string {
  const at = call.arguments.findIndex((word) => /^(?:--prefix|-C|--cwd|--dir)$/.test(word));
  const { places } = call.scene.process.disk;
  return at === -1 ? call.folder : places.resolve(call.folder, call.arguments[at + 1] ?? ".");
}
