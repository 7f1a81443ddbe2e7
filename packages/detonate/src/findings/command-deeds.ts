/** How much of a command is looked at. */
const commandMaxCharacters = 4_000;

/** A download that goes straight into something that runs it. */
const pipedDownload =
  /\b(?:curl|wget|fetch)\b[^|;&]{1,600}\|\s*(?:sudo\s+)?(?:\S*\/)?(?:ba|z|da)?(?:sh|node|python3?|perl|ruby)\b|\b(?:iex|invoke-expression)\b[^;]{0,400}\b(?:iwr|irm|invoke-webrequest|invoke-restmethod|downloadstring|net\.webclient)\b|\b(?:iwr|irm|invoke-webrequest|downloadstring)\b[^;]{0,400}\|\s*(?:iex|invoke-expression)\b|\b(?:ba|z|da)?sh\s+(?:-c\s+)?["']?[<$]\(\s*(?:curl|wget)\b|\bmshta(?:\.exe)?\s+["']?https?:|\b(?:npx|bunx|pnpx|(?:pnpm|yarn)\s+dlx|npm\s+exec|bun\s+x)\s+(?:-\S+\s+)*(?:https?:|git\+)/i;
/** A line of a language that fetches its own code. */
const fetchedLine = [
  /\b(?:python[\d.]*|perl|ruby|php)\s+-\w*[cer]\b/i,
  /\b(?:exec|eval)\b/,
  /\burlopen\b|\brequests\.get\b|\burlretrieve\b|\bLWP\b|\bURI\.open\b|\bNet::HTTP\b|\bfile_get_contents\(\s*["']https?:/,
] as const;
const startCommand =
  /\b(?:schtasks(?:\.exe)?\s+\/create|reg(?:\.exe)?\s+add\s+\S*\\currentversion\\run|launchctl\s+(?:load|bootstrap|submit)|systemctl\s+(?:--user\s+)?enable|systemd-run\s[^\n]{0,80}--(?:on-|timer-)|crontab\s+(?!-l)|defaults\s+write\s+com\.apple\.loginwindow\s+log(?:in|out)hook)|(?:^|[|;&]\s*)at\s+(?:-\w\s+)?(?:now|noon|midnight|teatime|\d)/i;
/** What git and npm do for everybody on the machine from then on. */
const settingCommand =
  /\bgit(?:\.exe)?\s+config\s+--(?:global|system)\s+(?:--\S+\s+)*(?:core\.(?:hookspath|sshcommand|editor|pager)|alias\.|credential\.helper)|\bgit(?:\.exe)?\s+config\s+(?:--\S+\s+)*(?:core\.(?:fsmonitor|sshcommand)|core\.hookspath\s+\S*node_modules)|\bnpm(?:\.cmd)?\s+(?:config\s+)?set\s+(?:--\S+\s+|-g\s+)*(?:registry|\/\/|script-shell|node-options|init-module|git\b)|\b(?:yarn|pnpm)(?:\.cmd)?\s+config\s+set\s+(?:--?\S+\s+){0,3}(?:registry|npmRegistryServer|npmScopes|yarnPath|plugins|script-shell|shell|node-options|nodeOptions|pnpmfile|global-pnpmfile)\b|\bsetx(?:\.exe)?\s+(?:\/m\s+)?["']?(?:NODE_OPTIONS|PATH|npm_config_\w+|PYTHONSTARTUP|GIT_SSH_COMMAND)\b|\blaunchctl\s+setenv\b|\breg(?:\.exe)?\s+add\s+["']?hk(?:cu|ey_current_user)\\\\?environment\b|\bsystemctl\s+--user\s+set-environment\b/i;
const publishCommand = /\b(?:npm|pnpm|yarn|bun)(?:\.cmd)?\s+(?:--?\S+\s+)*publish\b/i;

/** What is done to a repository of git, its history, and where it is sent. */
const repositoryCommand =
  /\bgit(?:\.exe)?(?:\s+-[cC]\s+(?:"[^"\n]{0,200}"|'[^'\n]{0,200}'|\S{1,200})|\s+--?[\w-]{1,40}(?:=\S{1,200})?){0,8}\s+(?:push|commit|(?:remote\s+(?:add|set-url|rename))|send-email|filter-branch|update-ref|bundle\s+create)\b|\bgit(?:\.exe)?\s+config\s[^\n|;&]{0,200}\b(?:url\.\S{1,200}\.(?:push)?insteadof|remote\.\S{1,80}\.(?:push)?url)\b/i;
/** What a client of a code host changes there. */
const codeHostCommand =
  /\b(?:gh|glab)(?:\.exe)?\s+(?:repo\s+(?:create|edit|fork|rename|delete|archive|deploy-key)|(?:secret|variable)\s+(?:set|delete)|workflow\s+(?:run|enable)|(?:pr|mr)\s+(?:create|merge|review)|release\s+(?:create|upload|edit|delete)|gist\s+(?:create|edit)|snippet\s+create|(?:ssh|gpg)-key\s+add|api\s[^\n]{0,800}(?:-X\s*|--method[\s=]+)["']?(?:PUT|POST|PATCH|DELETE)\b|api\s[^\n]{0,400}\s(?:-[fF]|--(?:raw-)?field|--input)\b)/i;
/** Ways from outside to a port of this machine. */
const tunnelCommand =
  /\bcloudflared(?:\.exe)?\s[^\n]{0,80}?\b(?:tunnel|access\s+tcp)\b|\bngrok(?:\.exe)?\s+(?:http|tcp|tls|start)\b|\b(?:npx\s+(?:-\S+\s+){0,4})?(?:localtunnel|lt)\s[^\n]{0,80}--port\b|\bssh(?:\.exe)?\s(?:[^\n]{0,300}\s)?-(?:[a-zA-Z]{0,8}R)\s*\S*:\S+|\b(?:frpc|chisel\s+client|bore\s+local|rathole|zrok\s+share|pinggy|playit|loophole\s+http|tailscale\s+(?:funnel|up)|tailscaled|devtunnel\s+host|zerotier-cli\s+join)\b|\b(?:code|code-tunnel|cursor)(?:\.exe)?\s+tunnel\b|\bautossh\b/i;
/** A shell that is handed to a connection. */
const shellCommand =
  /\b(?:ba|z|k|da)?sh\b[^\n]{0,120}[<>]&?\s*\/dev\/(?:tcp|udp)\/|\bexec\s+\d+<>\s*\/dev\/(?:tcp|udp)\/|\/dev\/(?:tcp|udp)\/[^\n]{0,200}\b(?:ba|z|k|da)?sh\b|\b(?:nc|ncat|netcat)(?:\.exe)?\s(?:[^\n|;]{0,120}\s)?-\w{0,5}[ec]\s*["']?(?:\/\S*\/)?(?:\w{0,3}sh|cmd|powershell)|\bmkfifo\b[^\n]{0,240}\b(?:nc|ncat|netcat|telnet|openssl\s+s_client)\b|\bsocat\b[^\n]{0,200}\b(?:exec|system):|\btelnet\b[^\n|]{0,80}\|\s*(?:\/bin\/)?\w{0,3}sh\b/i;
/** One in another language: a socket, and a shell or what starts one. */
const socketLine = [
  /\b(?:python[\d.]*|perl|ruby|php\d?|lua|g?awk|tclsh|node|nodejs|bun|deno|powershell|pwsh)(?:\.exe)?\b/i,
  /\bsocket\b|\bTCPSocket\b|\bfsockopen\b|\/inet\/tcp\/|\bNet\.Sockets\.TCPClient\b|\bnet["']?\)?\.(?:connect|createConnection|Socket)\b/i,
  /\bos\.dup2\(|\bpty\.spawn\(|\bsubprocess\.(?:call|Popen|run)\(\s*\[?\s*["'](?:\/bin\/\w{0,3}sh|cmd|powershell)|\bexec[^\n]{0,40}["'](?:\/bin\/)?\w{0,3}sh\b|open\(STD(?:IN|OUT)|\b(?:iex|invoke-expression)\b|\bspawn\([^\n]{0,20}["'](?:\/bin\/)?(?:\w{0,3}sh|cmd)|\bproc_open\b/i,
] as const;

/** Whether a command downloads something and has it run. */
export function isDownloadRun(command: string): boolean {
  const text = command.slice(0, commandMaxCharacters);
  return pipedDownload.test(text) || fetchedLine.every((part) => part.test(text));
}

/** Whether a command sees to it that something starts by itself. */
export function isStartCommand(command: string): boolean {
  return startCommand.test(command.slice(0, commandMaxCharacters));
}

/** Whether a command changes what git and npm do for everybody on the machine. */
export function isSettingCommand(command: string): boolean {
  return settingCommand.test(command.slice(0, commandMaxCharacters));
}

/** Whether a command publishes packages. */
export function isPublishCommand(command: string): boolean {
  return publishCommand.test(command.slice(0, commandMaxCharacters));
}

/** Whether a command changes a repository's history or where it is sent, or what a code host holds. */
export function isRepositoryCommand(command: string): boolean {
  const text = command.slice(0, commandMaxCharacters);
  return repositoryCommand.test(text) || codeHostCommand.test(text);
}

/** Whether a command opens a way from outside into this machine. */
export function isTunnelCommand(command: string): boolean {
  return tunnelCommand.test(command.slice(0, commandMaxCharacters));
}

/** Whether a command gives a shell to somebody on the network. */
export function isShellCommand(command: string): boolean {
  const text = command.slice(0, commandMaxCharacters);
  return shellCommand.test(text) || socketLine.every((part) => part.test(text));
}
