import type { Provider } from "./provider.ts";

/** Providers whose secrets let an attack spread or cannot be taken back: these first, in this order. */
export const firstProviders: readonly Provider[] = [
  {
    id: "wallet",
    title: "Wallets and seed phrases",
    why: "What is moved cannot be moved back, and a seed phrase cannot be revoked.",
    steps: [
      { text: "From a clean machine, make a new wallet with a new seed phrase and move everything to it." },
      { text: "Take back approvals that contracts hold over the old addresses." },
    ],
    check: "Look through the transactions of every address since the exposure began.",
  },
  {
    id: "npm",
    title: "npm tokens",
    why: "They publish: with one, the attack reaches everybody who installs your packages.",
    steps: [
      {
        text: "List all tokens of the account, then revoke every one that was in reach.",
        command: "npm token list",
      },
      { text: "Revoke by the id of the list.", command: "npm token revoke ID" },
      {
        text: "Set publishing to require two factors or a trusted publisher, so that no token publishes alone.",
        command: "npm access set mfa=publish PACKAGE",
      },
      {
        text: "Change password and one-time codes where the machine itself was hit: sessions of the website were in reach too.",
      },
    ],
    check:
      "Compare versions, times and owners of all your packages with what you published: npm view PACKAGE time, npm owner ls PACKAGE.",
  },
  {
    id: "github",
    title: "GitHub tokens and secrets",
    why: "They write to repositories and workflows, from which further secrets and releases follow.",
    steps: [
      { text: "Revoke personal access tokens: Settings, Developer settings, Personal access tokens." },
      {
        text: "Revoke what the command line uses: Settings, Applications, Authorized OAuth Apps, GitHub CLI; then log in anew.",
        command: "gh auth login",
      },
      {
        text: "Store the replacement of a secret of a repository.",
        command: "gh secret set NAME --repo OWNER/REPOSITORY",
      },
      {
        text: "Replace deploy keys, keys of apps and webhooks' secrets that were in reach.",
        command: "gh repo deploy-key list --repo OWNER/REPOSITORY",
      },
    ],
    check:
      "Audit log: new keys, runners, applications, workflow files, public repositories, branches and releases since the exposure began.",
  },
  {
    id: "gitlab",
    title: "GitLab tokens and variables",
    why: "They write to projects and pipelines, from which further secrets follow.",
    steps: [
      { text: "Revoke personal, project and group access tokens: Settings, Access tokens." },
      {
        text: "Replace the values of variables that jobs were given: Settings, CI/CD, Variables; mark them protected and masked.",
        command: "glab variable update NAME",
      },
      { text: "Replace deploy tokens, trigger tokens and the tokens of runners that took the jobs." },
    ],
    check:
      "Audit events: new tokens, keys, runners, hooks, pipelines started by hand since the exposure began.",
  },
  {
    id: "ci",
    title: "Credentials of the pipeline server",
    why: "A pipeline server holds the secrets of all projects.",
    steps: [
      {
        text: "Replace the credentials that the jobs bound, first where they come from, then in the server's store (Jenkins: Manage Jenkins, Credentials).",
      },
      { text: "Replace the secret of every agent that took the jobs, and build the agent's machine anew." },
    ],
    check: "Look for jobs, scripts, users and agents that nobody of yours made.",
  },
  {
    id: "secret-store",
    title: "Secret stores (Vault, 1Password, Doppler and the like)",
    why: "Whoever reads the store has everything that is in it.",
    steps: [
      {
        text: "Revoke the token together with all that was issued by it.",
        command: "vault token revoke -accessor ACCESSOR",
      },
      { text: "Replace what the token could read, beginning with what writes." },
    ],
    check: "Read the store's audit log for what the token read.",
  },
  {
    id: "aws",
    title: "AWS",
    why: "Keys of a cloud reach data and machines, and stay valid until somebody ends them.",
    steps: [
      {
        text: "Make a new key, bring it to where it is needed, then switch off the old one.",
        command: "aws iam create-access-key --user-name USER",
      },
      {
        text: "Switch the old one off first and delete it later: that can be taken back.",
        command: "aws iam update-access-key --user-name USER --access-key-id ID --status Inactive",
      },
      {
        text: "End sessions of roles: a key that is gone leaves them valid (console: the role, Revoke sessions).",
      },
    ],
    check:
      "CloudTrail by the key's id: aws cloudtrail lookup-events --lookup-attributes AttributeKey=AccessKeyId,AttributeValue=ID",
  },
  {
    id: "gcp",
    title: "Google Cloud",
    why: "Keys of a cloud reach data and machines, and stay valid until somebody ends them.",
    steps: [
      {
        text: "List and delete the keys of the service account.",
        command: "gcloud iam service-accounts keys list --iam-account ACCOUNT",
      },
      {
        text: "Delete by the id of the list.",
        command: "gcloud iam service-accounts keys delete ID --iam-account ACCOUNT",
      },
      { text: "End what people were logged in with.", command: "gcloud auth revoke --all" },
    ],
    check: "Audit logs of the project, by the account: new keys, grants, machines, exports.",
  },
  {
    id: "azure",
    title: "Azure",
    why: "Keys of a cloud reach data and machines, and stay valid until somebody ends them.",
    steps: [
      {
        text: "Give the application a new secret, which ends the old one.",
        command: "az ad app credential reset --id APPLICATION",
      },
      {
        text: "Forget the accounts of the machine, and revoke the sessions of its users (Entra ID: the user, Revoke sessions).",
        command: "az account clear",
      },
      {
        text: "Renew the keys of storage accounts that were in reach.",
        command: "az storage account keys renew --account-name NAME --key primary",
      },
    ],
    check: "Sign-in and activity logs by the application or user.",
  },
  {
    id: "kubernetes",
    title: "Kubernetes",
    why: "A kubeconfig starts machines inside your network, and a client certificate cannot be revoked.",
    steps: [
      {
        text: "Delete the token of the service account; what needs it is given a new one.",
        command: "kubectl delete secret NAME --namespace NAMESPACE",
      },
      {
        text: "Take the rights from the user of a client certificate, since the certificate stays valid.",
        command: "kubectl get clusterrolebindings,rolebindings -A -o wide",
      },
    ],
    check: "Audit log of the API server; look for new workloads, bindings and accounts.",
  },
  {
    id: "docker",
    title: "Container registries",
    why: "They publish images that others run.",
    steps: [
      {
        text: "Revoke the access token: account settings, personal access tokens; then remove what the machine kept.",
        command: "docker logout REGISTRY",
      },
      { text: "Pin what you run by digest until the tags are checked." },
    ],
    check: "Compare digests and times of your tags with what your pipelines built.",
  },
];
