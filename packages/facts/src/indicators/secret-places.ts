import type { IndicatorKind } from "../package-facts.ts";
import { listOf } from "../text/text-list.ts";

/** Places of secrets, of what starts by itself, and of wallets: paths, names of files, extensions of browsers. */
export const placeTexts: readonly (readonly [IndicatorKind, readonly string[]])[] = [
  [
    "credential-path",
    listOf(`
      .npmrc | .yarnrc.yml | .ssh/ | .ssh\\ | id_rsa | id_ed25519 | id_ecdsa | .aws/ | .aws\\ | .azure/
      application_default_credentials.json | .config/gcloud | .kube/config | .docker/config.json | .netrc
      .git-credentials | .pypirc | gh/hosts.yml | .gnupg | .bash_history | .zsh_history | .vault-token
      .terraform.d/credentials | .terraformrc | .s3cfg | .boto | /etc/passwd | /etc/shadow
      /proc/self/environ | network\\cookies | network/cookies | logins.json | key4.db | cookies.sqlite
      login.keychain | keychain-db | library/keychains | local storage\\leveldb | local storage/leveldb
      .codex/auth.json | .claude.json | .claude/.credentials | .gemini/oauth_creds | .kdbx
      sitemanager.xml | recentservers.xml | loginusers.vdf | telegram desktop | \\discord\\ | discordcanary
      discordptb | google/chrome/user data | google\\chrome\\user data | bravesoftware | opera software
      .cargo/credentials | .config/hub | .pgpass | .my.cnf | rclone.conf | .config/doctl | .env.production
      .env.local
    `),
  ],
  [
    "wallet-path",
    listOf(`
      exodus.wallet | atomic\\local storage | atomic/local storage | electrum/wallets | electrum\\wallets
      wallet.dat | ethereum/keystore | ethereum\\keystore | coinomi | com.liberty.jaxx | ledger live
      trezor suite | .config/solana/id.json | solana/id.json | guarda\\local | wasabi wallet
      nkbihfbeogaeaoehlefnkodbefgpgknn | ejbalbakoplchlghecdalmeeeajnimhm
      bfnaelmomeimhlpmgjnjophhpkkoljpa | ibnejdfjmmkpcnlpebklmnkoeoihofec
      fhbohimaelbohpjbbldcngcnapndodjp | hnfanknocfeofbddgcijnmhnfnkdnaad
      egjidjbpglichdcondbcbdnbeeppgdph | fnjhmkhhmkbjkkabndcnnogagogbneec
      mcohilncbfahbmgdjkbpemcciiolgcge | aholpfdialjgjfhomihkjbmgjidlcdno
      acmacodkjbdgmoleebolmdjonilkdbch | dmkamcknogkgcdfhhbddcghachkejeap
      bhhhlbepdkbapadjdnnojkbgioiodbic | ffnbelfdoeiohenkjibnmadjiehjhajb
      aeachknmefphepccionboohckonoeemg
    `),
  ],
  [
    "persistence-path",
    listOf(`
      .bashrc | .zshrc | .bash_profile | .zprofile | .zshenv | /.profile | /etc/cron | crontab
      launchagents | launchdaemons | systemd/user | /etc/systemd | .config/autostart | currentversion\\run
      currentversion\\\\run | programs\\startup | programs\\\\startup | programs/startup | schtasks
      .git/hooks | core.hookspath | /etc/rc.local | ld.so.preload | /etc/init.d | authorized_keys
      .github/workflows | .vscode/tasks.json | .claude/settings | powershell_profile | loginhook
    `),
  ],
  [
    "agent-tool",
    listOf(`
      --dangerously-skip-permissions | --trust-all-tools | --dangerously-bypass-approvals
      .cursor/mcp.json | .gemini/settings | claude_desktop_config | .cursorrules | --allow-all-tools
    `),
  ],
];

/** Names of files and folders that are words as well: they count as they are written, alone between quotes or slashes. */
export const wordPlaces: readonly (readonly [IndicatorKind, readonly string[]])[] = [
  [
    "credential-path",
    listOf(`
      Login Data | Local State | Web Data | .env | Login Data For Account
    `),
  ],
  [
    "wallet-path",
    listOf(`
      Exodus | Electrum | Coinomi | Guarda | id.json | keypair.json | wallet.json | mnemonic.txt | seed.txt
    `),
  ],
  [
    "agent-tool",
    listOf(`
      SessionStart | mcpServers | folderOpen
    `),
  ],
];

/** Variables whose values are secrets. Matched as whole words, in capitals. */
export const secretVariables: readonly string[] = listOf(`
  NPM_TOKEN | NODE_AUTH_TOKEN | NPM_AUTH_TOKEN | NPM_CONFIG_TOKEN | GITHUB_TOKEN | GH_TOKEN
  GITHUB_PAT | ACTIONS_ID_TOKEN_REQUEST_TOKEN | ACTIONS_ID_TOKEN_REQUEST_URL | ACTIONS_RUNTIME_TOKEN
  GITLAB_TOKEN | CI_JOB_TOKEN | BITBUCKET_TOKEN | AWS_ACCESS_KEY_ID | AWS_SECRET_ACCESS_KEY
  AWS_SESSION_TOKEN | AZURE_CLIENT_SECRET | AZURE_TENANT_ID | GOOGLE_APPLICATION_CREDENTIALS
  GCP_SERVICE_ACCOUNT | DOCKER_PASSWORD | DOCKERHUB_TOKEN | VAULT_TOKEN | SLACK_TOKEN
  SLACK_BOT_TOKEN | DISCORD_TOKEN | OPENAI_API_KEY | ANTHROPIC_API_KEY | GEMINI_API_KEY
  STRIPE_SECRET_KEY | STRIPE_API_KEY | PRIVATE_KEY | MNEMONIC | SEED_PHRASE | SECRET_KEY
  DATABASE_URL | MONGODB_URI | TWINE_PASSWORD | PYPI_TOKEN | CIRCLE_TOKEN | CODECOV_TOKEN | SNYK_TOKEN
  SONAR_TOKEN | HEROKU_API_KEY | CLOUDFLARE_API_TOKEN | DIGITALOCEAN_ACCESS_TOKEN | SENTRY_AUTH_TOKEN
  VERCEL_TOKEN | NETLIFY_AUTH_TOKEN | SSH_PRIVATE_KEY | KUBECONFIG | JWT_SECRET
`);
