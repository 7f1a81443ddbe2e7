import type { ProviderId } from "./provider.ts";

/** Words of a name, in order of precedence: the first provider with a word in the name has it. */
const wordsOfProviders: readonly (readonly [ProviderId, readonly string[]])[] = [
  ["npm", ["npm", "npmrc", "node_auth_token", "yarn_npm", "yarn_auth", "npmjs", "yarnrc"]],
  [
    "docker",
    ["docker", "dockerhub", "ghcr", "quay", "registry_password", "registry_token", "container_registry"],
  ],
  [
    "secret-store",
    [
      "vault",
      "doppler",
      "op_service_account",
      "onepassword",
      "infisical",
      "bitwarden",
      "bws",
      "akeyless",
      "sops",
      "age_key",
    ],
  ],
  ["aws", ["aws", "s3"]],
  ["gcp", ["gcp", "gcloud", "google", "gke", "firebase", "gcs"]],
  ["azure", ["azure", "arm_client", "arm_subscription", "arm_tenant", "acr"]],
  ["kubernetes", ["kube", "kubeconfig", "kubernetes", "k8s", "helm", "argocd", "rancher"]],
  [
    "signing",
    [
      "gpg",
      "pgp",
      "signing",
      "codesign",
      "cosign",
      "apple",
      "notarize",
      "notary",
      "keystore",
      "certificate",
      "cert",
      "p12",
      "pfx",
      "csc",
    ],
  ],
  [
    "wallet",
    ["wallet", "mnemonic", "seed_phrase", "deployer_key", "etherscan", "solana", "infura", "alchemy"],
  ],
  ["gitlab", ["gitlab", "glab", "ci_job_token", "ci_registry"]],
  [
    "github",
    [
      "github",
      "gh",
      "ghp",
      "gha",
      "renovate",
      "dependabot",
      "release_please",
      "semantic_release",
      "changesets",
      "pat",
    ],
  ],
  [
    "ci",
    [
      "jenkins",
      "circle",
      "circleci",
      "buildkite",
      "travis",
      "drone",
      "bitbucket",
      "teamcity",
      "turbo_token",
      "nx_cloud",
    ],
  ],
  [
    "hosting",
    [
      "vercel",
      "netlify",
      "cloudflare",
      "cf",
      "heroku",
      "fly",
      "render",
      "railway",
      "digitalocean",
      "do_token",
      "fastly",
      "surge",
      "hetzner",
      "linode",
      "ovh",
      "akamai",
    ],
  ],
  [
    "database",
    [
      "database",
      "db",
      "postgres",
      "postgresql",
      "pg",
      "pgpassword",
      "mysql",
      "mongo",
      "mongodb",
      "redis",
      "supabase",
      "neon",
      "planetscale",
      "snowflake",
      "kafka",
      "rabbitmq",
      "elastic",
      "clickhouse",
    ],
  ],
  ["payment", ["stripe", "paypal", "braintree", "adyen", "mollie", "square"]],
  [
    "chat",
    [
      "slack",
      "discord",
      "telegram",
      "teams",
      "sendgrid",
      "mailgun",
      "smtp",
      "twilio",
      "postmark",
      "mail",
      "pagerduty",
      "opsgenie",
    ],
  ],
  [
    "ai",
    [
      "openai",
      "anthropic",
      "claude",
      "gemini",
      "mistral",
      "huggingface",
      "hf",
      "cohere",
      "replicate",
      "groq",
      "openrouter",
      "deepseek",
    ],
  ],
  [
    "quality",
    [
      "codecov",
      "coveralls",
      "sonar",
      "sonarcloud",
      "snyk",
      "sentry",
      "datadog",
      "dd",
      "percy",
      "chromatic",
      "cypress",
      "browserstack",
      "saucelabs",
      "codeclimate",
      "newrelic",
      "rollbar",
      "bugsnag",
      "posthog",
    ],
  ],
  ["ssh", ["ssh", "deploy_key", "private_key", "known_hosts"]],
  ["git", ["git"]],
];

const secretWords: ReadonlySet<string> = new Set([
  "token",
  "secret",
  "secrets",
  "password",
  "passwd",
  "pass",
  "passphrase",
  "key",
  "apikey",
  "auth",
  "credential",
  "credentials",
  "creds",
  "pat",
  "pgpassword",
  "dsn",
  "webhook",
  "mnemonic",
  "cookie",
  "session",
  "jwt",
  "kubeconfig",
  "npmrc",
  "keystore",
  "p12",
  "pfx",
]);

/** Endings of names that say how something is used, and not what it is. */
const plainEndings: ReadonlySet<string> = new Set([
  "path",
  "file",
  "dir",
  "folder",
  "name",
  "length",
  "url",
  "region",
  "id",
  "enabled",
  "version",
  "ttl",
]);

const secretAddresses: readonly string[] = [
  "database_url",
  "redis_url",
  "mongodb_uri",
  "mongo_url",
  "webhook_url",
  "connection_string",
  "postgres_url",
  "amqp_url",
];
const maxNameCharacters = 300;

/** Whose secret a name most likely is. Names are foreign: only their words are looked at. */
export function providerOfName(name: string): ProviderId {
  const plain = plainOf(name);
  const found = wordsOfProviders.find(([, words]) => words.some((word) => holdsWord(plain, word)));
  return found?.[0] ?? "other";
}

/** Whether a variable's name says that its value is a secret. */
export function isSecretName(name: string): boolean {
  const plain = plainOf(name);
  if (secretAddresses.some((word) => holdsWord(plain, word))) return true;
  const words = plain.split("_").filter((word) => word !== "");
  const last = words.at(-1);
  if (last === undefined) return false;
  // A key's id is half of it, and that it was there says that its other half was.
  if (plainEndings.has(last) && !holdsWord(plain, "access_key_id")) return false;
  return words.some((word) => secretWords.has(word));
}

/** Lower case, words parted by one underscore; `npmToken` and `NPM-TOKEN` are the same name. */
function plainOf(name: string): string {
  const parted = name.slice(0, maxNameCharacters).replace(/([a-z0-9])([A-Z])/g, "$1_$2");
  return parted.toLowerCase().replace(/[^a-z0-9]+/g, "_");
}

function holdsWord(plain: string, word: string): boolean {
  return `_${plain}_`.includes(`_${word}_`);
}
