import type { Autorun, AutorunRule } from "./autorun-rule.ts";

/** Files of git and of what manages its hooks, of workflows, and of package managers that run code by their settings. */
export const gitRules: readonly AutorunRule[] = [
  {
    tool: "git",
    path: /(?:^|\/)\.git\/hooks\/(?!.*\.sample$)[^/]+$/,
    read: (text) => [{ when: "git hook", command: text }],
  },
  { tool: "git", path: /(?:^|\/)(?:\.git\/config|\.gitconfig)$/, read: readGitConfig },
  {
    tool: "husky",
    path: /(?:^|\/)\.husky\/(?!_\/)[^/.]+$/,
    read: (text) => [{ when: "git hook", command: text }],
  },
  {
    tool: "GitHub workflow",
    path: /(?:^|\/)\.github\/workflows\/[^/]+\.ya?ml$/,
    read: () => [{ when: "in the repository that it lies in" }],
  },
  {
    tool: "pnpm",
    path: /(?:^|\/)\.pnpmfile\.[cm]?js$/,
    read: () => [{ when: "every install in the folder" }],
  },
  { tool: "pnpm", path: /^pnpm-workspace\.yaml$/, read: readWorkspace },
  { tool: "npm", path: /(?:^|\/)\.npmrc$/, read: readNpmSettings },
  { tool: "Yarn", path: /(?:^|\/)\.yarnrc(?:\.yml)?$/, read: readYarnSettings },
  { tool: "Bun", path: /(?:^|\/)bunfig\.toml$/, read: readBunSettings },
];

/** Settings of git that name a program, or another folder of hooks. */
const gitPrograms =
  /^\s{0,20}(hooksPath|fsmonitor|sshCommand|editor|pager|askPass|gitProxy|textconv|clean|smudge|process|helper)\s{0,5}=\s{0,5}(\S[^\n]{0,500})$/gim;

function readGitConfig(text: string): readonly Autorun[] {
  return [...text.matchAll(gitPrograms)].map(([, name = "", command]) => ({
    when: `git hook ${name}`,
    command,
  }));
}

function readWorkspace(text: string): readonly Autorun[] {
  return /^(?:onlyBuiltDependencies|allowBuilds|dangerouslyAllowAllBuilds|neverBuiltDependencies)\b/m.test(
    text,
  )
    ? [{ when: "builds of dependencies are allowed" }]
    : [];
}

const npmPrograms =
  /^\s{0,20}(node-options|script-shell|shell|git|editor|viewer|ignore-scripts|allow-scripts)\s{0,5}=\s{0,5}(\S[^\n]{0,300})$/gim;

function readNpmSettings(text: string): readonly Autorun[] {
  const found = [...text.matchAll(npmPrograms)].filter(
    ([line]) => !/ignore-scripts\s{0,5}=\s{0,5}true/i.test(line),
  );
  return found.map(([, name = "", value = ""]) => ({ when: `setting ${name}=${value.slice(0, 80)}` }));
}

function readYarnSettings(text: string): readonly Autorun[] {
  const paths = [...text.matchAll(/^\s{0,20}(?:yarnPath:|yarn-path)\s{0,5}["']?([^"'\n]{1,300})["']?$/gm)];
  const plugins = [...text.matchAll(/^\s{0,20}-?\s{0,5}path:\s{0,5}["']?([^"'\n]{1,300})["']?$/gm)];
  return [...paths, ...plugins].map(([, path = ""]) => ({ when: `every command runs ${path.slice(0, 80)}` }));
}

function readBunSettings(text: string): readonly Autorun[] {
  return /^\s{0,20}preload\s{0,5}=/m.test(text) ? [{ when: "preload of every run" }] : [];
}
