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
