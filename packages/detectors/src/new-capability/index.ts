import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";

/** Capabilities that a release does not gain by the way. */
const telling = new Map([
  ["process", "starts processes"],
  ["network", "uses the network"],
  ["dns", "resolves names"],
  ["run-code", "runs texts as code"],
  ["read-all-environment", "takes the whole environment"],
  ["host-facts", "asks who and where the machine is"],
  ["persist", "makes itself start again"],
  ["publish", "publishes packages"],
  ["clipboard", "uses the clipboard"],
  ["key-log", "follows keystrokes"],
  ["wallet", "uses wallets"],
  ["replace-global", "replaces what others call"],
  ["load-native", "loads machine code"],
  ["install-packages", "installs packages"],
]);
const triggerWords = new Map([
  ["install", "at install"],
  ["import", "in code that programs load"],
  ["tool", "when a tool opens its folder"],
  ["browser", "in browsers"],
  ["bin", "in its commands"],
]);

/** The code of a small step can do what the code before it could not. */
export const newCapability: Detector = defineDetector({
  id: "new-capability",
  title: "A small release can do what the one before could not",
  family: "history",
  strength: "supporting",
  technique: "T1195.002",
  *detect({ predecessor }) {
    if (predecessor.state !== "present") return;
    const { drift, version } = predecessor.value;
    if (drift.step === "major" || drift.step === "same" || drift.step === "downward") return;
    for (const { kind, trigger } of drift.capabilities.added) {
      const what = telling.get(kind);
      const when = triggerWords.get(trigger);
      if (what === undefined || when === undefined) continue;
      yield {
        message: `It ${what} ${when}, which ${version} did not.`,
        strength: strengthOf(kind, trigger, drift.step),
        after: `${kind} ${trigger}`,
      };
    }
  },
});

/** What every installer needs some day, and says little without what flows into it. */
const ordinary: ReadonlySet<string> = new Set(["read-all-environment", "host-facts", "load-native", "dns"]);

function strengthOf(kind: string, trigger: string, step: string): "supporting" | "context" {
  if (ordinary.has(kind)) return "context";
  return trigger === "install" || trigger === "tool" || step === "patch" ? "supporting" : "context";
}
