import { orderOfProvider, providers } from "./providers.ts";
import type { Provider } from "./provider.ts";
import { sortSecrets } from "./find-secrets.ts";
import type { SecretInReach, SecretKind, SecretReach } from "./secret-in-reach.ts";

/** One secret to replace, with everything that brought it into reach. */
export interface RotationItem {
  readonly kind: SecretKind;
  readonly name: string;
  /** The nearest reach of all causes. */
  readonly reach: SecretReach;
  readonly isInstallKnown: boolean;
  /** Why, where, in the order of the list; cut at a bound. */
  readonly causes: readonly RotationCause[];
  /** How many causes there are, also those that are not listed. */
  readonly causeCount: number;
}

/** One reason for which a secret is on the list. */
export interface RotationCause {
  readonly cause: string;
  readonly ref: string;
  /** The place, as `kind id`. */
  readonly where: string;
}

/** What one provider gave out. */
export interface RotationGroup {
  readonly provider: Provider;
  readonly items: readonly RotationItem[];
}

const maxCauses = 8;

/**
 * Makes a rotation list of secrets in reach: by provider in the order in which they are replaced, each secret once with
 * all causes, the surer and nearer ones first.
 */
export function planRotation(secrets: readonly SecretInReach[]): readonly RotationGroup[] {
  const groups = new Map<Provider, Map<string, SecretInReach[]>>();
  for (const secret of sortSecrets(secrets)) {
    const provider = providers[orderOfProvider(secret.provider)];
    if (provider === undefined) continue;
    const items = groups.get(provider) ?? new Map<string, SecretInReach[]>();
    groups.set(provider, items);
    // A file of one machine is not that of another, while a named secret of one repository is one wherever it is used.
    const owner = secret.kind === "named" ? secret.where.id.split("#", 1)[0] : secret.where.id;
    const key = JSON.stringify([secret.kind, secret.name, owner]);
    items.set(key, [...(items.get(key) ?? []), secret]);
  }
  return [...groups]
    .map(([provider, items]) => ({
      provider,
      items: [...items.values()].flatMap(toItem).toSorted(bySureness),
    }))
    .toSorted((left, right) => orderOfProvider(left.provider.id) - orderOfProvider(right.provider.id));
}

function toItem(secrets: readonly SecretInReach[]): readonly RotationItem[] {
  const [first] = secrets;
  if (first === undefined) return [];
  const causes = secrets.map(({ cause, ref, where }) => ({ cause, ref, where: `${where.kind} ${where.id}` }));
  return [
    {
      kind: first.kind,
      name: first.name,
      reach: first.reach,
      isInstallKnown: secrets.some(({ isInstallKnown }) => isInstallKnown),
      causes: causes.slice(0, maxCauses),
      causeCount: causes.length,
    },
  ];
}

const reaches: readonly SecretReach[] = ["process", "host", "job", "later-job"];

function bySureness(left: RotationItem, right: RotationItem): number {
  return (
    Number(right.isInstallKnown) - Number(left.isInstallKnown) ||
    reaches.indexOf(left.reach) - reaches.indexOf(right.reach)
  );
}

/** What has to be done, and left undone, before the first secret is replaced; each a sentence or two. */
export const rotationTraps: readonly string[] = [
  "Isolate the machine first: cut its network, leave it running and do not clean it, since its memory and files are evidence.",
  "Before any token is revoked, look for what watches it: several campaigns installed a service that asks whether a stolen GitHub token still works and wipes the home folder once it does not (`gh-token-monitor` as a user service or LaunchAgent). Stop and remove it first.",
  "Replace secrets from a clean machine only: what you type on the affected one is taken again.",
  "Clean what starts again by itself before you install anew: autorun files of editors and agents (`.vscode/tasks.json`, `.claude/settings.json`), git hooks, workflow files on every branch.",
  "Revoke what publishes or pays at once. For what production needs, make the new one, bring it there, then revoke the old one on the same day.",
  "A replaced secret leaves sessions that were opened with it: end those too.",
];
