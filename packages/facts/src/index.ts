export type { Capability, Change, Drift } from "./drift.ts";
export type {
  AutorunFile,
  CommandFacts,
  Concealment,
  ConcealmentKind,
  CrossFileFlow,
  DeclaredDependency,
  FileFacts,
  FileKind,
  Indicator,
  IndicatorKind,
  ManifestFacts,
  PackageFacts,
  SourceFile,
  Trigger,
} from "./package-facts.ts";
export { compareFacts } from "./compare-facts.ts";
export { extractFacts, extractorVersion } from "./extract-facts.ts";
