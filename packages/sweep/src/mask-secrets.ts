import { redact } from "@lockkeeper/core";

const named =
  /((?:^|[\s"';&|])[A-Za-z0-9_]{0,60}(?:TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|APIKEY|API_KEY|ACCESS_KEY|PRIVATE_KEY|CREDENTIALS?)[A-Za-z0-9_]{0,30}=)("[^"]{0,2000}"|'[^']{0,2000}'|[^\s"';&|]{1,2000})/gi;
const flagged =
  /((?:^|\s)--?(?:[a-z0-9-]{0,40}-)?(?:token|secret|password|passwd|passphrase|api-?key|access-?key|private-?key|credentials?|_authtoken|_auth|_password|auth-?token|bearer)(?:=|\s+))("[^"]{0,2000}"|'[^']{0,2000}'|[^\s"'-][^\s"']{0,2000})/gi;
const ofRegistry = /(:_(?:authToken|auth|password)=)[^\s"']{1,2000}/gi;
const header =
  /(\b(?:authorization|x-api-key|private-token|x-auth-token)\s*:\s*)((?:bearer|basic|token)\s+)?[^\s"']{1,2000}/gi;

/** A command line without the values that look like credentials: nobody needs them to see what it does. Linear. */
export function maskSecrets(text: string): string {
  return redact(
    text
      .slice(0, 8000)
      .replace(named, "$1***")
      .replace(flagged, "$1***")
      .replace(ofRegistry, "$1***")
      .replace(header, "$1$2***"),
  );
}
