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

/** Any shell, whatever it is told to begin with. */
const anyShell = /^["']?(?:\/(?:usr\/)?bin\/)?(?:(?:ba|z|da|c|k|fi)?sh|(?:cmd|powershell|pwsh)(?:\.exe)?)\b/i;
/** In large programs a shell and a socket stand beside each other by chance. */
const smallUnit = 60;

/** A shell whose orders come from a raw socket and whose answers go there; or a bare one beside a socket in a small file. */
function isWired({ effect: start }: Deed, { deeds }: Unit): boolean {
  if (start.kind !== "process") return false;
  const command = (start.argument ?? "").trim();
  const isBare = shell.test(command);
  if (!isBare && !anyShell.test(command)) return false;
  const isFed = start.sources.includes("network");
  return deeds.some(({ effect }) => {
    if (effect.kind !== "network" || !sockets.test(effect.api)) return false;
    const isHeard = effect.sources.includes("process");
    return isBare ? isFed || isHeard || deeds.length <= smallUnit : isFed && isHeard;
  });
}

function strengthOf(deed: Deed, isPlain: boolean): "decisive" | "strong" {
  return isUnasked(deed) || (isPlain && deed.isHidden) ? "decisive" : "strong";
}
