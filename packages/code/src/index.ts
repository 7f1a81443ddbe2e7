export type {
  Disguise,
  DisguiseKind,
  Effect,
  EffectKind,
  ExportSummary,
  ImportUse,
  ModuleReference,
  Naming,
  SourceFacts,
  SourceKind,
  SourceLanguage,
  SourceLocation,
} from "./source-facts.ts";
export { analyzeSource } from "./analyze-source.ts";
export type { SourceInput } from "./analyze-source.ts";
export { codeLimits } from "./limits.ts";
export type { CodeLimits } from "./limits.ts";
export { toCommonModule } from "./parse/common-module.ts";
export { analyzeScript } from "./scripts/analyze-script.ts";
export { findGypCommands } from "./scripts/read-gyp.ts";
