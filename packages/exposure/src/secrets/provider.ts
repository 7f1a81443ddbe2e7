/** Who gave a secret out, so who takes it back. */
export type ProviderId =
  | "wallet"
  | "npm"
  | "github"
  | "gitlab"
  | "ci"
  | "secret-store"
  | "aws"
  | "gcp"
  | "azure"
  | "kubernetes"
  | "docker"
  | "ssh"
  | "git"
  | "signing"
  | "hosting"
  | "database"
  | "payment"
  | "chat"
  | "ai"
  | "quality"
  | "browser"
  | "other";

/** One thing to do; `command` with capitals where something has to be filled in. */
export interface RotationStep {
  readonly text: string;
  readonly command?: string;
}

/** How a provider's secrets are replaced, and what tells that they were used. */
export interface Provider {
  readonly id: ProviderId;
  readonly title: string;
  /** Why it stands where it stands in the order. */
  readonly why: string;
  readonly steps: readonly RotationStep[];
  /** What shows that somebody else used it. */
  readonly check: string;
}
