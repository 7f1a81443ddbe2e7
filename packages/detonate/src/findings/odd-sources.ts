import type { Observation } from "../observation.ts";
import { textOf } from "./places.ts";

const address = /^\d{1,3}(?:\.\d{1,3}){3}$/;
/** The machine itself, and networks that nobody reaches from outside. */
const near = /^(?:0|10|127|22[4-9]|2[345]\d|192\.168|169\.254|172\.(?:1[6-9]|2\d|3[01]))\./;
/** Services where anybody leaves files for others, without a project behind them, and ways into somebody's machine at home. */
const dropServices =
  /(?:^|\.)(?:cdn\.discordapp\.com|media\.discordapp\.net|api\.telegram\.org|catbox\.moe|transfer\.sh|file\.io|gofile\.io|pixeldrain\.com|anonfiles?\.com|bayfiles\.com|mediafire\.com|mega\.nz|temp\.sh|0x0\.st|oshi\.at|ix\.io|pastebin\.com|paste\.ee|rentry\.co|hastebin\.com|termbin\.com|ufile\.io|uguu\.se|bashupload\.com|filebin\.net|trycloudflare\.com|ngrok(?:-free)?\.(?:io|app|dev)|loca\.lt|localhost\.run|serveo\.net|duckdns\.org|ddns\.net|hopto\.org|zapto\.org|webhook\.site)$/i;

/** Whether a server is asked that has no name, or one where anybody drops files: nobody stands for what comes from there. */
export function isOddSource(seen: Observation): boolean {
  const url = textOf(seen, "url");
  if (seen.kind !== "network" || !URL.canParse(url)) return false;
  const { hostname, protocol } = new URL(url);
  if (!/^https?:$/.test(protocol)) return false;
  return (address.test(hostname) && !near.test(hostname)) || dropServices.test(hostname);
}
