// A security scanner for `bun install` (bunfig.toml, [install.security] scanner). What Bun is about to install is written as
// a bill of materials, which `lockkeeper scan` checks; nothing leaves the machine.
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";

const fatal = new Set(["malware", "critical"]);
const warned = new Set(["high"]);

/** What Bun asks: version 1 of its interface. */
export const scanner = {
  version: "1",
  async scan({ packages }) {
    const folder = await mkdtemp(join(tmpdir(), "lockkeeper-bun-"));
    try {
      const bill = join(folder, "install.cdx.json");
      await writeFile(bill, JSON.stringify(toBill(packages)));
      return toAdvisories(await scanBill(bill));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

/** The packages of registries as a bill of CycloneDX: repositories and folders have no version to ask about. */
export function toBill(packages) {
  const asked = packages.filter(({ version }) => /^\d+\.\d+\.\d+/.test(version));
  return {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    components: asked.map(({ name, version }) => ({
      type: "library",
      name,
      version,
      purl: `pkg:npm/${name.split("/").map(encodeURIComponent).join("/")}@${encodeURIComponent(version)}`,
    })),
  };
}

/** The findings of a scan's line as Bun shows them; what a scan could not decide stops the installation. */
export function toAdvisories(line) {
  if (line.verdict === "unknown") {
    throw new Error(`Lockkeeper could not check everything: ${line.unread[0]?.error.message ?? "unknown"}`);
  }
  return line.findings
    .filter(({ severity, name }) => name !== null && (fatal.has(severity) || warned.has(severity)))
    .map(({ severity, name, message, fix, advisories }) => ({
      level: fatal.has(severity) ? "fatal" : "warn",
      package: name,
      description: fix === null ? message : `${message}. ${fix.message}`,
      url: urlOf(advisories),
    }));
}

function urlOf(advisories) {
  const known = advisories.find((id) => /^(?:GHSA|MAL)-[\w-]+$/.test(id));
  if (known === undefined) return null;
  return known.startsWith("GHSA-")
    ? `https://github.com/advisories/${known}`
    : `https://osv.dev/vulnerability/${known}`;
}

async function scanBill(bill) {
  const { command, args } = commandOf(process.env);
  const { output, errors } = await collect(command, [...args, "scan", bill, "--json"]);
  const line = output.split("\n").find((each) => each.startsWith("{"));
  // Security: an installation that nobody looked at must not look like one that was.
  if (line === undefined)
    throw new Error(`Lockkeeper could not scan: ${errors.trim().slice(-500) || "no answer"}`);
  return JSON.parse(line);
}

/** The program of the clone that this file lies in, or what LOCKKEEPER_PROGRAM names. */
function commandOf(env) {
  const here = dirname(fileURLToPath(import.meta.url));
  const program = env.LOCKKEEPER_PROGRAM ?? join(here, "..", "..", "packages", "cli", "bin", "lockkeeper.js");
  if (!isAbsolute(program)) throw new Error("LOCKKEEPER_PROGRAM must be an absolute path");
  // Bun is running this; Lockkeeper needs Node.
  return { command: env.LOCKKEEPER_NODE ?? "node", args: [program] };
}

async function collect(command, args) {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
  let [output, errors] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text) => (output += text));
  child.stderr.setEncoding("utf8").on("data", (text) => (errors += text));
  await new Promise((resolve, reject) => {
    child.on("error", (error) => reject(new Error(`Lockkeeper could not be started: ${error.message}`)));
    child.on("close", resolve);
  });
  return { output, errors };
}
