import type { World } from "@lockkeeper/detonate";

/** The variable and the file that inert payloads ask for before they do anything; see docs/replicas.md. */
const guardVariable = "LOCKKEEPER_DRILL_GUARD";
const guardFile = "lockkeeper-drill-guard";
const drillFolder = "lockkeeper-drill";
const windowsTemporaryFolder = "C:\\Windows\\Temp";

/**
 * A pretended machine in which inert payloads go on: its home lies below its temporary folder and holds the guard's file. All
 * else is as in the world that it is made of.
 */
export function createDrillWorld(world: World): World {
  const separator = world.platform === "win32" ? "\\" : "/";
  // There, the usual temporary folder is itself a part of the home.
  const temporaryFolder = world.platform === "win32" ? windowsTemporaryFolder : world.temporaryFolder;
  const home = `${temporaryFolder}${separator}${drillFolder}`;
  const move = (text: string): string =>
    text.replaceAll(world.temporaryFolder, () => temporaryFolder).replaceAll(world.home, () => home);
  const environment = Object.fromEntries(
    Object.entries(world.environment).map(([name, value]) => [name, move(value)]),
  );
  const files = [...world.files].map(([path, content]) => [move(path), content] as const);
  return {
    ...world,
    home,
    temporaryFolder,
    project: move(world.project),
    environment: { ...environment, [guardVariable]: home },
    files: new Map([...files, [`${home}${separator}${guardFile}`, ""]]),
  };
}
