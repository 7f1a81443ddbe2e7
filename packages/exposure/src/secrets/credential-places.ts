import type { ProviderId } from "./provider.ts";

/** Where programs keep credentials: relative to a user's home folder, forward slashes; `*` stands for part of one name. */
export interface CredentialPlace {
  readonly path: string;
  readonly provider: ProviderId;
  /** What lies there, for a person. */
  readonly what: string;
  /** Systems on which it lies there; everywhere when left out. */
  readonly platforms?: readonly ("linux" | "darwin" | "win32")[];
}

const roaming = "AppData/Roaming";
const local = "AppData/Local";
const library = "Library/Application Support";
const windows = ["win32"] as const;
const mac = ["darwin"] as const;
const linux = ["linux"] as const;

const everywhere: readonly CredentialPlace[] = [
  { path: ".npmrc", provider: "npm", what: "npm's tokens" },
  { path: ".yarnrc.yml", provider: "npm", what: "Yarn's registry tokens" },
  { path: ".bunfig.toml", provider: "npm", what: "Bun's registry tokens" },
  { path: ".config/pnpm/rc", provider: "npm", what: "pnpm's registry tokens", platforms: linux },
  { path: ".config/pnpm/auth.ini", provider: "npm", what: "pnpm's registry tokens", platforms: linux },
  { path: ".config/gh/hosts.yml", provider: "github", what: "GitHub CLI's token" },
  { path: ".config/hub", provider: "github", what: "hub's token" },
  { path: ".config/glab-cli/config.yml", provider: "gitlab", what: "GitLab CLI's token" },
  { path: ".git-credentials", provider: "git", what: "git's stored passwords" },
  { path: ".config/git/credentials", provider: "git", what: "git's stored passwords" },
  { path: ".netrc", provider: "git", what: "passwords by host" },
  { path: "_netrc", provider: "git", what: "passwords by host", platforms: windows },
  { path: ".ssh/id_*", provider: "ssh", what: "SSH key" },
  { path: ".ssh/*.pem", provider: "ssh", what: "SSH key" },
  { path: ".ssh/config", provider: "ssh", what: "the machines that SSH keys open" },
  { path: ".aws/credentials", provider: "aws", what: "AWS keys" },
  { path: ".aws/sso/cache/*.json", provider: "aws", what: "AWS single sign-on sessions" },
  { path: ".aws/cli/cache/*.json", provider: "aws", what: "AWS role sessions" },
  { path: ".config/gcloud/credentials.db", provider: "gcp", what: "Google Cloud's logins" },
  { path: ".config/gcloud/access_tokens.db", provider: "gcp", what: "Google Cloud's tokens" },
  {
    path: ".config/gcloud/application_default_credentials.json",
    provider: "gcp",
    what: "Google Cloud's default credentials",
  },
  { path: ".azure/msal_token_cache.json", provider: "azure", what: "Azure's logins" },
  { path: ".azure/msal_token_cache.bin", provider: "azure", what: "Azure's logins" },
  { path: ".azure/accessTokens.json", provider: "azure", what: "Azure's tokens" },
  { path: ".azure/service_principal_entries.json", provider: "azure", what: "Azure's service principals" },
  { path: ".kube/config", provider: "kubernetes", what: "clusters and how to enter them" },
  { path: ".docker/config.json", provider: "docker", what: "container registries' logins" },
  { path: ".config/containers/auth.json", provider: "docker", what: "container registries' logins" },
  { path: ".vault-token", provider: "secret-store", what: "Vault's token" },
  { path: ".config/op/config", provider: "secret-store", what: "1Password CLI's accounts" },
  { path: ".config/sops/age/keys.txt", provider: "secret-store", what: "the key of encrypted files" },
  { path: ".password-store", provider: "secret-store", what: "pass's store" },
  { path: ".gnupg/private-keys-v1.d/*.key", provider: "signing", what: "OpenPGP key" },
  { path: ".terraform.d/credentials.tfrc.json", provider: "hosting", what: "Terraform's token" },
  { path: ".pulumi/credentials.json", provider: "hosting", what: "Pulumi's token" },
  { path: ".config/configstore/firebase-tools.json", provider: "gcp", what: "Firebase's login" },
  { path: ".config/netlify/config.json", provider: "hosting", what: "Netlify's token", platforms: linux },
  {
    path: ".local/share/com.vercel.cli/auth.json",
    provider: "hosting",
    what: "Vercel's token",
    platforms: linux,
  },
  { path: ".wrangler/config/default.toml", provider: "hosting", what: "Cloudflare's login" },
  {
    path: ".config/.wrangler/config/default.toml",
    provider: "hosting",
    what: "Cloudflare's login",
    platforms: linux,
  },
  { path: ".fly/config.yml", provider: "hosting", what: "Fly's token" },
  { path: ".config/doctl/config.yaml", provider: "hosting", what: "DigitalOcean's token", platforms: linux },
  { path: ".pgpass", provider: "database", what: "PostgreSQL's passwords" },
  { path: ".my.cnf", provider: "database", what: "MySQL's passwords" },
  { path: ".config/stripe/config.toml", provider: "payment", what: "Stripe's keys" },
  { path: ".claude/.credentials.json", provider: "ai", what: "Claude's login" },
  { path: ".codex/auth.json", provider: "ai", what: "Codex's login" },
  { path: ".gemini/oauth_creds.json", provider: "ai", what: "Gemini's login" },
  { path: ".cache/huggingface/token", provider: "ai", what: "Hugging Face's token" },
  { path: ".m2/settings.xml", provider: "other", what: "Maven's passwords" },
  { path: ".gradle/gradle.properties", provider: "other", what: "Gradle's passwords" },
  { path: ".pypirc", provider: "other", what: "Python package index's tokens" },
  { path: ".cargo/credentials.toml", provider: "other", what: "Cargo's token" },
  { path: ".gem/credentials", provider: "other", what: "RubyGems' key" },
  { path: ".env", provider: "other", what: "variables of programs" },
  { path: ".env.*", provider: "other", what: "variables of programs" },
  { path: ".config/solana/id.json", provider: "wallet", what: "Solana key" },
  { path: ".bitcoin/wallet.dat", provider: "wallet", what: "Bitcoin wallet", platforms: linux },
  { path: ".ethereum/keystore/*", provider: "wallet", what: "Ethereum key", platforms: linux },
  { path: ".electrum/wallets/*", provider: "wallet", what: "Electrum wallet", platforms: linux },
  { path: ".bash_history", provider: "other", what: "secrets typed on the command line" },
  { path: ".zsh_history", provider: "other", what: "secrets typed on the command line" },
];

const onMac: readonly CredentialPlace[] = [
  {
    path: "Library/Keychains/login.keychain-db",
    provider: "other",
    what: "the login keychain",
    platforms: mac,
  },
  { path: "Library/Preferences/pnpm/rc", provider: "npm", what: "pnpm's registry tokens", platforms: mac },
  {
    path: `${library}/Google/Chrome/*/Login Data`,
    provider: "browser",
    what: "Chrome's passwords",
    platforms: mac,
  },
  {
    path: `${library}/Google/Chrome/*/Cookies`,
    provider: "browser",
    what: "Chrome's sessions",
    platforms: mac,
  },
  {
    path: `${library}/Firefox/Profiles/*/logins.json`,
    provider: "browser",
    what: "Firefox's passwords",
    platforms: mac,
  },
  {
    path: `${library}/Firefox/Profiles/*/cookies.sqlite`,
    provider: "browser",
    what: "Firefox's sessions",
    platforms: mac,
  },
  {
    path: `${library}/BraveSoftware/Brave-Browser/*/Login Data`,
    provider: "browser",
    what: "Brave's passwords",
    platforms: mac,
  },
  { path: `${library}/Exodus/exodus.wallet`, provider: "wallet", what: "Exodus wallet", platforms: mac },
  { path: `${library}/Slack/storage`, provider: "chat", what: "Slack's sessions", platforms: mac },
  {
    path: `${library}/com.vercel.cli/auth.json`,
    provider: "hosting",
    what: "Vercel's token",
    platforms: mac,
  },
  { path: `${library}/doctl/config.yaml`, provider: "hosting", what: "DigitalOcean's token", platforms: mac },
];

const onLinux: readonly CredentialPlace[] = [
  {
    path: ".local/share/keyrings/*.keyring",
    provider: "other",
    what: "the desktop's keyring",
    platforms: linux,
  },
  {
    path: ".config/google-chrome/*/Login Data",
    provider: "browser",
    what: "Chrome's passwords",
    platforms: linux,
  },
  {
    path: ".config/google-chrome/*/Cookies",
    provider: "browser",
    what: "Chrome's sessions",
    platforms: linux,
  },
  {
    path: ".config/chromium/*/Login Data",
    provider: "browser",
    what: "Chromium's passwords",
    platforms: linux,
  },
  {
    path: ".config/BraveSoftware/Brave-Browser/*/Login Data",
    provider: "browser",
    what: "Brave's passwords",
    platforms: linux,
  },
  {
    path: ".mozilla/firefox/*/logins.json",
    provider: "browser",
    what: "Firefox's passwords",
    platforms: linux,
  },
  {
    path: ".mozilla/firefox/*/cookies.sqlite",
    provider: "browser",
    what: "Firefox's sessions",
    platforms: linux,
  },
  { path: ".config/Exodus/exodus.wallet", provider: "wallet", what: "Exodus wallet", platforms: linux },
  { path: ".config/Slack/storage", provider: "chat", what: "Slack's sessions", platforms: linux },
];

const onWindows: readonly CredentialPlace[] = [
  { path: `${local}/pnpm/config/rc`, provider: "npm", what: "pnpm's registry tokens", platforms: windows },
  {
    path: `${roaming}/GitHub CLI/hosts.yml`,
    provider: "github",
    what: "GitHub CLI's token",
    platforms: windows,
  },
  {
    path: `${roaming}/gcloud/credentials.db`,
    provider: "gcp",
    what: "Google Cloud's logins",
    platforms: windows,
  },
  {
    path: `${roaming}/gcloud/application_default_credentials.json`,
    provider: "gcp",
    what: "Google Cloud's default credentials",
    platforms: windows,
  },
  {
    path: `${roaming}/Microsoft/Credentials`,
    provider: "other",
    what: "Windows' stored credentials",
    platforms: windows,
  },
  {
    path: `${roaming}/gnupg/private-keys-v1.d/*.key`,
    provider: "signing",
    what: "OpenPGP key",
    platforms: windows,
  },
  {
    path: `${local}/Google/Chrome/User Data/*/Login Data`,
    provider: "browser",
    what: "Chrome's passwords",
    platforms: windows,
  },
  {
    path: `${local}/Microsoft/Edge/User Data/*/Login Data`,
    provider: "browser",
    what: "Edge's passwords",
    platforms: windows,
  },
  {
    path: `${local}/BraveSoftware/Brave-Browser/User Data/*/Login Data`,
    provider: "browser",
    what: "Brave's passwords",
    platforms: windows,
  },
  {
    path: `${roaming}/Mozilla/Firefox/Profiles/*/logins.json`,
    provider: "browser",
    what: "Firefox's passwords",
    platforms: windows,
  },
  { path: `${roaming}/Exodus/exodus.wallet`, provider: "wallet", what: "Exodus wallet", platforms: windows },
  { path: `${roaming}/Slack/storage`, provider: "chat", what: "Slack's sessions", platforms: windows },
  {
    path: `${roaming}/com.vercel.cli/Data/auth.json`,
    provider: "hosting",
    what: "Vercel's token",
    platforms: windows,
  },
];

/** Well-known places of credentials below a user's home folder. */
export const credentialPlaces: readonly CredentialPlace[] = [
  ...everywhere,
  ...onLinux,
  ...onMac,
  ...onWindows,
];

/** What of a project's folder holds secrets by its name. */
export const projectCredentialPlaces: readonly CredentialPlace[] = [
  { path: ".npmrc", provider: "npm", what: "the project's registry tokens" },
  { path: ".yarnrc.yml", provider: "npm", what: "the project's registry tokens" },
  { path: ".env", provider: "other", what: "the project's variables" },
  { path: ".env.*", provider: "other", what: "the project's variables" },
];

/** The places on a system. */
export function credentialPlacesOn(platform: string): readonly CredentialPlace[] {
  return credentialPlaces.filter(
    ({ platforms }) => platforms === undefined || platforms.some((each) => each === platform),
  );
}
