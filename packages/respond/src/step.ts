/** The steps of a response in the order in which they do no harm. */
export const stepIds = [
  "preserve",
  "isolate",
  "freeze",
  "deny",
  "purge-firewall",
  "quarantine",
  "repair",
  "rotate",
  "notify",
  "recheck",
] as const;

/** One step of a response. */
export type StepId = (typeof stepIds)[number];

/** What is to be said of a step wherever it is shown. */
export interface StepText {
  readonly title: string;
  /** Why it comes where it comes; one sentence. */
  readonly why: string;
  /** Whether it changes anything but the response's own folder, so that somebody has to agree. */
  readonly isChange: boolean;
}

/** What each step is for. */
export const stepTexts: Readonly<Record<StepId, StepText>> = {
  preserve: {
    title: "Preserve the evidence",
    why: "Everything that follows changes something, so what there is now is hashed and copied first.",
    isChange: false,
  },
  isolate: {
    title: "Isolate what was hit",
    why: "People do this: a machine on the network takes secrets as fast as they are replaced.",
    isChange: false,
  },
  freeze: {
    title: "Freeze young versions",
    why: "An attack seldom ends with the versions that are known: nothing young is let in while you look.",
    isChange: true,
  },
  deny: {
    title: "Deny the versions",
    why: "The firewall refuses them from this second on, whatever its caches and feeds say.",
    isChange: true,
  },
  "purge-firewall": {
    title: "Purge the firewall's cache",
    why: "Caches go on serving what a registry has removed.",
    isChange: true,
  },
  quarantine: {
    title: "Move copies out of the way",
    why: "Clients install from their caches without asking anybody, and installed folders run at the next start.",
    isChange: true,
  },
  repair: {
    title: "Repair the lockfiles",
    why: "Only once nothing brings the versions back: otherwise the next installation locks them again.",
    isChange: true,
  },
  rotate: {
    title: "List what to replace",
    why: "After isolation and after the copies are gone: a secret that is replaced earlier is taken again.",
    isChange: false,
  },
  notify: {
    title: "Draft the notifications",
    why: "What was found is known now; people read and send them.",
    isChange: false,
  },
  recheck: {
    title: "Ask again who is exposed",
    why: "What was done counts only when a new look agrees.",
    isChange: false,
  },
};
