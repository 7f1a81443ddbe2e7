import { placeOf } from "./machine-kind.ts";
import type { MachineKind } from "./machine-kind.ts";

/** The environment of a terminal, or of a step of continuous integration. */
export function environmentOf(machine: MachineKind): Readonly<Record<string, string>> {
  return {
    ...(machine.platform === "win32" ? windowsEnvironment(machine) : posixEnvironment(machine)),
    ...(machine.isContinuousIntegration ? actionsEnvironment(machine) : laptopEnvironment(machine)),
  };
}

function posixEnvironment({
  platform,
  user,
  home,
  project,
  locale,
  temporaryFolder,
  isContinuousIntegration,
}: MachineKind): Record<string, string> {
  const isMac = platform === "darwin";
  const path = isMac
    ? "/opt/homebrew/bin:/opt/homebrew/sbin:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"
    : `${home}/.local/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/snap/bin`;
  return {
    SHELL: isMac ? "/bin/zsh" : "/bin/bash",
    PWD: project,
    LOGNAME: user,
    USER: user,
    HOME: home,
    LANG: `${locale.replace("-", "_")}.UTF-8`,
    PATH: path,
    SHLVL: "2",
    ...(isMac
      ? { TMPDIR: `${temporaryFolder}/`, TERM_PROGRAM: "iTerm.app", __CF_USER_TEXT_ENCODING: "0x1F5:0x0:0x0" }
      : {}),
    ...(isContinuousIntegration ? {} : { TERM: "xterm-256color", COLORTERM: "truecolor", EDITOR: "vim" }),
    ...(isMac || isContinuousIntegration
      ? {}
      : {
          XDG_SESSION_TYPE: "wayland",
          XDG_RUNTIME_DIR: "/run/user/1000",
          DISPLAY: ":0",
          DESKTOP_SESSION: "ubuntu",
          SSH_AUTH_SOCK: "/run/user/1000/keyring/ssh",
        }),
  };
}

function windowsEnvironment({ user, home, hostname, temporaryFolder }: MachineKind): Record<string, string> {
  const roaming = `${home}\\AppData\\Roaming`;
  const local = `${home}\\AppData\\Local`;
  return {
    ALLUSERSPROFILE: "C:\\ProgramData",
    APPDATA: roaming,
    CommonProgramFiles: "C:\\Program Files\\Common Files",
    COMPUTERNAME: hostname.toUpperCase(),
    ComSpec: "C:\\Windows\\system32\\cmd.exe",
    HOMEDRIVE: "C:",
    HOMEPATH: home.slice(2),
    LOCALAPPDATA: local,
    LOGONSERVER: `\\\\${hostname.toUpperCase()}`,
    NUMBER_OF_PROCESSORS: "12",
    OS: "Windows_NT",
    Path: `C:\\Windows\\system32;C:\\Windows;C:\\Windows\\System32\\Wbem;C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\;C:\\Program Files\\nodejs\\;C:\\Program Files\\Git\\cmd;${roaming}\\npm`,
    PATHEXT: ".COM;.EXE;.BAT;.CMD;.VBS;.VBE;.JS;.JSE;.WSF;.WSH;.MSC",
    PROCESSOR_ARCHITECTURE: "AMD64",
    PROCESSOR_IDENTIFIER: "Intel64 Family 6 Model 154 Stepping 3, GenuineIntel",
    PROCESSOR_LEVEL: "6",
    ProgramData: "C:\\ProgramData",
    ProgramFiles: "C:\\Program Files",
    "ProgramFiles(x86)": "C:\\Program Files (x86)",
    ProgramW6432: "C:\\Program Files",
    PUBLIC: "C:\\Users\\Public",
    SESSIONNAME: "Console",
    SystemDrive: "C:",
    SystemRoot: "C:\\Windows",
    TEMP: temporaryFolder,
    TMP: temporaryFolder,
    USERDOMAIN: hostname.toUpperCase(),
    USERNAME: user,
    USERPROFILE: home,
    windir: "C:\\Windows",
  };
}

/** What developers have exported. */
function laptopEnvironment({ honey, hasTargets }: MachineKind): Record<string, string> {
  if (!hasTargets) return {};
  return {
    NPM_TOKEN: honey.npmToken,
    GITHUB_TOKEN: honey.githubToken,
    AWS_ACCESS_KEY_ID: honey.awsKeyId,
    AWS_SECRET_ACCESS_KEY: honey.awsSecret,
    AWS_REGION: "eu-central-1",
    OPENAI_API_KEY: honey.openaiKey,
    ANTHROPIC_API_KEY: honey.anthropicKey,
  };
}

function actionsEnvironment({
  platform,
  honey,
  home,
  project,
  temporaryFolder,
  hasTargets,
}: MachineKind): Record<string, string> {
  const runner = platform === "win32" ? "D:\\a\\_temp" : `${placeOf(platform, home, "work")}/_temp`;
  return {
    CI: "true",
    GITHUB_ACTIONS: "true",
    GITHUB_ACTION: "__run_2",
    GITHUB_ACTOR: "lena-brandt",
    GITHUB_API_URL: "https://api.github.com",
    GITHUB_EVENT_NAME: "push",
    GITHUB_JOB: "build",
    GITHUB_REF: "refs/heads/main",
    GITHUB_REF_NAME: "main",
    GITHUB_REPOSITORY: "harbourline/ledger-web",
    GITHUB_REPOSITORY_OWNER: "harbourline",
    GITHUB_RUN_ID: "12811930744",
    GITHUB_RUN_NUMBER: "812",
    GITHUB_SERVER_URL: "https://github.com",
    GITHUB_SHA: "5f0c1a7e4d5b9f3e2c8a6d7b1e0f4a3c9d2b8e71",
    GITHUB_WORKFLOW: "build",
    GITHUB_WORKSPACE: project,
    GITHUB_ENV: placeOf(platform, runner, "_runner_file_commands", "set_env"),
    GITHUB_PATH: placeOf(platform, runner, "_runner_file_commands", "add_path"),
    GITHUB_OUTPUT: placeOf(platform, runner, "_runner_file_commands", "set_output"),
    RUNNER_ARCH: platform === "darwin" ? "ARM64" : "X64",
    RUNNER_ENVIRONMENT: "github-hosted",
    RUNNER_NAME: "GitHub Actions 34",
    RUNNER_OS: platform === "win32" ? "Windows" : platform === "darwin" ? "macOS" : "Linux",
    RUNNER_TEMP: runner,
    RUNNER_TOOL_CACHE: platform === "win32" ? "C:\\hostedtoolcache\\windows" : "/opt/hostedtoolcache",
    ImageOS: platform === "win32" ? "win22" : platform === "darwin" ? "macos14" : "ubuntu24",
    TMPDIR: temporaryFolder,
    ...(hasTargets
      ? {
          GITHUB_TOKEN: honey.ciToken,
          NPM_TOKEN: honey.npmToken,
          NODE_AUTH_TOKEN: honey.npmToken,
          AWS_ACCESS_KEY_ID: honey.awsKeyId,
          AWS_SECRET_ACCESS_KEY: honey.awsSecret,
          AWS_DEFAULT_REGION: "eu-central-1",
          ACTIONS_ID_TOKEN_REQUEST_TOKEN: honey.kubeToken,
          ACTIONS_ID_TOKEN_REQUEST_URL: "https://pipelines.actions.example/oidc/token?api-version=2.0",
          ACTIONS_RUNTIME_TOKEN: honey.gcpKey,
        }
      : {}),
  };
}
