import type { ManifestFacts } from "@lockkeeper/facts";

import type { World } from "../world.ts";

const npmVersion = "10.8.2";

/** The environment that npm gives a script, on top of the world's own. */
export function lifecycleEnvironment(
  world: World,
  manifest: ManifestFacts,
  script: { readonly name: string; readonly command: string },
  execPath: string,
): Readonly<Record<string, string>> {
  const { environment, platform, arch, project } = world;
  const isWindows = platform === "win32";
  const [separator, delimiter] = isWindows ? ["\\", ";"] : ["/", ":"];
  const pathName = Object.keys(environment).find((name) => name.toUpperCase() === "PATH") ?? "PATH";
  const bins = [project, "node_modules", ".bin"].join(separator);
  const agent = `npm/${npmVersion} node/v20.18.1 ${platform} ${arch} workspaces/false`;
  return {
    ...environment,
    [pathName]: [bins, environment[pathName] ?? ""].join(delimiter),
    INIT_CWD: project,
    NODE: execPath,
    npm_command: "install",
    npm_config_user_agent: world.isContinuousIntegration ? `${agent} ci/github-actions` : agent,
    npm_execpath: npmPathOf(execPath, isWindows),
    npm_lifecycle_event: script.name,
    npm_lifecycle_script: script.command,
    npm_node_execpath: execPath,
    npm_package_json: [project, "node_modules", manifest.name ?? "package", "package.json"].join(separator),
    npm_package_name: manifest.name ?? "",
    npm_package_version: manifest.version ?? "",
  };
}

function npmPathOf(execPath: string, isWindows: boolean): string {
  return isWindows
    ? "C:\\Program Files\\nodejs\\node_modules\\npm\\bin\\npm-cli.js"
    : execPath.replace(/\/bin\/node$/, "/lib/node_modules/npm/bin/npm-cli.js");
}
