import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { deedsOf, isLive, isUnasked, objectOf, sightingAt, whenOf } from "../reading.ts";
import type { Deed, Unit } from "../scene.ts";

const oneLiner =
  /\/dev\/(?:tcp|udp)\/|\b(?:nc|ncat|netcat)\b[^\n|;]{0,120}\s-(?:\w{0,4}e|c)\b|\bmkfifo\b[^\n]{0,200}\b(?:nc|ncat|telnet|openssl)\b|\bsocat\b[^\n]{0,160}\bexec:|pty\.spawn\(|\b(?:perl|ruby|php|lua|g?awk)\b[^\n]{0,300}(?:socket|connect|fsockopen|\/inet\/tcp)[^\n]{0,600}(?:\/bin\/\w{0,3}sh|\bexec\b|cmd\.exe)|os\.dup2\(|\bnew-object\s+(?:system\.)?net\.sockets\.tcpclient/i;
const shell =
  /^["']?(?:\/(?:usr\/)?bin\/)?(?:ba|z|da|c|k|fi)?sh["']?(?:\s+-i)?$|^["']?(?:cmd|powershell|pwsh)(?:\.exe)?["']?(?:\s+[-/](?:nop|noprofile|noexit|nologo|noninteractive|ep|executionpolicy|bypass|q|k|i)\b|\s+bypass\b)*$|\bsh\s+-i\b/i;
const sockets =
  /\b(?:net|tls)\.(?:connect|createConnection|Socket)|WebSocket|socket\.io|\bws\b|^(?:nc|ncat|netcat|socat|telnet)$|^\/dev\/(?:tcp|udp)/;

/** A shell takes its orders from the network. */
export const reverseShell: Detector = defineDetector({
  id: "reverse-shell",
  title: "It gives a shell to somebody on the network",
  family: "capability",
  strength: "decisive",
  technique: "T1059.004",
  *detect(_subject, scene) {
    for (const unit of scene.units) {
      for (const deed of deedsOf(unit, "process", "network", "run-code").filter(isLive)) {
        const isPlain = deed.effect.api.startsWith("/dev/") || oneLiner.test(deed.effect.argument ?? "");
        if (!isPlain && !isWired(deed, unit)) continue;
        yield sightingAt(deed, {
          message: `It connects a shell to the network ${whenOf(deed)}: ${objectOf(deed)}.`,
          strength: strengthOf(deed, isPlain),
        });
      }
    }
  },
});

/** In large programs a shell and a socket stand beside each other by chance. */
const smallUnit = 60;

/** A bare shell, which gets its orders from elsewhere, and a raw socket: of one stream, or in one small file. */
function isWired(deed: Deed, unit: Unit): boolean {
  if (deed.effect.kind !== "process" || !shell.test((deed.effect.argument ?? "").trim())) return false;
  const isLinked = deed.effect.sources.includes("network");
  return unit.deeds.some(
    ({ effect }) =>
      effect.kind === "network" &&
      sockets.test(effect.api) &&
      (isLinked || effect.sources.includes("process") || unit.deeds.length <= smallUnit),
  );
}

function strengthOf(deed: Deed, isPlain: boolean): "decisive" | "strong" {
  return isUnasked(deed) || (isPlain && deed.isHidden) ? "decisive" : "strong";
}
