// Honest packages whose install runs something, by what they stand for. A version is named where the newest one no longer has
// a script, or where an older way of installing is meant; otherwise the newest release with a script is taken.
export const installers = [
  // Programs of one system each, which come as optional dependencies or are downloaded.
  "esbuild",
  "esbuild@0.5.22",
  "@swc/core",
  "@sentry/cli",
  "@biomejs/biome@1.9.4",
  "@parcel/watcher",
  "workerd",
  "lefthook",
  "nx",
  "unrs-resolver",
  "dprint",
  // Programs that are downloaded from their maker.
  "cypress",
  "electron",
  "puppeteer",
  "puppeteer@13.7.0",
  "playwright-chromium",
  "chromedriver",
  "geckodriver",
  "ngrok",
  "cloudflared",
  "ffmpeg-static",
  "@vscode/ripgrep",
  "phantomjs-prebuilt",
  "mongodb-memory-server",
  "snyk",
  "elm",
  "supabase",
  "gifsicle",
  "optipng-bin",
  "pngquant-bin",
  "grpc-tools",
  "@prisma/engines",
  "@prisma/engines@5.22.0",
  "prisma",
  "@prisma/client@5.22.0",
  // Native parts, built or fetched ready.
  "better-sqlite3@11.10.0",
  "node-sass",
  "node-sass@4.14.1",
  "bcrypt",
  "bcrypt@5.1.1",
  "sharp@0.32.6",
  "sharp",
  "canvas",
  "sqlite3",
  "bufferutil",
  "utf-8-validate",
  "re2",
  "node-pty",
  "argon2",
  "ssh2",
  "cpu-features",
  "isolated-vm",
  "classic-level",
  "lmdb",
  "msgpackr-extract",
  "keytar",
  "tree-sitter",
  "deasync",
  "fibers",
  "secp256k1",
  "zeromq",
  "@tensorflow/tfjs-node",
  "protobufjs",
  // Hooks of git.
  "husky@4.3.8",
  "simple-git-hooks",
  "pre-commit",
  "yorkie",
  // Thanks, warnings, counters.
  "core-js",
  "core-js@2.6.12",
  "core-js-pure",
  "es5-ext",
  "aws-sdk",
  "msw@2.7.0",
  "vue-demi",
  "styled-components@4.4.1",
  "bootstrap-vue",
  "@nestjs/core@6.11.11",
  "@scarf/scarf",
  "@firebase/util",
  "gatsby-telemetry",
  "@angular/cli@11.2.19",
  "netlify-cli",
  "yarn@1.22.22",
  "spawn-sync",
  "uglifyjs-webpack-plugin@0.4.6",
];

const installScripts = ["preinstall", "install", "postinstall"];

/** The name of a listed package, and the version that is meant. */
export function versionOf(listed, packument) {
  const at = listed.indexOf("@", 1);
  if (at !== -1) return listed.slice(at + 1);
  const latest = packument["dist-tags"]?.latest;
  const newest = Object.keys(packument.versions)
    .filter((version) => /^\d+\.\d+\.\d+$/.test(version) && hasScript(packument.versions[version]))
    .toSorted((left, right) => (packument.time?.[left] ?? "").localeCompare(packument.time?.[right] ?? ""))
    .at(-1);
  return hasScript(packument.versions[latest] ?? {}) ? latest : newest;
}

export function nameOf(listed) {
  const at = listed.indexOf("@", 1);
  return at === -1 ? listed : listed.slice(0, at);
}

function hasScript({ scripts = {}, gypfile }) {
  return gypfile === true || installScripts.some((name) => typeof scripts[name] === "string");
}
