import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";

/** Commands that people and scripts call without thinking of a package. */
const everyday = new Set(
  "node npm npx yarn pnpm bun deno corepack git gh ssh scp sudo su sh bash zsh fish cmd powershell pwsh python python3 pip pip3 ruby perl php java go cargo rustc make gcc cc clang cmake curl wget ls cd cat cp mv rm mkdir chmod chown ps kill grep sed awk find tar gzip unzip env echo docker kubectl helm terraform aws gcloud az psql mysql code vim nano open ssh-keygen gpg openssl systemctl crontab launchctl".split(
    " ",
  ),
);
/** The owners of such commands. */
const rightful = new Map([
  ["npm", ["npm", "npx"]],
  ["yarn", ["yarn"]],
  ["pnpm", ["pnpm"]],
  ["@pnpm/exe", ["pnpm"]],
  ["corepack", ["pnpm", "yarn"]],
  ["@yarnpkg/cli-dist", ["yarn"]],
  ["npx", ["npx"]],
]);

/** A command of the package answers to the name of another program, inside every script of the project. */
export const commandShadow: Detector = defineDetector({
  id: "command-shadow",
  title: "It ships a command under the name of a well-known program",
  family: "trigger",
  strength: "strong",
  technique: "T1574.007",
  *detect({ name, facts }) {
    for (const { command, path } of facts.manifest.bins) {
      if (!everyday.has(command) || isRightful(name, command)) continue;
      yield {
        message: `It ships a command named ${command} (${path}), which scripts of a project would start instead of the real one.`,
        member: `bin.${command}`,
        excerpt: `"${command}": "${path}"`,
      };
    }
  },
});

function isRightful(name: string, command: string): boolean {
  const bare = name.slice(name.lastIndexOf("/") + 1);
  return bare === command || (rightful.get(name)?.includes(command) ?? false);
}
