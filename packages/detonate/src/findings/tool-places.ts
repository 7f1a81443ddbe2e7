import type { Scene } from "./behaviour.ts";
import { isBelow, normalise } from "./places.ts";

/** Places whose programs start by themselves, as they end a path; the slashes are forward ones. */
const startPlaces: readonly RegExp[] = [
  /\/\.(?:bashrc|bash_profile|bash_login|bash_logout|bash_aliases|profile|zshrc|zprofile|zshenv|zlogin|zlogout|kshrc|cshrc|tcshrc|xprofile|xsessionrc|xinitrc|pam_environment|ssh\/rc)$/i,
  /\/\.config\/(?:fish\/(?:config\.fish|conf\.d\/[^/]+)|environment\.d\/[^/]+|nushell\/(?:config|env)\.nu|plasma-workspace\/env\/[^/]+)$/i,
  /\/(?:etc|\.config)\/(?:systemd|autostart|cron[\w.]*|init\.d|rc\.local|profile\.d|ld\.so\.preload|zsh\w*|bash\.bashrc|environment)(?:\/|$)/i,
  /\/\.local\/share\/systemd(?:\/|$)/i,
  /\/var\/spool\/cron(?:\/|$)/i,
  /\/library\/(?:launchagents|launchdaemons)\//i,
  /\/start menu\/programs\/startup\//i,
  /\/documents\/(?:windows)?powershell\/[^/]*profile\.ps1$|\/\.config\/powershell\/[^/]*profile\.ps1$/i,
  /\/site-packages\/(?:(?:site|user)customize\.py|[^/]+\.pth)$/i,
];

/** Files of tools that run what stands in them, wherever a project lies. */
const toolPlaces: readonly RegExp[] = [
  /\/\.git\/hooks\/[^/]+$/i,
  /\/\.(?:vscode|cursor|idea|zed)\/(?:tasks|launch|settings|mcp|extensions|hooks)\.json$/i,
  /\/\.(?:claude|gemini|codex|continue|windsurf|kiro|roo|qwen|opencode|amazonq|aws\/amazonq|junie|augment)\/[^/]*\.(?:json|toml|md|ya?ml)$/i,
  /\/\.(?:claude|gemini|codex|continue|kiro|roo|qwen|opencode|amazonq|junie|augment|agents)\/(?:settings|skills|commands|agents|hooks|rules|plugins|prompts|steering|extensions)\/.+\.(?:json|toml|mdc?|ya?ml|[cm]?[jt]s|sh|py)$/i,
  /\/(?:\.claude\.json|claude_desktop_config\.json|mcp_config\.json|cline_mcp_settings\.json|mcp_settings\.json|\.aider\.conf\.yml|\.config\/(?:opencode|goose|zed)\/[^/]+\.(?:json|ya?ml))$/i,
  /\/\.github\/workflows\/[^/]+$/i,
  /\/\.ssh\/(?:authorized_keys2?|config)$/i,
  /\/\.git\/(?:config|info\/attributes)$/i,
  /\/(?:claude|agents|gemini)\.md$|\/\.(?:cursor|windsurf|clinerules)\/(?:rules\/)?[^/]+\.mdc?$|\/\.(?:cursor|windsurf)rules$|\/\.github\/copilot-instructions\.md$|\/\.mcp\.json$/i,
  /\/\.(?:vscode(?:-server|-insiders)?|cursor|windsurf)\/extensions\/.+\.(?:[cm]?js|json)$/i,
  // What a shell finds before the programs of the system, and what the system asks about names and rights.
  /\/(?:\.local|usr\/local|opt\/homebrew)\/bin\/[^/]+$/i,
  /^\/(?:private\/)?etc\/(?:hosts|sudoers(?:\.d\/[^/]+)?|passwd|shadow|pam\.d\/[^/]+)$|\/drivers\/etc\/hosts$/i,
];

/**
 * Files of a project, below its folder, that package managers, builds, pipelines and editors run or take their settings from. Below
 * other folders they are what an unpacked source brings along.
 */
const projectPlaces: readonly RegExp[] = [
  /^\.(?:npmrc|yarnrc(?:\.yml)?|pnpmfile\.[cm]?js|envrc|mise\.toml|nsprc|gitmodules|gitattributes|gitconfig)$/i,
  /^(?:bunfig\.toml|pnpm-workspace\.yaml|mise\.toml|lefthook(?:-local)?\.ya?ml|\.lefthook\.ya?ml|\.pre-commit-config\.yaml|binding\.gyp)$/i,
  /^\.yarn\/(?:plugins|releases)\/.+\.[cm]?js$/i,
  /^\.husky\/(?!_\/)[^/]+$/i,
  /^(?:\.gitlab-ci\.ya?ml|\.travis\.ya?ml|azure-pipelines\.ya?ml|bitbucket-pipelines\.ya?ml|\.drone\.ya?ml|\.?appveyor\.ya?ml|\.woodpecker\.ya?ml|cloudbuild\.ya?ml|Jenkinsfile|\.circleci\/config\.ya?ml|\.buildkite\/[^/]+\.ya?ml|\.gitlab\/.+\.ya?ml|\.github\/actions\/.+\/action\.ya?ml)$/i,
  /^(?:[\w-]+\.)?(?:Dockerfile|Containerfile)(?:\.[\w-]+)?$/i,
  /^(?:docker-)?compose(?:\.[\w-]+)?\.ya?ml$/i,
  /^(?:GNU)?Makefile$|^(?:justfile|Procfile|Vagrantfile|Tiltfile|Taskfile\.ya?ml|\.gitpod\.ya?ml|\.replit|netlify\.toml)$/i,
  /^\.devcontainer(?:\.json$|\/)/i,
];

/** Settings in a home that say what tools run, and where they install from. */
const homeSettings =
  /^\.(?:npmrc|yarnrc(?:\.yml)?|gitconfig|bunfig\.toml|config\/git\/config|config\/(?:pip\/pip\.conf|pnpm\/rc)|pip\/pip\.conf|cargo\/config\.toml|docker\/daemon\.json)$/i;

/** Settings that a project reads into its programs; what they are told there decides. */
const variableFile = /^\.env(?:\.[\w-]+)?$/i;
const loadingVariable =
  /^\s*(?:export\s+)?(?:NODE_OPTIONS\s*=.*--(?:require|import|loader|experimental-loader)|NODE_OPTIONS\s*=.*\s-r\s|LD_PRELOAD\s*=|DYLD_INSERT_LIBRARIES\s*=|BASH_ENV\s*=|npm_config_(?:registry|script_shell|node_options)\s*=|(?:HTTPS?|ALL)_PROXY\s*=)/im;

/** Where a step of a pipeline says which variables and programs the steps after it have. */
const laterSteps = /\/_runner_file_commands\/(set_env|add_path)[^/]*$/i;

/** Whether what is written there runs again without anybody starting it. */
export function isStartPlace(path: string): boolean {
  const normal = normalise(path);
  return startPlaces.some((place) => place.test(normal));
}

/** Whether what is written there is run by an editor, an agent, a package manager, a build or a service, outside the package itself. */
export function isToolPlace(path: string, content: string, { places }: Scene): boolean {
  const normal = normalise(path);
  const home = `${normalise(places.home)}/`;
  const [, step] = laterSteps.exec(normal) ?? [];
  if (step !== undefined) return step.toLowerCase() === "add_path" || loadingVariable.test(content);
  if (normal.startsWith(home) && homeSettings.test(normal.slice(home.length))) return true;
  if (isBelow(normal, normalise(places.packageFolder))) return false;
  const project = `${normalise(places.project)}/`;
  const inside = normal.startsWith(project) ? normal.slice(project.length) : "";
  if (projectPlaces.some((place) => place.test(inside))) return true;
  if (variableFile.test(inside)) return loadingVariable.test(content);
  return toolPlaces.some((place) => place.test(normal));
}
