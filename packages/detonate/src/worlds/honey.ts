import { createHash } from "node:crypto";

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const hex = "0123456789abcdef";
const capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** Secrets that are worth nothing, of the forms that thieves know; each world has its own. */
export interface HoneyValues {
  readonly npmToken: string;
  readonly githubToken: string;
  readonly gitlabToken: string;
  readonly awsKeyId: string;
  readonly awsSecret: string;
  readonly gcpKey: string;
  readonly azureSecret: string;
  readonly sshKey: string;
  readonly seedPhrase: string;
  readonly walletVault: string;
  readonly solanaKey: string;
  readonly ethereumKey: string;
  readonly browserLogin: string;
  readonly browserCookie: string;
  readonly openaiKey: string;
  readonly anthropicKey: string;
  readonly slackToken: string;
  readonly discordToken: string;
  readonly dockerAuth: string;
  readonly kubeToken: string;
  readonly databasePassword: string;
  readonly stripeKey: string;
  readonly ciToken: string;
  /** Stands in everything that is downloaded in the world. */
  readonly downloadMark: string;
}

/** The values of a world, made from its name. */
export function makeHoney(world: string): HoneyValues {
  const text = (name: string, length: number, alphabet = letters): string =>
    textFrom(`${world} ${name}`, length, alphabet);
  return {
    npmToken: `npm_${text("npm", 36)}`,
    githubToken: `ghp_${text("github", 36)}`,
    gitlabToken: `glpat-${text("gitlab", 20)}`,
    awsKeyId: `AKIA${text("aws", 16, capitals)}`,
    awsSecret: text("aws secret", 40),
    gcpKey: text("gcp", 64),
    azureSecret: text("azure", 40),
    sshKey: `b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAAB${text("ssh", 64)}`,
    seedPhrase: phraseFrom(`${world} seed`),
    walletVault: text("vault", 88),
    solanaKey: text("solana", 88),
    ethereumKey: `0x${text("ethereum", 64, hex)}`,
    browserLogin: text("login", 32),
    browserCookie: text("cookie", 48),
    openaiKey: `sk-proj-${text("openai", 48)}`,
    anthropicKey: `sk-ant-api03-${text("anthropic", 60)}`,
    slackToken: `xoxb-${text("slack a", 12, "0123456789")}-${text("slack b", 24)}`,
    discordToken: `${text("discord a", 24)}.${text("discord b", 6)}.${text("discord c", 38)}`,
    dockerAuth: Buffer.from(`lena:dckr_pat_${text("docker", 27)}`).toString("base64"),
    kubeToken: text("kube", 64),
    databasePassword: text("database", 20),
    stripeKey: `sk_live_${text("stripe", 24)}`,
    ciToken: `ghs_${text("ci", 36)}`,
    downloadMark: text("download", 28),
  };
}

/** The values by the names under which observations tell of them. */
export function honeyNames(values: HoneyValues): ReadonlyMap<string, string> {
  return new Map([
    ["npm-token", values.npmToken],
    ["git-token", values.githubToken],
    ["gitlab-token", values.gitlabToken],
    ["aws-key", values.awsSecret],
    ["aws-key-id", values.awsKeyId],
    ["gcp-key", values.gcpKey],
    ["azure-key", values.azureSecret],
    ["ssh-key", values.sshKey],
    ["wallet-seed", values.seedPhrase],
    ["wallet", values.walletVault],
    ["wallet-solana", values.solanaKey],
    ["wallet-ethereum", values.ethereumKey],
    ["browser-login", values.browserLogin],
    ["browser-cookie", values.browserCookie],
    ["openai-key", values.openaiKey],
    ["anthropic-key", values.anthropicKey],
    ["slack-token", values.slackToken],
    ["discord-token", values.discordToken],
    ["docker-token", values.dockerAuth],
    ["kube-token", values.kubeToken],
    ["database-password", values.databasePassword],
    ["payment-key", values.stripeKey],
    ["ci-token", values.ciToken],
  ]);
}

/** What callers of a wallet's library give it, and no file of the world holds. */
export function entrustedHoney(world: string): ReadonlyMap<string, string> {
  return new Map([
    ["entrusted-key", `0x${textFrom(`${world} entrusted`, 64, hex)}`],
    ["entrusted-phrase", phraseFrom(`${world} entrusted`)],
  ]);
}

function textFrom(seed: string, length: number, alphabet: string): string {
  let text = "";
  for (let block = 0; text.length < length; block += 1) {
    const bytes = createHash("sha256").update(`lockkeeper ${seed} ${block}`).digest();
    for (const byte of bytes) text += alphabet.charAt(byte % alphabet.length);
  }
  return text.slice(0, length);
}

const words =
  "ability about absent acid across actor adapt agent alarm album anchor angle apple arena armor arrow aspect autumn banner barrel basket bamboo beach benefit bicycle blanket border bracket breeze bridge bronze cabin camera canvas carbon castle cedar circle cliff copper coral cotton cradle crystal dawn desert dolphin".split(
    " ",
  );

function phraseFrom(seed: string): string {
  const bytes = createHash("sha256").update(`lockkeeper ${seed}`).digest();
  return Array.from(bytes.subarray(0, 12), (byte) => words[byte % words.length]).join(" ");
}
