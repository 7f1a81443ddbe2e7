import { placeOf } from "./machine-kind.ts";
import type { MachineKind } from "./machine-kind.ts";

type Files = readonly (readonly [place: string, text: string])[];

/** What lies in a home that belongs to somebody: settings, histories and, with targets, secrets. */
export function homeFiles(machine: MachineKind): Files {
  const { platform, home, hasTargets, isContinuousIntegration } = machine;
  const files = [
    ...everydayFiles(machine),
    ...(hasTargets ? secretFiles(machine) : []),
    ...(hasTargets && !isContinuousIntegration ? [...agentFiles(machine), ...laptopSecrets(machine)] : []),
  ];
  return files.map(([place, text]) => [placeOf(platform, home, place), text]);
}

function everydayFiles({ platform, user, isContinuousIntegration }: MachineKind): Files {
  const shell: Files =
    platform === "win32"
      ? [["AppData/Local/Microsoft/Windows/INetCache/desktop.ini", "[.ShellClassInfo]\r\n"]]
      : [
          [
            ".bashrc",
            "# ~/.bashrc: executed by bash(1) for non-login shells.\nexport HISTSIZE=10000\nalias ll='ls -alF'\n",
          ],
          [".profile", 'if [ -n "$BASH_VERSION" ]; then . "$HOME/.bashrc"; fi\n'],
          [".zshrc", 'export PATH="$HOME/.local/bin:$PATH"\nautoload -Uz compinit && compinit\n'],
        ];
  if (isContinuousIntegration) return [...shell, [".gitconfig", "[safe]\n\tdirectory = *\n"]];
  return [
    ...shell,
    [
      ".gitconfig",
      `[user]\n\tname = Lena Brandt\n\temail = ${user}@harbourline.example\n[init]\n\tdefaultBranch = main\n`,
    ],
    ["dotfiles/.git/HEAD", "ref: refs/heads/main\n"],
    ["dotfiles/.git/config", "[core]\n\trepositoryformatversion = 0\n"],
    ["dotfiles/.git/hooks/pre-commit.sample", "#!/bin/sh\n"],
    ["dotfiles/README.md", "My settings.\n"],
    ["Documents/notes.md", "# Quarter\n- finish the ledger export\n- call Jonas about the invoices\n"],
    ["Documents/invoice-2291.pdf", "%PDF-1.7\n"],
    ["Desktop/todo.txt", "tax return\nrenew passport\n"],
    ["Downloads/photo-2231.jpg", "\u00FF\u00D8\u00FF\u00E0"],
    ["Pictures/summer/lake.jpg", "\u00FF\u00D8\u00FF\u00E0"],
  ];
}

/** What is on laptops and on machines of continuous integration alike. */
function secretFiles({ honey, registry, platform }: MachineKind): Files {
  const host = registry.replace(/^https?:/, "");
  const nugget = platform === "win32" ? "AppData/Roaming/gcloud" : ".config/gcloud";
  return [
    [".npmrc", `${host}:_authToken=${honey.npmToken}\nfund=false\n`],
    [".git-credentials", `https://lena-brandt:${honey.githubToken}@github.com\n`],
    [".netrc", `machine github.com\n  login lena-brandt\n  password ${honey.githubToken}\n`],
    [".ssh/id_rsa", sshKey(honey.sshKey)],
    [".ssh/id_ed25519", sshKey(honey.sshKey)],
    [".ssh/id_ed25519.pub", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHnDmQ lena@harbourline\n"],
    [
      ".ssh/known_hosts",
      "github.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl\n",
    ],
    [".ssh/config", "Host prod\n  HostName 10.20.0.14\n  User deploy\n  IdentityFile ~/.ssh/id_ed25519\n"],
    [
      ".aws/credentials",
      `[default]\naws_access_key_id = ${honey.awsKeyId}\naws_secret_access_key = ${honey.awsSecret}\n`,
    ],
    [".aws/config", "[default]\nregion = eu-central-1\n"],
    [
      `${nugget}/application_default_credentials.json`,
      JSON.stringify({
        type: "authorized_user",
        client_id: "764086051850.apps.example",
        refresh_token: honey.gcpKey,
      }),
    ],
    [".azure/accessTokens.json", JSON.stringify([{ tokenType: "Bearer", accessToken: honey.azureSecret }])],
    [
      ".docker/config.json",
      JSON.stringify({ auths: { "registry.example": { auth: honey.dockerAuth } } }, undefined, 2),
    ],
    [
      ".kube/config",
      `apiVersion: v1\nkind: Config\nusers:\n- name: admin\n  user:\n    token: ${honey.kubeToken}\n`,
    ],
    [
      ".config/gh/hosts.yml",
      `github.com:\n    user: lena-brandt\n    oauth_token: ${honey.githubToken}\n    git_protocol: https\n`,
    ],
    [".config/glab-cli/config.yml", `hosts:\n    gitlab.example:\n        token: ${honey.gitlabToken}\n`],
    [".yarnrc.yml", `npmAuthToken: ${honey.npmToken}\n`],
    [".pypirc", `[pypi]\nusername = __token__\npassword = ${honey.azureSecret}\n`],
    [".pgpass", `db.harbourline.example:5432:ledger:ledger:${honey.databasePassword}\n`],
    [
      ".terraform.d/credentials.tfrc.json",
      JSON.stringify({ credentials: { "app.terraform.example": { token: honey.kubeToken } } }),
    ],
    [".vault-token", `${honey.gcpKey}\n`],
  ];
}

function sshKey(value: string): string {
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${value}\n-----END OPENSSH PRIVATE KEY-----\n`;
}

/** Coding agents and editors, with what they are told and the keys that they use. */
function agentFiles({ honey }: MachineKind): Files {
  return [
    [
      ".claude.json",
      JSON.stringify({ numStartups: 212, primaryApiKey: honey.anthropicKey, mcpServers: {} }, undefined, 2),
    ],
    [".claude/settings.json", JSON.stringify({ permissions: { allow: ["Bash(npm test)"] } }, undefined, 2)],
    [".claude/.credentials.json", JSON.stringify({ claudeAiOauth: { accessToken: honey.anthropicKey } })],
    [".codex/auth.json", JSON.stringify({ OPENAI_API_KEY: honey.openaiKey })],
    [".gemini/settings.json", JSON.stringify({ theme: "Default" })],
    [
      ".cursor/mcp.json",
      JSON.stringify(
        { mcpServers: { github: { command: "npx", env: { GITHUB_TOKEN: honey.githubToken } } } },
        undefined,
        2,
      ),
    ],
    [
      ".config/github-copilot/apps.json",
      JSON.stringify({ "github.com": { oauth_token: honey.githubToken } }),
    ],
    [".bash_history", `git pull\nexport STRIPE_KEY=${honey.stripeKey}\nnpm ci\nssh prod\n`],
    [
      ".zsh_history",
      `: 1742900012:0;psql postgres://ledger:${honey.databasePassword}@db.harbourline.example/ledger\n`,
    ],
    [".env", `SLACK_TOKEN=${honey.slackToken}\n`],
  ];
}

/** Browsers, wallets and messengers, where each platform keeps them. */
function laptopSecrets(machine: MachineKind): Files {
  const { platform, honey } = machine;
  const folders = foldersOf(platform);
  const keyrings: Readonly<Record<MachineKind["platform"], Files>> = {
    darwin: [["Library/Keychains/login.keychain-db", `kych ${honey.browserLogin}`]],
    linux: [[".local/share/keyrings/login.keyring", `GnomeKeyring ${honey.browserLogin}`]],
    win32: [],
  };
  return [
    ...chromiumFiles(machine),
    ...firefoxFiles(machine, folders),
    ...walletFiles(machine, folders),
    ...messengerFiles(machine, folders),
    ...programFiles(machine),
    ...keyrings[platform],
    ...startFiles[platform],
  ];
}

/** What programs of the user's have put where things start by themselves, so that the folders are there. */
const startFiles: Readonly<Record<MachineKind["platform"], Files>> = {
  darwin: [["Library/LaunchAgents/com.google.keystone.agent.plist", "<plist/>"]],
  linux: [
    [".config/autostart/slack.desktop", "[Desktop Entry]\nType=Application\nName=Slack\nExec=slack -u\n"],
    [".config/systemd/user/ssh-agent.service", "[Service]\nExecStart=/usr/bin/ssh-agent -D\n"],
  ],
  win32: [
    [
      "AppData/Roaming/Microsoft/Windows/Start Menu/Programs/Startup/desktop.ini",
      "[.ShellClassInfo]\r\nLocalizedResourceName=@%SystemRoot%\\system32\\shell32.dll,-21787\r\n",
    ],
  ],
};

interface Folders {
  /** Where programs keep what they know. */
  readonly data: string;
  readonly local: string;
}

function foldersOf(platform: MachineKind["platform"]): Folders {
  if (platform === "win32") return { data: "AppData/Roaming", local: "AppData/Local" };
  if (platform === "darwin")
    return { data: "Library/Application Support", local: "Library/Application Support" };
  return { data: ".config", local: ".config" };
}

const chromiumPlaces = {
  linux: [".config/google-chrome", ".config/BraveSoftware/Brave-Browser"],
  darwin: [
    "Library/Application Support/Google/Chrome",
    "Library/Application Support/BraveSoftware/Brave-Browser",
  ],
  win32: ["AppData/Local/Google/Chrome/User Data", "AppData/Local/BraveSoftware/Brave-Browser/User Data"],
} as const;

/** Extensions that are wallets: MetaMask, Phantom, TronLink. */
const walletExtensions = [
  "nkbihfbeogaeaoehlefnkodbefgpgknn",
  "bfnaelmomeimhlpmgjnjophhpkkoljpa",
  "ibnejdfjmmkpcnlpebklmnkoeoihofec",
];

function chromiumFiles({ platform, honey }: MachineKind): Files {
  const login = `SQLite format 3\u0000 logins https://bank.example lena ${honey.browserLogin}`;
  const cookies = `SQLite format 3\u0000 cookies .github.com user_session ${honey.browserCookie}`;
  const vault = JSON.stringify({ data: { KeyringController: { vault: honey.walletVault } } });
  const state = JSON.stringify({
    os_crypt: { encrypted_key: honey.browserLogin },
    profile: { info_cache: { Default: { name: "Lena" } } },
  });
  return chromiumPlaces[platform].flatMap((browser): Files => [
    [`${browser}/Local State`, state],
    ...["Default", "Profile 1"].flatMap((profile): Files => [
      [`${browser}/${profile}/Login Data`, login],
      [`${browser}/${profile}/Cookies`, cookies],
      [`${browser}/${profile}/Network/Cookies`, cookies],
      [`${browser}/${profile}/History`, "SQLite format 3\u0000"],
      [`${browser}/${profile}/Web Data`, "SQLite format 3\u0000"],
      ...walletExtensions.map(
        (id) => [`${browser}/${profile}/Local Extension Settings/${id}/000003.log`, vault] as const,
      ),
    ]),
  ]);
}

function firefoxFiles({ platform, honey }: MachineKind, { data }: Folders): Files {
  const places = {
    linux: ".mozilla/firefox",
    darwin: `${data}/Firefox/Profiles`,
    win32: `${data}/Mozilla/Firefox/Profiles`,
  };
  const profile = `${places[platform]}/k2v9x1qa.default-release`;
  const logins = { logins: [{ hostname: "https://bank.example", encryptedPassword: honey.browserLogin }] };
  return [
    [`${profile}/logins.json`, JSON.stringify(logins)],
    [`${profile}/key4.db`, "SQLite format 3\u0000"],
    [`${profile}/cookies.sqlite`, `SQLite format 3\u0000 ${honey.browserCookie}`],
  ];
}

function walletFiles({ honey }: MachineKind, { data, local }: Folders): Files {
  return [
    [`${data}/Exodus/exodus.wallet/seed.seco`, honey.seedPhrase],
    [`${data}/Exodus/exodus.wallet/passphrase.json`, JSON.stringify({ passphrase: honey.walletVault })],
    [`${data}/Electrum/wallets/default_wallet`, JSON.stringify({ seed: honey.seedPhrase })],
    [`${data}/Ledger Live/app.json`, JSON.stringify({ data: { accounts: [] } })],
    [`${local}/atomic/Local Storage/leveldb/000005.ldb`, honey.walletVault],
    [".config/solana/id.json", honey.solanaKey],
    [
      ".ethereum/keystore/UTC--2024-11-02T10-11-12.000Z--2f1c",
      JSON.stringify({ crypto: { ciphertext: honey.ethereumKey } }),
    ],
    [".bitcoin/wallet.dat", honey.walletVault],
  ];
}

const messengerCore = "module.exports = require('./core.asar');\n";

/** Programs whose own files are rewritten by those who want what they are told. */
function programFiles({ platform }: MachineKind): Files {
  if (platform !== "win32") return [];
  const messenger = "AppData/Local/Discord/app-1.0.9175";
  return [
    [`${messenger}/modules/discord_desktop_core-1/discord_desktop_core/index.js`, messengerCore],
    ...["Programs/atomic", "exodus/app-24.41.3", "Discord/app-1.0.9175"].map(
      (program) => [`AppData/Local/${program}/resources/app.asar`, "asar"] as const,
    ),
  ];
}

function messengerFiles({ honey }: MachineKind, { data }: Folders): Files {
  return [
    [`${data}/discord/Local Storage/leveldb/000005.ldb`, `token "${honey.discordToken}"`],
    [`${data}/Slack/storage/root-state.json`, JSON.stringify({ token: honey.slackToken })],
    [`${data}/Telegram Desktop/tdata/key_datas`, "TDF$"],
    [`${data}/Code/User/settings.json`, JSON.stringify({ "editor.fontSize": 13 }, undefined, 2)],
  ];
}
