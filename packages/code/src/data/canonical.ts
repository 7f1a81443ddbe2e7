import { tableOf } from "../tables.ts";

/** Packages and modules that stand for a module of Node, or for one function of it. */
export const moduleAliases: ReadonlyMap<string, string> = new Map([
  ["fs/promises", "fs"],
  ["fs-extra", "fs"],
  ["graceful-fs", "fs"],
  ["original-fs", "fs"],
  ["mz/fs", "fs"],
  ["mz/child_process", "child_process"],
  ["fs-promise", "fs"],
  ["child-process-promise", "child_process"],
  ["dns/promises", "dns"],
  ["path/posix", "path"],
  ["path/win32", "path"],
  ["stream/promises", "stream"],
  ["timers/promises", "timers"],
  ["readline/promises", "readline"],
  ["util/types", "util.types"],
  ["sys", "util"],
  ["module", "Module"],
  ["process", "process"],
  ["console", "console"],
  ["buffer", "buffer"],
  ["globalthis", "globalThis"],
  ["cross-spawn", "child_process.spawn"],
  ["cross-fetch", "fetch"],
  ["isomorphic-fetch", "fetch"],
  ["node-fetch", "fetch"],
  ["node-fetch-native", "fetch"],
  ["isomorphic-unfetch", "fetch"],
  ["unfetch", "fetch"],
  ["make-fetch-happen", "fetch"],
  ["minipass-fetch", "fetch"],
  ["whatwg-fetch", "fetch"],
  ["request-promise", "request"],
  ["request-promise-native", "request"],
  ["isomorphic-ws", "ws"],
  ["axios-https-proxy-fix", "axios"],
  ["follow-redirects/http", "http"],
  ["follow-redirects/https", "https"],
]);

/** Modules of Node by their canonical paths. */
export const coreModules: ReadonlySet<string> = new Set(
  `assert async_hooks buffer child_process cluster console constants crypto dgram diagnostics_channel dns domain events fs
  http http2 https inspector Module module net os path perf_hooks process punycode querystring readline repl sea sqlite
  stream string_decoder sys test timers tls trace_events tty url util v8 vm wasi worker_threads zlib`.split(
    /\s+/,
  ),
);

/** Whether the path is that of a whole module. */
export function isModulePath(path: string): boolean {
  return (
    coreModules.has(path) || path.startsWith("import:") || knownPackages.has(path) || path.startsWith("pkg:")
  );
}

/** Packages whose calls are known by name. */
export const knownPackages: ReadonlySet<string> = new Set(
  `axios got request superagent needle undici ky phin bent ws socket.io-client ssh2 node-ssh execa shelljs zx
  node-pty nodemailer discord.js discord-webhook-node node-telegram-bot-api telegraf @solana/web3.js ethers web3 clipboardy
  copy-paste keytar screenshot-desktop node-machine-id systeminformation public-ip open opn pastebin-js form-data libnpmpublish
  npm-registry-fetch pacote @npmcli/run-script global-agent download node-downloader-helper adm-zip decompress tar rimraf del
  crypto-js iohook uiohook-napi node-global-key-listener active-win address macaddress ip default-gateway getmac os-name
  username fullname is-ci ci-info geoip-lite ffi-napi ffi-rs koffi node-ffi edge-js puppeteer-core sudo-prompt auto-launch
  winreg regedit vm2 isolated-vm serialize-javascript follow-redirects http-proxy jquery simple-git tree-kill node-cron
  unirest wretch node-libcurl urllib centra snekfetch @octokit/rest @octokit/core googleapis @slack/webhook @slack/web-api
  basic-ftp ftp promise-ftp jsftp ssh2-sftp-client xmlhttprequest xhr2 pusher
  firebase/firestore firebase/database @sentry/node
  @supabase/supabase-js mysql mongodb sqlite3 better-sqlite3 level classic-level win-dpapi @primno/dpapi node-dpapi chrome-cookies-secure
  tiny-secp256k1 bip39 @noble/ed25519 tweetnacl xrpl bs58 lz-string pako fflate`.split(/\s+/),
);

/** The one path of an API, whichever variant is meant: promised, synchronous, of an alias. */
export function canonicalPath(path: string): string {
  const known = renamed.get(path);
  if (known !== undefined) return known;
  let result = path;
  if (result.includes(".promises")) result = result.replace(".promises", "");
  if (result.endsWith("Sync") && /^(?:fs|child_process|zlib|crypto|Bun)\./.test(result))
    result = result.slice(0, -4);
  return result;
}

const renamed: ReadonlyMap<string, string> = tableOf({
  "timers.setTimeout": "setTimeout",
  "timers.setInterval": "setInterval",
  "timers.setImmediate": "setImmediate",
  "buffer.Buffer": "Buffer",
  "buffer.atob": "atob",
  "buffer.btoa": "btoa",
  "util.TextDecoder": "TextDecoder",
  "url.URL": "URL",
  "url.URLSearchParams": "URLSearchParams",
  "module.constructor": "Module",
  "Module.Module": "Module",
  "process.mainModule": "module",
  "require.main": "module",
  "module.parent": "module",
  "path.posix": "path",
  "path.win32": "path",
  "child_process.spawn.sync": "child_process.spawn",
  "child_process.spawn.spawn": "child_process.spawn",
  "fetch.default": "fetch",
  "fetch.fetch": "fetch",
  "undici.fetch": "fetch",
  "xmlhttprequest.XMLHttpRequest": "XMLHttpRequest",
  xhr2: "XMLHttpRequest",
  "crypto.webcrypto": "crypto",
  "Reflect.apply": "Reflect.apply",
  "axios.default": "axios",
  "got.default": "got",
  "chrome.clipboard": "navigator.clipboard",
  "dns.Resolver": "dns.Resolver",
  "execa.execaSync": "execa.execa",
  "http2.default": "http2",
  "process.getBuiltinModule": "require",
  "Deno.env": "Deno.env",
  "Bun.env": "process.env",
  "import.meta.env": "import.meta.env",
});
