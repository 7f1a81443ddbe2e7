// What each inert sample is for, as its payload states it: hosts, commands and paths that must be seen decoded when it is run.
// All texts of an entry must be seen. A sample of which nothing runs by itself here has none, with the reason.

const nothingRuns = (why) => ({ why });

/** By sample; `by` has versions that are for something else than the rest. */
export const intents = {
  "eslint-scope-2018": ["pastes.invalid"],
  "event-stream-2018": nothingRuns("the stage that it would decrypt was replaced by bytes without meaning"),
  "electron-native-notify-2019": ["updatecheck.invalid"],
  "ua-parser-js-2021": ["192.0.2.40"],
  "coa-2021": ["files.invalid"],
  "colors-2022": nothingRuns("it prints without end, and is for nothing else"),
  "node-ipc-2022": ["api.geolocation.invalid"],
  "rspack-2024": ["198.51.100.76"],
  "rand-user-agent-2025": ["192.0.2.85"],
  "gluestack-2025": ["192.0.2.85"],
  "eslint-config-prettier-2025": ["rundll32", "node-gyp.dll"],
  "is-2025": ["cdn.loader.invalid"],
  "toptal-picasso-2025": ["webhook.site.invalid"],
  "phantom-raven-2025": {
    texts: ["packages.storeartifact.invalid"],
    by: { "eslint-comments@1.0.2": nothingRuns("only a dependency at an address is declared") },
  },
  "nx-2025": ["api.codehost.invalid"],
  "shai-hulud-2025": ["webhook.site.invalid"],
  "shai-hulud-2-2025": ["api.codehost.invalid"],
  "sandworm-mode-2026": ["sync.worm.invalid"],
  "cline-2026": ["npm install -g openclaw@latest"],
  "glassworm-2026": ["api.mainnet-beta.solana.invalid"],
  "canister-worm-2026": ["raw.icp.invalid", "pgmon.service"],
  "axios-dropper-2026": [
    "sfrclak.invalid:8000",
    "packages.product2",
    "packages.product0",
    "osascript",
    "cscript",
    "fs.unlink",
  ],
  "axios-2026": {
    texts: ["collector.invalid:8000"],
    by: {
      "axios@1.14.1": nothingRuns("only a dependency is added"),
      "axios@0.30.4": nothingRuns("only a dependency is added"),
    },
  },
  "velora-dex-2026": ["203.0.113.60"],
  "pgserve-2026": ["raw.icp.invalid"],
  "bitwarden-cli-2026": ["audit.checkmarx.invalid"],
  "sap-cap-2026": ["api.codehost.invalid"],
  "tanstack-2026": nothingRuns("its code is in a dependency at a commit"),
  "node-ipc-2026": ["bt.node.invalid"],
  "antv-2026": ["otel.collector.invalid"],
  "miasma-2026": ["api.codehost.invalid"],
  "phantom-gyp-2026": ["api.codehost.invalid"],
  "mastra-2026": {
    texts: ["198.51.100.12"],
    by: { "@mastra/core@1.42.1": nothingRuns("only a dependency is added") },
  },
  "leo-platform-2026": ["sync.leo.invalid"],
  "jscrambler-2026": [".intro-"],
  "asyncapi-2026": ["ipfs.gateway.invalid"],
  "keyv-2026": ["eth.rpc.invalid"],
  "openapi-codegen-2026": ["api.codehost.invalid"],
  "dependency-confusion-2026": ["tnk.oob.invalid"],
  "tensorlake-2026": ["api.codehost.invalid"],
  "beacon-https": ["c6k2vhd2vtc0000inert.oast.invalid"],
  "beacon-dns-labels": ["d.oastify.invalid"],
  "beacon-curl-hook": ["x1inert.burpcollaborator.invalid"],
  "beacon-nslookup-hook": ["inert.oob.invalid"],
  "beacon-import": ["203.0.113.9"],
  "environment-post": ["requestbin.collect.invalid"],
  "environment-import-fetch": ["env-check.vercel.invalid"],
  "grabber-messenger-tokens": ["discord.com.chat.invalid/api/webhooks"],
  "grabber-messenger-obfuscated": ["discord.com.chat.invalid"],
  "grabber-bot-files": ["api.telegram.org.chat.invalid"],
  "grabber-browser-logins": ["store1.gofile.invalid"],
  "grabber-ssh-hook": ["paste.keys.invalid"],
  "grabber-npmrc-split": ["stats.collect.invalid", "_authToken"],
  "grabber-cloud-metadata": ["hooks.collect.invalid"],
  "dropper-curl-shell": ["198.51.100.7"],
  "dropper-wget-background": ["198.51.100.7"],
  "dropper-powershell-encoded": ["http://198.51.100.7/inert.ps1"],
  "dropper-living-off-the-land": ["http://198.51.100.7/u.exe"],
  "dropper-download-run": ["cdn.attachments.invalid"],
  "dropper-obfuscated-download": ["files.dropper.invalid"],
  "dropper-bundled-program": ["RuntimeBroker.exe"],
  "dropper-python": ["198.51.100.7"],
  "dropper-visual-basic": ["198.51.100.7"],
  "dropper-powershell-file": ["198.51.100.7"],
  "shell-socket": ["shell.invalid"],
  "shell-bash-device": ["shell.invalid"],
  "shell-python": ["shell.invalid"],
  "eval-base64": ["in.collect.invalid"],
  "eval-hex": ["in.collect.invalid"],
  "eval-codes": ["in.collect.invalid"],
  "eval-deflate": ["in.collect.invalid"],
  "eval-xor": ["in.collect.invalid"],
  "eval-table": ["curl -s http://198.51.100.7/s"],
  "eval-symbols-only": ["in.collect.invalid"],
  "eval-remote": ["api.npoint.invalid"],
  "eval-invisible": ["in.collect.invalid"],
  "code-off-screen": ["curl -s http://198.51.100.7/s"],
  "payload-in-json": ["in.collect.invalid"],
  "payload-in-markdown": ["in.collect.invalid"],
  "payload-in-image": ["in.collect.invalid"],
  "payload-in-font": ["in.collect.invalid"],
  "code-split-files": ["in.collect.invalid"],
  "loader-hex-names": ["log-server.lovable.invalid"],
  "loader-inline-process": ["198.51.100.7", "npm install --no-save"],
  "loader-interview": ["http://198.51.100.7:1224/uploads", "http://198.51.100.7:1224/client/99"],
  "loader-contract": ["ethers.Contract", "/node-linux", "/node-win.exe"],
  "loader-gist": ["gist.codehost.invalid"],
  "loader-bot-orders": ["api.telegram.org.chat.invalid"],
  "loader-inline-hook": ["in.collect.invalid"],
  "loader-scriptlet-hook": ["http://198.51.100.7/s.sct"],
  "door-authorized-key": ["authorized_keys", "validator.blog.invalid"],
  "evasion-module-constructor": ["198.51.100.7"],
  "evasion-reflect": ["stats.collect.invalid"],
  "evasion-create-require": ["198.51.100.7"],
  "evasion-binding": ["198.51.100.7"],
  "evasion-shipped-addon": [".node"],
  "patcher-other-package": ["patch.collect.invalid"],
  "patcher-desktop-program": ["discord_desktop_core"],
  "mac-password-dialog": ["display dialog", "apple.sync.invalid"],
  "reader-instructions": ["eoy.collect.invalid"],
  "thread-of-url": ["in.collect.invalid"],
  "wallet-env-files": ["optimizer.gas.invalid"],
  "wallet-clipboard": ["clip"],
  "key-logger-native": ["mail.invalid"],
  "miner-pool": ["gulf.pool.invalid"],
  "destroy-home": ["rm -rf"],
  "worm-self-publish": ["npm publish"],
  "settle-git-hooks": [".git", "198.51.100.7"],
  "settle-agent-hooks": ["mcp.collect.invalid"],
  "settle-shell-profile": [".bashrc", "198.51.100.7"],
  "gyp-trick": ["drop.collect.invalid"],
  "program-called-script": ["worker.js"],
  "look-alike-one-line": ["198.51.100.7"],
  "look-alike-hook": ["drop.collect.invalid"],
  "address-dependency": nothingRuns("its code is a dependency at an address"),
  "gated-by-time-and-place": ["tasks.sched.invalid"],
  "installs-others": ["http://198.51.100.7/p/loader.tgz"],
  "service-worker-thread": ["drop.collect.invalid"],
  "servant-carried-hook": ["bin/install-deps"],
  "servant-fed-icon": ["node -"],
  "hook-fetch-tokens": ["edge.metrics.invalid"],
  "hook-json-passwords": ["schema.collect.invalid"],
  "door-header-command": nothingRuns("a server that is built with it must be asked"),
  "mailer-blind-copy": nothingRuns("somebody must write a letter with it"),
  "wasm-address": ["tables.collect.invalid"],
  "wasm-section-code": ["codec.collect.invalid"],
  "evasion-inspector": ["198.51.100.7"],
  "grabber-store-client": ["store.collect.invalid", "s3://inert-drop/keys"],
  "rewire-manifest": ["ledger-web/package.json", "style-sort-core-x"],
  "rewire-lockfile": ["package-lock.json", "packages.invalid"],
  "rewire-container": ["Dockerfile", "198.51.100.7/layer"],
  "rewire-package-manager": [".npmrc", ".pnpmfile.cjs"],
  "rewire-variables": ["npm run build"],
  "repository-push": ["git push https://git.collect.invalid/all.git HEAD"],
  "repository-redirect": ["url.https://git.collect.invalid/.insteadOf", "git remote set-url origin"],
  "tunnel-to-machine": ["tunnel.collect.invalid", "cloudflared tunnel"],
  "wait-for-signal": ["ends.collect.invalid"],
  "wait-for-word": ["words.collect.invalid"],
  "wait-for-loading": ["sum.bin serve"],
  "wait-for-orders": ["198.51.100.7", "/bin/sh"],
  "download-of-stranger": ["edge.quiet-files.invalid", "bin/engine --version"],
  "download-asked-its-version": ["198.51.100.7/codec.bin", ".codec --version"],
};

/** The texts that must be seen of a version, or why there are none. Throws for a sample that states nothing. */
export function intentOf(id, spec) {
  const stated = intents[id];
  if (stated === undefined) throw new Error(`eval/detonate/intents.mjs does not say what ${id} is for`);
  if (Array.isArray(stated)) return { texts: stated };
  const own = stated.by?.[spec] ?? stated;
  return own.why === undefined ? { texts: own.texts } : { texts: [], why: own.why };
}

/** Kinds of which a line says what is done to the outside. Source that is evaluated, and names of variables, say nothing yet. */
const tellingKinds = new Set(["process", "network", "dns", "file", "winreg", "self"]);

/** The texts of an intent that no observation of any run shows. */
export function hiddenOf({ texts }, observations) {
  const shown = observations
    .filter(({ kind }) => tellingKinds.has(kind))
    .map(
      ({ detail, data }) =>
        `${detail}\n${Object.values(data)
          .flat()
          .filter((value) => typeof value === "string")
          .join("\n")}`,
    )
    .join("\n");
  return texts.filter((text) => !shown.includes(text));
}
