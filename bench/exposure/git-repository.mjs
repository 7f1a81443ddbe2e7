// Writes a repository of an invented application: thousands of commits, each with its lockfile, on branches and merges.
import { spawn } from "node:child_process";
import { once } from "node:events";

/** A generator of numbers from 0 to 1 that gives the same ones for the same seed. */
function createRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The versions that are planted: one on the main branch for a while, one on a branch that nobody merged. */
export const planted = { name: "axios", onMain: "1.14.1", onBranch: "0.30.4" };

/** Where a repository begins, in seconds since the epoch, and how far its commits are apart. */
const firstCommit = 1_700_000_000;
const stepSeconds = 9000;

/**
 * Makes a repository in an empty folder. `commits` commits change the lockfile, twice as many change something else; every
 * twelfth one is on a branch of its own, of which a tenth is never merged.
 */
export async function writeRepository(folder, { commits, packages, seed = 20_260_331 }) {
  await run("git", ["init", "-q", "-b", "main", folder]);
  const child = spawn("git", ["fast-import", "--quiet"], {
    cwd: folder,
    stdio: ["pipe", "inherit", "inherit"],
  });
  const ended = once(child, "close");
  const history = new History(child.stdin, { packages, random: createRandom(seed) });
  for (let number = 0; number < commits; number += 1) await history.addStep(number, commits);
  child.stdin.end("done\n");
  const [code] = await ended;
  if (code !== 0) throw new Error(`git fast-import ended with ${code}`);
  await run("git", ["-C", folder, "repack", "-adfq", "--window=10", "--depth=50"]);
}

class History {
  #mark = 0;
  #commitNumber = 0;
  #main = 0;

  constructor(stream, { packages, random }) {
    this.stream = stream;
    this.random = random;
    this.versions = new Map();
    for (let number = 0; number < packages; number += 1) this.versions.set(nameOf(number), "1.0.0");
    this.versions.set(planted.name, "1.14.0");
  }

  async addStep(number, all) {
    await this.#commit("main", { "src/index.js": `export const build = ${number * 2};\n` });
    await this.#commit("main", { "src/index.js": `export const build = ${number * 2 + 1};\n` });
    if (number === Math.floor(all * 0.7)) this.versions.set(planted.name, planted.onMain);
    if (number === Math.floor(all * 0.7) + 5) this.versions.set(planted.name, "1.14.0");
    this.#changeSome(1 + Math.floor(this.random() * 8));
    const lockfile = this.#render();
    if (number % 12 !== 11) {
      await this.#commit("main", { "package-lock.json": lockfile });
      return;
    }
    const branch = `bot/update-${number}`;
    const isKept = number % 120 === 119;
    const text = isKept ? this.#render({ [planted.name]: planted.onBranch }) : lockfile;
    const from = this.#main;
    const tip = await this.#commit(branch, { "package-lock.json": text }, { from });
    if (!isKept) {
      await this.#commit("main", { "package-lock.json": text }, { merge: tip });
      this.stream.write(`reset refs/heads/${branch}\nfrom ${"0".repeat(40)}\n\n`);
    }
  }

  #changeSome(count) {
    const names = [...this.versions.keys()];
    for (let each = 0; each < count; each += 1) {
      const name = names[Math.floor(this.random() * names.length)];
      if (name === planted.name) continue;
      const [major, minor, patch] = this.versions.get(name).split(".").map(Number);
      const isMinor = this.random() < 0.4;
      this.versions.set(name, isMinor ? `${major}.${minor + 1}.0` : `${major}.${minor}.${patch + 1}`);
    }
  }

  #render(others = {}) {
    const versions = new Map([...this.versions, ...Object.entries(others)]);
    const entries = [...versions].map(([name, version]) => [
      `node_modules/${name}`,
      {
        version,
        resolved: `https://registry.example/${name}/-/${name}-${version}.tgz`,
        integrity: `sha512-${Buffer.from(`${name}@${version}`.padEnd(64, ".")).toString("base64").slice(0, 86)}==`,
        license: "MIT",
        dependencies: { [nameOf(name.length)]: "^1.0.0", [nameOf(name.length + 7)]: "^1.0.0" },
        engines: { node: ">=18" },
      },
    ]);
    const root = { name: "application", version: "1.0.0", dependencies: { [planted.name]: "^1.14.0" } };
    const packages = Object.fromEntries([["", root], ...entries]);
    return `${JSON.stringify({ name: "application", version: "1.0.0", lockfileVersion: 3, requires: true, packages }, null, 2)}\n`;
  }

  async #commit(branch, files, { from, merge } = {}) {
    this.#mark += 1;
    this.#commitNumber += 1;
    const time = `${firstCommit + (this.#commitNumber * stepSeconds) / 3} +0200`;
    const lines = [
      `commit refs/heads/${branch}`,
      `mark :${this.#mark}`,
      `author Dev <dev@developer.example> ${time}`,
      `committer Dev <dev@developer.example> ${time}`,
      data(`change ${this.#commitNumber}`),
    ];
    const parent = from ?? (branch === "main" ? this.#main : 0);
    if (parent !== 0) lines.push(`from :${parent}`);
    if (merge !== undefined) lines.push(`merge :${merge}`);
    for (const [path, text] of Object.entries(files)) lines.push(`M 100644 inline ${path}`, data(text));
    if (!this.stream.write(`${lines.join("\n")}\n`)) await once(this.stream, "drain");
    if (branch === "main") this.#main = this.#mark;
    return this.#mark;
  }
}

function data(text) {
  return `data ${Buffer.byteLength(text)}\n${text}`;
}

function nameOf(number) {
  return `package-of-the-application-${number}`;
}

/** Runs a command to its end; throws when it fails. */
export async function run(command, args) {
  const child = spawn(command, args, { stdio: ["ignore", "inherit", "inherit"] });
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${code}`);
}
