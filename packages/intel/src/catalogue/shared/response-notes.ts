import type { OrderTrap, ResponseNote } from "../../campaign-response.ts";

/** For payloads that leave a tool with a person at its other end. */
export const isolateWholeHost: ResponseNote = {
  step: "isolate",
  text: "Treat every machine that installed it as taken over: isolate it and build it anew rather than cleaning it.",
};

/** For payloads that keep reading. */
export const isolateBeforeRotating: OrderTrap = {
  first: "isolate",
  before: "rotate",
  text: "Rotate from a clean machine: what is renewed on an affected one is read again.",
};

/** For payloads that leave files which editors and agents obey. */
export const removeAutorunFiles: ResponseNote = {
  step: "remove",
  text: "Look through repositories for hooks of .claude/settings.json that run at the start of a session and for tasks of .vscode/tasks.json that run when a folder is opened: they start the payload again without any installation.",
};

/** For payloads that steal through repositories. */
export const checkWorkflows: ResponseNote = {
  step: "check",
  text: "Look for workflows, branches and runners in your repositories that nobody added knowingly, and for public repositories under the accounts of affected people.",
};

/** For worms. */
export const checkOwnPackages: ResponseNote = {
  step: "check",
  text: "Look through your own packages for versions that nobody released: the worm publishes with every token that it finds.",
};

/** For payloads that watch the token which they stole. */
export const isolateBeforeRevoking: OrderTrap = {
  first: "isolate",
  before: "rotate",
  text: "Isolate the machine and remove the service gh-token-monitor before any GitHub token is revoked: the monitor deletes the home folder once its token stops working.",
};

/** For payloads that watch the token which they stole. */
export const removeMonitorBeforeRevoking: OrderTrap = {
  first: "remove",
  before: "rotate",
  text: "Stop and remove gh-token-monitor (a user service on Linux, a LaunchAgent on macOS) on every machine that ran the payload; only then revoke tokens.",
};
