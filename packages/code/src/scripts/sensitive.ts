/** Variables that hold a secret by their names: tokens, keys, passwords. */
export function isSecretVariable(name: string): boolean {
  return secretNames.test(name) && !harmlessNames.test(name);
}

const secretNames =
  /(?:^|_)(?:TOKENS?|SECRETS?|PASSWORD|PASSWD|PASSPHRASE|MNEMONIC|CREDENTIALS?|APIKEY|AUTH)(?:_|$)|(?:ACCESS|API|PRIVATE|SECRET|SIGNING|DEPLOY|ENCRYPTION)_?KEY|^(?:AWS|AZURE|GCP|GOOGLE|DO|CF|CLOUDFLARE|HEROKU)_.*(?:KEY|SECRET|TOKEN)|_PAT$|^SSH_AUTH_SOCK$|^NODE_AUTH_TOKEN$/i;
const harmlessNames = /^(?:FORCE|NO|DISABLE|SKIP|ENABLE)_/;

/** Variables by which a script tells where it runs. */
export const gateVariables: ReadonlySet<string> = new Set([
  "CI",
  "CONTINUOUS_INTEGRATION",
  "BUILD_NUMBER",
  "GITHUB_ACTIONS",
  "GITLAB_CI",
  "CIRCLECI",
  "TRAVIS",
  "JENKINS_URL",
  "BUILDKITE",
  "TF_BUILD",
  "CODESPACES",
  "VERCEL",
  "NETLIFY",
  "LANG",
  "LC_ALL",
  "LANGUAGE",
  "TZ",
]);

/** Variables that tell about the host and its user. */
export const hostVariables: ReadonlySet<string> = new Set([
  "USER",
  "USERNAME",
  "LOGNAME",
  "HOSTNAME",
  "COMPUTERNAME",
  "USERDOMAIN",
]);

/** Whether a path leads to what a person or a machine keeps secret. `~` stands for the home folder. */
export function isCredentialPath(path: string): boolean {
  return credentialPaths.test(path);
}

const credentialPaths =
  /(?:^|[/\\~])(?:\.npmrc|\.yarnrc(?:\.yml)?|\.pypirc|\.netrc|_netrc|\.git-credentials|\.env(?:\.(?:local|production))?|id_(?:rsa|dsa|ecdsa|ed25519)|known_hosts|authorized_keys|\.bash_history|\.zsh_history|\.vault-token|hosts\.yml|shadow|login\.keychain(?:-db)?|wallet\.dat|id\.json)(?:$|["'\s])|\.ssh(?:[/\\]|$)|\.aws[/\\]?(?:credentials|config)?|\.azure|gcloud[/\\]|application_default_credentials|\.kube[/\\]config|\.docker[/\\]config\.json|\.gnupg|\.password-store|keychains?[/\\]|Login Data|cookies\.sqlite|key4\.db|logins\.json|Local Extension Settings|[/\\](?:exodus|atomic|electrum|ledger live|metamask|phantom)[/\\]?|\/proc\/\d*(?:self)?\/?(?:environ|mem|maps)/i;

/** Whether what lies at a path starts by itself: shells, services, editors, agents. */
export function isPersistencePath(path: string): boolean {
  return persistencePaths.test(path);
}

const persistencePaths =
  /\.(?:bashrc|bash_profile|bash_login|profile|zshrc|zprofile|zshenv|zlogin)$|[/\\](?:LaunchAgents|LaunchDaemons|autostart|cron\.(?:d|daily|hourly)|crontabs?|init\.d|systemd)(?:[/\\]|$)|Start Menu[/\\]Programs[/\\]Startup|CurrentVersion[/\\]Run|\.git[/\\]hooks[/\\]|\.claude[/\\]settings|\.vscode[/\\]tasks\.json|\.cursor[/\\]|authorized_keys$|rc\.local$/i;

/** The text within a word that is an address to connect to. */
export function urlIn(text: string): string | undefined {
  return /\b(?:https?|ftp|wss?|tcp|ssh|git(?:\+[a-z]+)?):\/\/[^\s"'`<>|]{1,400}/i.exec(text)?.[0];
}
