const credentialPath =
  /(?:^|[/\\~])\.(?:npmrc|yarnrc(?:\.yml)?|pypirc|netrc|_netrc|git-credentials|pgpass|my\.cnf|env(?:\.(?!example|sample|template)[\w.-]+)?|htpasswd)$|[/\\]\.(?:ssh|aws|gnupg|azure|kube|config[/\\](?:gcloud|gh|hub|op|solana|composer|rclone))(?:[/\\]|$)|[/\\]\.docker[/\\]config\.json|[/\\]\.config[/\\]git[/\\]credentials|id_(?:rsa|dsa|ecdsa|ed25519)|(?:^|[/\\])(?:Login Data|Cookies|Web Data|Local State|logins\.json|key[34]\.db|cookies\.sqlite|formhistory\.sqlite)$|[/\\]User Data(?:[/\\]|$)|Login Data|Local Extension Settings|keychain|Keychains|\/etc\/(?:shadow|passwd)|\/proc\/(?:self|\d+|\$\{…\})\/(?:environ|mem|maps)|service-?account[\w.-]*\.json|\.vault-token|\.terraform\.d\/credentials|application_default_credentials|leveldb|Local Storage/i;
const walletPath =
  /exodus|[/\\]atomic[/\\]|electrum|[/\\]\.?(?:bitcoin|ethereum|litecoin|dogecoin|monero|zcash|dash(?:core)?)[/\\]|wallet\.dat|[/\\]keystore(?:[/\\]|$)|metamask|nkbihfbeogaeaoehlefnkodbefgpgknn|bfnaelmomeimhlpmgjnjophhpkkoljpa|phantom|coinomi|[/\\]guarda|ledger live|trezor|multibit|armory|jaxx|[/\\]solana[/\\]id\.json|id\.json$.*solana/i;

/** Whether a path is of something that holds secrets. */
export function isCredentialPath(path: string): boolean {
  return credentialPath.test(path);
}

/** Whether a path is of a wallet. */
export function isWalletPath(path: string): boolean {
  return walletPath.test(path);
}

const persistencePath =
  /(?:^|[/\\~])\.(?:bashrc|bash_profile|profile|zshrc|zprofile|zshenv|bash_login|config[/\\](?:fish[/\\]|autostart|systemd[/\\]))|LaunchAgents|LaunchDaemons|[/\\]systemd[/\\](?:system|user)|\/etc\/(?:cron|init\.d|rc\.local|profile|ld\.so\.preload)|\/var\/spool\/cron|Start Menu[/\\]Programs[/\\]Startup|[/\\]Startup[/\\]|\.git[/\\]hooks[/\\]|[/\\]\.husky[/\\]|\.vscode[/\\](?:tasks|settings)\.json|\.claude[/\\]settings|\.claude\.json|\.cursor[/\\]|\.mcp\.json|mcp_config|mcp\.json|claude_desktop_config|\.gemini[/\\]|CLAUDE\.md|AGENTS\.md|\.github[/\\]workflows|authorized_keys|\.gitconfig|\.git-templates|PowerShell[/\\].*profile\.ps1/i;

/** Whether what is written to a path runs again by itself. */
export function isPersistencePath(path: string): boolean {
  return persistencePath.test(path);
}

/** A path in one form: forward slashes, no steps back and forth where they are known. */
export function tidyPath(path: string): string {
  const text = path.startsWith("file://") ? path.slice("file://".length) : path;
  const slashed = text.includes("\\") && !text.includes(" ") ? text.replaceAll("\\", "/") : text;
  if (!slashed.includes("/.") && !slashed.includes("//") && !slashed.includes("${__filename}"))
    return slashed;
  return slashed.includes("://") ? slashed : joinPath([slashed]);
}

/** Joins parts of a path as Node does, with unknown parts in it. */
export function joinPath(parts: readonly string[]): string {
  const steps: string[] = [];
  const whole = parts.filter((part) => part !== "").join("/");
  for (const step of whole.split(/[/\\]+/)) {
    if (step === "." || step === "") continue;
    if (step === ".." && stepBack(steps)) continue;
    steps.push(step);
  }
  const root = whole.startsWith("/") ? "/" : "";
  const relative = parts[0]?.startsWith("./") === true || parts[0] === "." ? "./" : "";
  return `${root || relative}${steps.join("/")}`;
}

function stepBack(steps: string[]): boolean {
  const last = steps.at(-1);
  if (last === undefined || last === "..") return false;
  if (last === "${__filename}") {
    steps[steps.length - 1] = "${__dirname}";
    return true;
  }
  if (last.startsWith("${") || last === "~") return false;
  steps.pop();
  return true;
}
