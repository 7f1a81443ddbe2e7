import type {
  AccountService,
  CampaignIndicatorDocument,
  HashAlgorithm,
  IndicatorConfidence,
  IndicatorPlatform,
  PersistenceMechanism,
} from "../campaign-indicator.ts";
import { count, oneOf, optional, record, text, type Shape } from "./shape.ts";

/** Every kind of indicator. */
export const indicatorKinds: readonly CampaignIndicatorDocument["kind"][] = [
  "file-path",
  "package-file",
  "file-hash",
  "domain",
  "address",
  "url",
  "url-path",
  "port",
  "process-name",
  "command-line",
  "registry-key",
  "persistence",
  "repository-name",
  "repository-text",
  "workflow-file",
  "workflow-name",
  "project-file",
  "runner-name",
  "account",
  "email",
  "user-agent",
];
const platforms: readonly IndicatorPlatform[] = ["any", "linux", "darwin", "win32"];
const confidences: readonly IndicatorConfidence[] = ["high", "medium", "low"];
const algorithms: readonly HashAlgorithm[] = ["sha1", "sha256", "sha512"];
const services: readonly AccountService[] = ["npm", "github"];
const mechanisms: readonly PersistenceMechanism[] = [
  "service",
  "launch-agent",
  "cron",
  "run-key",
  "scheduled-task",
  "shell-profile",
  "git-hook",
  "autorun-file",
];

/** An indicator as files write it. */
export const indicatorShape: Shape<CampaignIndicatorDocument> = record<CampaignIndicatorDocument>({
  kind: oneOf(indicatorKinds),
  value: text,
  platform: optional(oneOf(platforms)),
  confidence: optional(oneOf(confidences)),
  meaning: text,
  validFrom: optional(text),
  validUntil: optional(text),
  source: text,
  package: optional(text),
  algorithm: optional(oneOf(algorithms)),
  fileName: optional(text),
  size: optional(count),
  valueName: optional(text),
  mechanism: optional(oneOf(mechanisms)),
  service: optional(oneOf(services)),
});
