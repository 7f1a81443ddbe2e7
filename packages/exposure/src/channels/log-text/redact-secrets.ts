import { showForeign } from "@lockkeeper/core";

/** What people call secrets, with what follows: `TOKEN=…`, `"password": "…"`, `--auth-token …`. */
const named =
  /((?:pass(?:word|wd|phrase)?|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|client[_-]?secret|credential|signature|connection[_-]?string|session|cookie|_auth(?:token)?)["']?\s{0,4}(?:[:=]|=>)\s{0,4}["']?)[^\s"',;&]{3,4000}/gi;
const flagged = /(--?(?:[a-z-]{0,40})(?:password|token|secret|api-?key|auth|otp)[ =])[^\s"']{3,4000}/gi;
const authorization = /(\bauthorization["']?\s{0,4}[:=]\s{0,4}["']?)[^"'\r\n]{3,4000}/gi;
const inUrl = /([a-z][a-z0-9+.-]{1,30}:\/\/)[^\s/@]{1,2000}@/gi;
const inQuery =
  /([?&](?:sig|signature|token|access_token|key|api_key|apikey|secret|password|code|x-amz-[a-z-]{1,40})=)[^\s&"'<>]{3,4000}/gi;
const privateKey = /-----BEGIN [A-Z ]{1,40}-----.*/g;

/** Shapes by which the usual providers' tokens are known wherever they stand. */
const shapes = new RegExp(
  [
    String.raw`npm_[A-Za-z0-9]{20,255}`,
    String.raw`gh[oprsu]_[A-Za-z0-9]{20,255}`,
    String.raw`github_pat_[A-Za-z0-9_]{20,255}`,
    String.raw`gl(?:pat|dt|rt|cbt|ptt|ft|soat|agent|ldt|imt)-[A-Za-z0-9_.-]{16,255}`,
    String.raw`(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{16}`,
    String.raw`AIza[A-Za-z0-9_-]{30,60}`,
    String.raw`ya29\.[A-Za-z0-9_-]{20,1000}`,
    String.raw`xox[abeoprs]-[A-Za-z0-9-]{10,255}`,
    String.raw`xapp-[A-Za-z0-9-]{10,255}`,
    String.raw`hooks\.slack\.com\/(?:services|workflows)\/[A-Za-z0-9/_-]{10,255}`,
    String.raw`(?:discord|discordapp)\.com\/api\/webhooks\/[A-Za-z0-9/_-]{10,255}`,
    String.raw`(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{10,255}`,
    String.raw`sk-(?:ant-|proj-)?[A-Za-z0-9_-]{20,255}`,
    String.raw`SG\.[A-Za-z0-9_-]{10,100}\.[A-Za-z0-9_-]{10,100}`,
    String.raw`dckr_(?:pat|oat)_[A-Za-z0-9_-]{10,255}`,
    String.raw`(?:dop|doo|dor)_v1_[a-f0-9]{40,80}`,
    String.raw`hv[sbr]\.[A-Za-z0-9_-]{20,255}`,
    String.raw`pypi-[A-Za-z0-9_-]{40,1000}`,
    String.raw`rubygems_[a-f0-9]{40,60}`,
    String.raw`AKC[a-zA-Z0-9]{10,500}`,
    String.raw`lkp?_[A-Za-z0-9_-]{20,255}`,
    String.raw`eyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{10,4000}(?:\.[A-Za-z0-9_-]{0,4000})?`,
  ]
    .map((shape) => String.raw`(?<![A-Za-z0-9_])${shape}`)
    .join("|"),
  "g",
);
/** Base64 or hexadecimal as long as keys are. The hashes of lockfiles are no secrets and say what was fetched. */
const longRun = /(?<![A-Za-z0-9+/=_-])(?:sha(?:1|256|384|512)-)?[A-Za-z0-9+/_-]{40,4000}={0,2}/g;
const looksRandom = /(?=.{0,4000}\d)(?=.{0,4000}[A-Z])(?=.{0,4000}[a-z])/;

/**
 * A foreign line of a log as it may be stored and shown: whatever looks like a secret is `***`. The shapes of usual
 * providers, what is named a secret, what stands in an URL before its host, and long runs that look random.
 */
export function redactSecrets(text: string): string {
  return text
    .replace(privateKey, "-----BEGIN ***")
    .replace(authorization, "$1***")
    .replace(inUrl, "$1***@")
    .replace(inQuery, "$1***")
    .replace(flagged, "$1***")
    .replace(named, "$1***")
    .replace(shapes, "***")
    .replace(longRun, (run) => (isSecretRun(run) ? "***" : run));
}

/** The part of a line around a text in it. Redacted before it is cut, so that no half of a secret is left. */
export function excerptOf(text: string, needle: string, maxCharacters = 160): string {
  const safe = redactSecrets(text);
  const start = Math.max(0, safe.indexOf(needle) - excerptLead);
  const part = showForeign(safe.slice(start, start + maxCharacters * 2).trim(), maxCharacters);
  return start > 0 ? `…${part}` : part;
}

const excerptLead = 60;

function isSecretRun(run: string): boolean {
  if (/^sha(?:1|256|384|512)-/.test(run)) return false;
  return (
    !run.includes("/node_modules") &&
    (run.match(/[/_-]/g)?.length ?? 0) < run.length / 8 &&
    looksRandom.test(run)
  );
}
