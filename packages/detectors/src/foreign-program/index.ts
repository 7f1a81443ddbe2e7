import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { deedsOf, isTemporary, isUnasked, objectOf, sightingAt, whenOf } from "../reading.ts";
import type { Deed } from "../scene.ts";

const program = /\.(?:exe|scr|msi|dll|bat|cmd|vbs|vbe|wsf|hta|ps1|jar|apk|dmg|elf)\b(?!\w)/i;
const script = /\.(?:py|pyw|rb|pl|php|lua|sh)\b(?!\w)/i;
/** Commands of Node's own tools end so on Windows. */
const tools = /\b(?:npm|npx|yarn|pnpm|node|git|where|which|tsc|gradlew|mvn)(?:\.cmd|\.exe|\.bat)\b/gi;

/** Something that is no JavaScript is started, although nobody asked for it. */
export const foreignProgram: Detector = defineDetector({
  id: "foreign-program",
  title: "It starts a program or a script of another language, at install or on loading",
  family: "capability",
  strength: "supporting",
  technique: "T1204.002",
  *detect(_subject, scene) {
    for (const deed of deedsOf(scene, "process").filter(isUnasked)) {
      const argument = (deed.effect.argument ?? "").replaceAll(tools, "");
      if (!program.test(argument) && !script.test(argument)) continue;
      yield sightingAt(deed, {
        message: `It starts ${objectOf(deed)} ${whenOf(deed)}.`,
        strength: isCloaked(deed) && program.test(argument) ? "strong" : "supporting",
      });
    }
  },
});

function isCloaked({ effect, isHidden }: Deed): boolean {
  const isUnseen = ["windowsHide", "detached", "stdio-ignore"].some((option) =>
    effect.options.includes(option),
  );
  return isHidden || isUnseen || isTemporary(effect.argument);
}
