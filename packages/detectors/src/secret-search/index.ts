import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { deedsOf, isAtInstall, isLive, isUnasked, objectOf, sightingAt, whenOf } from "../reading.ts";
import type { Deed } from "../scene.ts";

const scanner = /\b(?:trufflehog|gitleaks|detect-secrets|noseyparker)\b/i;
const agent = /(?:^|[\s"'/;&|])(?:claude|gemini|q\s+chat|codex|cursor-agent|copilot|aider|opencode|qwen)\b/i;
const unleashed =
  /--dangerously-skip-permissions|--yolo|--trust-all-tools|--no-interactive|--full-auto|--dangerously-bypass|--permission-mode\s+bypass/i;

/** A secret scanner or an agent is sent over the machine: by itself no package needs to be searched at install. */
export const secretSearch: Detector = defineDetector({
  id: "secret-search",
  title: "It sends a secret scanner or an unleashed agent over the machine",
  family: "capability",
  strength: "decisive",
  technique: "T1119",
  *detect(_subject, scene) {
    for (const deed of deedsOf(scene, "process", "network", "write-file").filter(isLive)) {
      const what = toolOf(deed);
      if (what === undefined) continue;
      yield sightingAt(deed, {
        message: `It uses ${what} ${whenOf(deed)}: ${objectOf(deed)}.`,
        strength: isAtInstall(deed) ? "decisive" : isUnasked(deed) ? "strong" : "supporting",
      });
    }
  },
});

function toolOf({ effect }: Deed): string | undefined {
  const argument = effect.argument ?? "";
  if (scanner.test(argument)) return "a secret scanner";
  if (effect.kind !== "process") return undefined;
  return agent.test(argument) && unleashed.test(argument) ? "an agent without its permissions" : undefined;
}
