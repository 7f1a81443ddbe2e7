import type { EffectKind, SourceKind } from "../source-facts.ts";

/** How the argument that matters is told from the arguments of a call. */
export type ArgumentShape = "text" | "path" | "url" | "command" | "spawn" | "script" | "host" | "none";

/** What a call of an API does. */
export interface ApiEntry {
  readonly does: EffectKind | undefined;
  readonly shape: ArgumentShape;
  /** The index of the argument that matters. */
  readonly at: number;
  /** Where what it gives back comes from. */
  readonly gives: SourceKind | undefined;
  /** The path of the instance it gives back. */
  readonly becomes: string | undefined;
  readonly options: readonly string[];
}

/**
 * One line per group: canonical paths, kind (`-` for none), shape and index of the argument, `>source` of the result,
 * `=path` of the instance it gives back, `+option`.
 */
const lines = `
fs.readFile|fs.readlink|fs.read|fs.readv|fs.openAsBlob|fs.readJson|fs.readJSON read-file path@0 >file
fs.createReadStream read-file path@0 >file =fs.ReadStream#
fs.writeFile|fs.appendFile|fs.outputFile|fs.outputJson|fs.writeJson|fs.writeJSON write-file path@0
fs.createWriteStream write-file path@0 =fs.WriteStream#
fs.write|fs.writev write-file path@0
fs.copyFile|fs.cp|fs.copy write-file path@1
fs.symlink|fs.link write-file path@1
fs.open|fs.openSync read-file path@0 =fs.FileHandle#
fs.unlink|fs.rm|fs.rmdir|fs.remove|fs.emptyDir|fs.truncate delete-file path@0
rimraf|rimraf.rimraf|rimraf.sync|del|del.sync|del.deleteAsync delete-file path@0
fs.rename|fs.move rename-file path@0
fs.chmod|fs.fchmod|fs.lchmod|fs.chown change-mode path@0
fs.readdir|fs.opendir|fs.glob list-files path@0
child_process.exec process command@0 >process =child_process.ChildProcess#
child_process.spawn|child_process.execFile process spawn@0 >process =child_process.ChildProcess#
child_process.fork process script@0 >process =child_process.ChildProcess#
child_process.? process command@0 >process =child_process.ChildProcess#
cluster.fork process text@0
worker_threads.Worker|Worker|SharedWorker run-code script@0 =Worker#
execa|execa.execa|execa.sync|execa.execaNode|zx.spawn process spawn@0 >process =child_process.ChildProcess#
execa.command|execa.execaCommand|execa.commandSync|execa.execaCommandSync|execa.$|zx.$|Bun.$ process command@0 >process =child_process.ChildProcess#
shelljs.exec process command@0 >process =child_process.ChildProcess#
sudo-prompt.exec process command@0 >process
node-pty.spawn|node-pty.fork process spawn@0 >process =child_process.ChildProcess#
open|opn|open.default process text@0
tree-kill|process.kill process text@0
Bun.spawn|Deno.Command|Deno.run process spawn@0 >process =child_process.ChildProcess#
Bun.file|Deno.readTextFile|Deno.readFile|Deno.open read-file path@0 >file
Bun.write|Deno.writeTextFile|Deno.writeFile write-file path@0
Deno.remove delete-file path@0
Deno.env.toObject read-all-environment none >environment
Deno.env.get read-environment text@0 >environment
Deno.connect|Bun.connect network host@0 =net.Socket#
Deno.dlopen|ffi-napi.Library|ffi-rs.open|ffi-rs.load|koffi.load|bun:ffi.dlopen|edge-js.func load-native text@0
process.dlopen load-native text@1
WScript.CreateObject|ActiveXObject process text@0 =ActiveXObject#
process.binding(spawn_sync).spawn|process.binding(process_wrap).Process process text@0
process.binding(fs).open|process.binding(fs).read read-file path@0 >file
process.binding(tcp_wrap).TCP network none
http.get|http.request|https.get|https.request network url@0 >network =http.ClientRequest#
follow-redirects.http.get|follow-redirects.https.get|follow-redirects.http.request|follow-redirects.https.request network url@0 >network =http.ClientRequest#
http2.connect network url@0 >network =http2.ClientHttp2Session#
net.connect|net.createConnection|tls.connect network host@0 >network =net.Socket#
dgram.createSocket - none =dgram.Socket#
dgram.Socket#.send network host@3
net.Socket|tls.TLSSocket - none >network =net.Socket#
net.Socket#.connect network host@0 >network =net.Socket#
http.createServer|https.createServer|net.createServer|http2.createServer|http2.createSecureServer|tls.createServer - none =http.Server#
http.Server|https.Server|net.Server - none =http.Server#
http.Server#.listen|Bun.serve|Deno.serve|Bun.listen|Deno.listen listen text@0
dns.lookup|dns.resolve|dns.resolve4|dns.resolve6|dns.resolveTxt|dns.resolveCname|dns.resolveMx|dns.resolveNs|dns.resolveAny|dns.resolveSrv|dns.reverse|dns.lookupService dns text@0 >network
dns.Resolver - none =dns.Resolver#
dns.Resolver#.resolve|dns.Resolver#.resolve4|dns.Resolver#.resolve6|dns.Resolver#.resolveTxt|dns.Resolver#.resolveCname|dns.Resolver#.resolveMx dns text@0 >network
fetch|Bun.fetch network url@0 >network =Response#
XMLHttpRequest#.open network url@1 >network =XMLHttpRequest#
WebSocket|ws|ws.WebSocket network url@0 >network =WebSocket#
ws.Server|ws.WebSocketServer listen text@0
EventSource network url@0 >network =EventSource#
RTCPeerConnection network none >network =RTCPeerConnection#
navigator.sendBeacon network url@0 +method-POST
importScripts run-code url@0 >network
axios|axios.request network url@0 >network
axios.get|axios.delete|axios.head|axios.options network url@0 >network
axios.post|axios.put|axios.patch|axios.postForm network url@0 >network +method-POST
axios.create - none =axios
got|got.get|got.head|got.stream|got.default network url@0 >network =got.Request#
got.post|got.put|got.patch|got.delete network url@0 >network +method-POST
got.extend - none =got
request|request.get|request.head|request.del network url@0 >network =request.Request#
request.post|request.put|request.patch network url@0 >network =request.Request# +method-POST
request.defaults - none =request
superagent|superagent.get|superagent.head network url@0 >network =request.Request#
superagent.post|superagent.put|superagent.patch network url@0 >network =request.Request# +method-POST
needle|needle.get|needle.request network url@0 >network
needle.post|needle.put network url@0 >network +method-POST
undici.request|undici.stream|undici.pipeline|ky|ky.get|phin|bent|wretch|unirest.get|urllib.request|centra|snekfetch.get network url@0 >network =request.Request#
ky.post|ky.put|unirest.post|snekfetch.post network url@0 >network =request.Request# +method-POST
jquery.ajax|jquery.get|jquery.getJSON network url@0 >network
jquery.getScript run-code url@0 >network
jquery.post network url@0 >network +method-POST
download|node-downloader-helper.DownloaderHelper|node-libcurl.Curl network url@0 >network =request.Request#
@supabase/supabase-js.createClient|mongodb.MongoClient|mongodb.MongoClient.connect network url@0 >network =store.Client#
firebase/firestore.addDoc|firebase/firestore.setDoc|firebase/database.set|firebase/database.push|@sentry/node.captureMessage|pusher#.trigger network none +method-POST
socket.io-client|socket.io-client.io|socket.io-client.connect network url@0 >network =WebSocket#
ssh2.Client|node-ssh.NodeSSH - none =ssh2.Client#
ssh2.Client#.connect network host@0 >network
ssh2.Client#.exec process command@0 >process
basic-ftp.Client|ftp|promise-ftp|jsftp|ssh2-sftp-client network none =ftp.Client# +method-POST
nodemailer.createTransport - none =nodemailer.Transport#
nodemailer.Transport#.sendMail network text@0 +method-POST
node-telegram-bot-api|telegraf.Telegraf|telegraf.Telegram|telegraf|grammy.Bot - none >network =telegram.Bot#
telegram.Bot#.sendMessage|telegram.Bot#.sendDocument|telegram.Bot#.sendPhoto|telegram.Bot#.telegram.sendMessage|telegram.Bot#.telegram.sendDocument network text@1 +method-POST
discord.js.WebhookClient|discord-webhook-node.Webhook network url@0 =discord.Webhook#
discord.Webhook#.send|discord.Webhook#.sendFile network text@0 +method-POST
discord.js.Client - none >network =discord.Client#
discord.Client#.login network none >network
@slack/webhook.IncomingWebhook network url@0 =discord.Webhook#
@octokit/rest.Octokit|@octokit/core.Octokit|@octokit/rest - none =octokit#
octokit#.request|octokit#.repos.createForAuthenticatedUser|octokit#.repos.createOrUpdateFileContents|octokit#.gists.create|octokit#.issues.create|octokit#.rest.repos.createForAuthenticatedUser|octokit#.rest.repos.createOrUpdateFileContents|octokit#.rest.gists.create network text@0 >network +method-POST
public-ip|public-ip.v4|public-ip.publicIpv4 network none >host-facts
libnpmpublish.publish|libnpmpublish publish text@0
npm-registry-fetch|npm-registry-fetch.json network url@0 >network
os.hostname|os.userInfo|os.networkInterfaces|os.version|os.machine|os.cpus|os.uptime|os.loadavg|os.totalmem|os.freemem host-facts none >host-facts
systeminformation.system|systeminformation.osInfo|systeminformation.users|systeminformation.networkInterfaces|systeminformation.cpu|systeminformation.processes|systeminformation.diskLayout|systeminformation.uuid|systeminformation.getAllData|systeminformation.getStaticData host-facts none >host-facts
node-machine-id.machineId|node-machine-id.machineIdSync|address|address.ip|address.mac|macaddress.one|macaddress.all|ip.address|getmac|os-name|username|username.sync|fullname|default-gateway.v4|active-win host-facts none >host-facts
process.getuid|process.geteuid|process.getgid host-facts none
keytar.getPassword|keytar.findCredentials|keytar.findPassword read-file text@0 >credential-file
win-dpapi.unprotectData|@primno/dpapi.Dpapi.unprotectData|@primno/dpapi.unprotectData|node-dpapi.unprotectData decrypt text@0 >credential-file
chrome-cookies-secure.getCookies|chrome-cookies-secure.getCookiesPromised read-file text@0 >credential-file
screenshot-desktop host-facts none >clipboard
clipboardy.read|clipboardy.readSync|copy-paste.paste clipboard none >clipboard
clipboardy.write|clipboardy.writeSync|copy-paste.copy clipboard text@0
navigator.clipboard.readText|navigator.clipboard.read clipboard none >clipboard
navigator.clipboard.writeText|navigator.clipboard.write clipboard text@0
navigator.mediaDevices.getUserMedia|navigator.mediaDevices.getDisplayMedia host-facts text@0
navigator.geolocation.getCurrentPosition host-facts none >host-facts
iohook.on|uiohook-napi.uIOhook.on|node-global-key-listener.GlobalKeyboardListener key-log text@0 >key-log
iohook.start|uiohook-napi.uIOhook.start key-log none
localStorage.getItem|sessionStorage.getItem - none >browser-data
chrome.cookies.getAll|chrome.cookies.get|browser.cookies.getAll read-file none >browser-data
ethereum.request|ethereum.send|ethereum.sendAsync|ethereum.enable wallet text@0 >wallet
solana.connect|solana.signTransaction|solana.signAndSendTransaction|solana.signAllTransactions|phantom.solana.connect|tronWeb.trx.sign|tronWeb.trx.sendRawTransaction|tronLink.request|keplr.enable wallet text@0 >wallet
web3.eth.sendTransaction|web3.eth.getAccounts|web3.eth.accounts wallet text@0 >wallet
auto-launch|winreg|regedit.putValue|node-cron.schedule persist text@0 =persist#
inspector.open|inspector.Session|process._debugProcess run-code none
v8.setFlagsFromString|v8.startupSnapshot - none
process.chdir - path@0
bip39.generateMnemonic|bip39.entropyToMnemonic|bip39.mnemonicToSeed|bip39.mnemonicToSeedSync|bip39.mnemonicToEntropy - none >wallet
vm2.VM|vm2.NodeVM|isolated-vm.Isolate - none =vm2.VM#
readline.createInterface - none =readline.Interface#
simple-git|simple-git.simpleGit - none =git#
git#.push|git#.addRemote process text@0
`;

/** What the calls of known APIs do, by canonical path. */
export const apiTable: ReadonlyMap<string, ApiEntry> = new Map(lines.trim().split("\n").flatMap(entriesOf));

function entriesOf(line: string): readonly (readonly [string, ApiEntry])[] {
  const [paths = "", kind = "-", argument = "none", ...rest] = line.split(" ");
  const [shape = "none", at = "0"] = argument.split("@");
  const entry: ApiEntry = {
    does: kind === "-" ? undefined : (kind as EffectKind), // The lines above name kinds only; a test reads them all.
    shape: shape as ArgumentShape, // As above.
    at: Number(at),
    gives: marked(rest, ">") as SourceKind | undefined, // As above.
    becomes: marked(rest, "="),
    options: rest.filter((word) => word.startsWith("+")).map((word) => word.slice(1)),
  };
  return paths.split("|").map((path) => [path, entry] as const);
}

function marked(words: readonly string[], mark: string): string | undefined {
  return words.find((word) => word.startsWith(mark))?.slice(1);
}
