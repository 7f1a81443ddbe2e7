/** What a command line gives away, as a rule's name and a sentence. */
export interface CommandTell {
  readonly rule: string;
  readonly evidence: string;
}

/** Longer lines are cut: what they begin with is what runs. */
const maxCharacters = 20_000;

const temporaryProgram =
  /(?:^|[\s"'=;&|])(?:\/tmp\/|\/var\/tmp\/|\/dev\/shm\/|\/private\/tmp\/|\$TMPDIR\/|%TEMP%\\|%TMP%\\|[A-Za-z]:\\Windows\\Temp\\)[^\s"';&|]+/i;
const hiddenTemporary = /(?:\/tmp|\/var\/tmp|\/dev\/shm)\/\.[^\s/"']+/;
const fetches =
  /\b(?:curl|wget|fetch|Invoke-WebRequest|iwr|DownloadString|DownloadFile|bitsadmin|certutil)\b/i;
const feedsShell = /\|\s*(?:sudo\s+)?(?:ba|z|da|k)?sh\b|\|\s*(?:node|bun|python3?|iex|powershell)\b/i;
const decodes =
  /\bbase64\s+(?:-d|-D|--decode)\b|\bFromBase64String\b|\s-(?:enc|encodedcommand|ec)\s+[A-Za-z0-9+/=]{40,}/i;
const hiddenWindow = /\b(?:powershell|pwsh)(?:\.exe)?\b.{0,200}\s-w(?:indowstyle)?\s+h(?:idden)?\b/i;
const sharedScript = /\b[A-Za-z]:\\(?:ProgramData|Users\\Public)\\[^\\\s"]+\.(?:bat|cmd|vbs|js|ps1|hta)\b/i;
const interpreter =
  /(?:^|[\s"'=/\\])(?:node|bun|deno|python3?|osascript|cscript|wscript|mshta|perl|ruby)(?:\.exe)?["']?\s/i;

/** What a command that starts by itself gives away. Linear in the text; never throws. */
export function findCommandTells(text: string): readonly CommandTell[] {
  const line = text.slice(0, maxCharacters);
  const tells: CommandTell[] = [];
  if (fetches.test(line) && (feedsShell.test(line) || runsWhatItFetched(line)))
    tells.push({ rule: "tell-download-run", evidence: "Downloads something and runs it" });
  if (decodes.test(line) && (feedsShell.test(line) || /-(?:enc|ec|encodedcommand)\b/i.test(line)))
    tells.push({ rule: "tell-decoded-run", evidence: "Decodes a text and runs it" });
  if (hiddenTemporary.test(line))
    tells.push({ rule: "tell-hidden-temporary", evidence: "Uses a hidden file in a temporary folder" });
  if (temporaryProgram.test(line) && startsTemporary(line))
    tells.push({
      rule: "tell-temporary-program",
      evidence: "Runs something that lies in a temporary folder",
    });
  if (hiddenWindow.test(line))
    tells.push({ rule: "tell-hidden-window", evidence: "Starts PowerShell with a hidden window" });
  if (sharedScript.test(line))
    tells.push({
      rule: "tell-shared-script",
      evidence: "Runs a script from a folder that everybody may write to",
    });
  return tells;
}

function runsWhatItFetched(line: string): boolean {
  const saved = /(?:\s-o\s*|\s--output\s+|\s-O\s*|-OutFile\s+)["']?([^\s"';&|]{2,200})/.exec(line)?.[1];
  if (saved === undefined) return false;
  const first = line.indexOf(saved);
  return line.indexOf(saved, first + saved.length) >= 0 && /&&|;/.test(line.slice(first));
}

/** A temporary file as program or as the script of an interpreter, not as the place of a lock, log or socket. */
function startsTemporary(line: string): boolean {
  const first = temporaryProgram.exec(line);
  if (first === null) return false;
  const before = line.slice(0, first.index).trim();
  const isProgram =
    before === "" || /(?:[;&|]|\b(?:exec|nohup|setsid|sudo|sh|bash|zsh)|ExecStart=)$/.test(before);
  return isProgram || (interpreter.test(`${before} `) && !/\s-{1,2}\S+$/.test(before));
}
