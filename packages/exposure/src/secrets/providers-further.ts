import type { Provider } from "./provider.ts";

/** The other providers, in the order in which their secrets are replaced. */
export const furtherProviders: readonly Provider[] = [
  {
    id: "ssh",
    title: "SSH keys",
    why: "A key opens every machine and repository that knows its public half, and nobody is told.",
    steps: [
      {
        text: "Make a new key on a clean machine, with a passphrase or on a hardware token.",
        command: "ssh-keygen -t ed25519 -f NEW_KEY",
      },
      {
        text: "Remove the old public key from every account and every authorized_keys; a key cannot be revoked anywhere else.",
        command: "ssh-keygen -lf OLD_KEY.pub",
      },
    ],
    check:
      "Logins with the old key's fingerprint in the machines' logs and in the audit logs of your code hosts.",
  },
  {
    id: "git",
    title: "Stored git credentials",
    why: "They read and write repositories as the person.",
    steps: [
      {
        text: "Revoke the token at the host that it is for, then remove it from the machine.",
        command: "git credential-manager erase",
      },
    ],
    check: "Pushes, tags and releases by the person since the exposure began.",
  },
  {
    id: "signing",
    title: "Signing keys and certificates",
    why: "They make what an attacker publishes look like yours.",
    steps: [
      {
        text: "Have the certificate revoked from the time of the exposure by whoever issued it, and take a new one with its key in hardware.",
      },
      { text: "Publish the revocation of an OpenPGP key.", command: "gpg --gen-revoke KEY" },
    ],
    check:
      "Signatures made since the exposure began that no release of yours explains; transparency logs where there are any.",
  },
  {
    id: "hosting",
    title: "Hosting and delivery (Vercel, Netlify, Cloudflare, Heroku, Fly and the like)",
    why: "They change what your users are served.",
    steps: [
      {
        text: "Revoke the token on the provider's page of API tokens, make one with the least rights that the pipeline needs.",
      },
    ],
    check: "Deployments, domains, workers and members that nobody of yours made.",
  },
  {
    id: "database",
    title: "Databases and message brokers",
    why: "Data that was copied stays copied: the question is whether it was.",
    steps: [
      { text: "Change the password of the account, and end its open sessions." },
      { text: "Let only the networks in that need it." },
    ],
    check: "Connections from unknown addresses, large reads, new accounts.",
  },
  {
    id: "payment",
    title: "Payment providers",
    why: "They move money and hold customers' data.",
    steps: [
      {
        text: "Roll the secret key on the provider's page of API keys, and the signing secrets of its webhooks.",
      },
    ],
    check: "Payouts, refunds and exports that nobody of yours made.",
  },
  {
    id: "chat",
    title: "Chat and mail (Slack, Discord, Teams, Telegram, SendGrid and the like)",
    why: "They speak in your name, and read what is said about the incident.",
    steps: [
      {
        text: "Revoke tokens and make webhooks anew on the page of the app; a webhook's address is the secret.",
      },
      { text: "Until then talk about the incident elsewhere." },
    ],
    check: "Messages by the bot or the integration, new integrations, exports.",
  },
  {
    id: "ai",
    title: "Keys of language models",
    why: "They cost money, and may read what was sent before.",
    steps: [{ text: "Revoke the key on the provider's page of API keys; set a limit on what may be spent." }],
    check: "Use and cost since the exposure began.",
  },
  {
    id: "quality",
    title: "Code quality, coverage and error tracking",
    why: "They read sources or reports, and seldom write.",
    steps: [{ text: "Make the project's token anew on its page of settings." }],
    check: "Members and webhooks of the project.",
  },
  {
    id: "browser",
    title: "Browsers",
    why: "Cookies are sessions: they pass by passwords and second factors.",
    steps: [
      {
        text: "Sign out everywhere: mail first, then code hosts, npm, clouds, chat (each account's page of sessions).",
      },
      { text: "Change passwords that the browser kept, from a clean machine." },
    ],
    check: "Pages of recent logins and devices.",
  },
  {
    id: "other",
    title: "Other secrets",
    why: "Nobody but you knows what they open: look before they are put last.",
    steps: [{ text: "Find who issued each, replace it there, then where it is stored." }],
    check: "The logs of whoever issued it.",
  },
];
