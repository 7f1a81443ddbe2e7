import { deedsOf } from "./reading.ts";
import type { Deed, EffectKind, Scene } from "./scene.ts";

/** Something of the machine or its user that flows into an effect. */
export interface Loot {
  readonly kind:
    | "credentials"
    | "wallet"
    | "keystrokes"
    | "clipboard"
    | "environment"
    /** Variables with secrets of well-known services. */
    | "secret"
    /** Another variable, such as a token of the package's own service. */
    | "variable"
    | "identity"
    | "browser";
  readonly words: string;
}

/** Files in which other programs keep what opens their accounts, where a path alone does not say so. */
const foreignSecrets =
  /(?:^|[/\\])\.(?:codex|claude|gemini|cursor|continue|aider|openai|anthropic|copilot|ollama|npm|docker|kube|aws|azure|ssh|gnupg|config[/\\](?:gh|gcloud|op))[/\\]|(?:auth|credentials?|tokens?|secrets?|keyring|id_\w+)\.(?:json|ya?ml|toml|db|txt)$|(?:bash|zsh|node_repl|python)_history$|^\/etc\/(?:passwd|shadow|hosts)$|Local Storage|leveldb|Login Data|Cookies/i;

/** Variables that hold secrets of services that half the world uses: no package but the service's own sends them. */
const othersSecret =
  /^(?:NPM_TOKEN|NODE_AUTH_TOKEN|NPM_AUTH_TOKEN|GITHUB_TOKEN|GH_TOKEN|GH_PAT|GITLAB_TOKEN|CI_JOB_TOKEN|ACTIONS_(?:RUNTIME|ID_TOKEN)_\w+|AWS_(?:ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN)|AZURE_\w+|ARM_CLIENT_SECRET|GOOGLE_APPLICATION_CREDENTIALS|GCP_\w+|DOCKER_(?:PASSWORD|AUTH\w*)|SLACK_\w*TOKEN|DISCORD_TOKEN|TELEGRAM_\w*TOKEN|STRIPE_\w+|OPENAI_API_KEY|ANTHROPIC_API_KEY|DATABASE_URL|DB_PASS\w*|MONGO\w*|REDIS_URL|PRIVATE_KEY|MNEMONIC|SEED\w*|WALLET\w*|JWT_SECRET|VAULT_TOKEN|CIRCLE_TOKEN|HEROKU_API_KEY|CLOUDFLARE_\w+|VERCEL_TOKEN|PYPI_\w+|TWINE_PASSWORD)$/;

/** APIs and programs that say whose machine it is, and not merely what kind of machine. */
const identity =
  /hostname|userInfo|networkInterfaces|whoami|getuid|\bid\b|ifconfig|ipconfig|uname\b|username|fullname|machineId|public-ip|mac(?:address)?\b|getmac|address\.ip|COMPUTERNAME|systeminformation|environ/i;
/** Commands that print the same. */
const identityCommand =
  /^(?:whoami|hostname|id|ifconfig|ipconfig|ip a|uname -a|net user|systeminfo|env|printenv|set|cat \/etc\/)\b/i;

/** What flows into an effect that belongs to the machine or its user, worst first. */
export function lootOf(deed: Deed, scene: Scene): readonly Loot[] {
  const own = { deeds: scene.deeds.filter(({ file }) => file === deed.file) };
  const { sources } = deed;
  const loot: Loot[] = [];
  const read = foreignFile(deed, own);
  if (sources.has("credential-file"))
    loot.push({ kind: "credentials", words: "files that hold credentials" });
  else if (read !== undefined) loot.push({ kind: "credentials", words: `the file ${read}` });
  if (sources.has("wallet")) loot.push({ kind: "wallet", words: "what wallets hold or sign" });
  if (sources.has("key-log")) loot.push({ kind: "keystrokes", words: "keystrokes" });
  if (sources.has("clipboard")) loot.push({ kind: "clipboard", words: "the clipboard or the screen" });
  if (sources.has("environment")) loot.push(environmentIn(placesOf(deed, scene, environmentKinds)));
  const facts = identityOf(deed, scene);
  if (facts.length > 0) loot.push({ kind: "identity", words: facts.join(", ") });
  if (sources.has("browser-data")) loot.push({ kind: "browser", words: "cookies or storage of the page" });
  return loot;
}

function foreignFile({ sources }: Deed, own: Pick<Scene, "deeds">): string | undefined {
  if (!sources.has("file")) return undefined;
  const paths = deedsOf(own, "read-file").map(({ effect }) => effect.argument ?? "");
  const listsHome = deedsOf(own, "list-files").some(({ effect }) => effect.argument === "~");
  if (listsHome && paths.some((path) => path.startsWith("~/${…}"))) return "~/… (whatever stands in home)";
  const read = paths.find((path) => foreignSecrets.test(path) && !path.startsWith("${__dirname}"));
  return read ?? packedStore(own);
}

/** What browsers keep, as a program packs or copies it before it is sent. */
const browserStore =
  /(?:User Data|Default|Profiles?|Firefox)[/\\][^"'|;&]{0,80}?(?:Login Data|Cookies|Web Data|Local State|logins\.json|key4\.db|Local Extension Settings)/;

function packedStore(own: Pick<Scene, "deeds">): string | undefined {
  for (const { effect } of deedsOf(own, "process")) {
    const store = browserStore.exec(effect.argument ?? "")?.[0];
    if (store !== undefined) return store;
  }
  return undefined;
}

const environmentKinds: readonly EffectKind[] = ["read-all-environment", "read-environment"];

/** Where what flows into an effect is read: in its own file, or, at load, in another that hands it over. */
function placesOf(deed: Deed, { deeds }: Scene, kinds: readonly EffectKind[]): Pick<Scene, "deeds"> {
  const own = deeds.filter(({ file }) => file === deed.file);
  if (deed.effect.runs !== "load" || own.some(({ effect }) => kinds.includes(effect.kind)))
    return { deeds: own };
  return { deeds: deeds.filter(({ effect, moment }) => effect.runs === "load" && moment === deed.moment) };
}

function environmentIn(own: Pick<Scene, "deeds">): Loot {
  const takesAll = deedsOf(own, "read-all-environment").length > 0;
  if (takesAll) return { kind: "environment", words: "the environment" };
  const names = deedsOf(own, "read-environment").map(({ effect }) => effect.argument ?? "");
  const taken = names.filter((name) => othersSecret.test(name)).slice(0, 4);
  return taken.length > 0
    ? { kind: "secret", words: `the variables ${taken.join(", ")}` }
    : { kind: "variable", words: "a variable of the environment" };
}

/** Which facts of the host reach it: the APIs that were asked, or the commands whose output it gets. */
export function identityOf(deed: Deed, scene: Scene): readonly string[] {
  const own = { deeds: scene.deeds.filter(({ file }) => file === deed.file) };
  const asked = deed.sources.has("host-facts")
    ? deedsOf(placesOf(deed, scene, ["host-facts"]), "host-facts").map(({ effect }) => effect.api)
    : [];
  const printed = deed.sources.has("process")
    ? deedsOf(own, "process").map(({ effect }) => effect.argument ?? "")
    : [];
  const read = [
    ...asked.filter((api) => identity.test(api)),
    ...printed.filter((line) => identityCommand.test(line)),
  ];
  return [...new Set(read)].slice(0, 4);
}
