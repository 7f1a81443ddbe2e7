// Asks the server of this container how it is: exit 0 while it serves. The image has no curl.
import { readFileSync } from "node:fs";
import { request as requestPlain } from "node:http";
import { request as requestTls } from "node:https";
import { join } from "node:path";

const { url } = readNote(join(process.env.LOCKKEEPER_DATA ?? "/data", "server.json"));
const ask = url.startsWith("https:") ? requestTls : requestPlain;
// The certificate is for the name that clients use, and this is our own process.
const options = { timeout: 4000, rejectUnauthorized: false };
const asking = ask(new URL("/-/health", url), options, (response) => {
  response.resume();
  process.exitCode = response.statusCode === 200 ? 0 : 1;
});
asking.on("timeout", () => asking.destroy(new Error("no answer in time")));
asking.on("error", (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
asking.end();

/** A server writes down where it listens, and takes the note away at its end. */
function readNote(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    return process.exit(1);
  }
}
