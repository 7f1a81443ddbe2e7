/** Where globals come from: the group, the file in it, and the member. Each is made when it is first read. */
export const globals = {
  process: ["node", "process"],
  Buffer: ["node", "buffer", "Buffer"],
  console: ["web", "console", "console"],
  setTimeout: ["web", "timers", "setTimeout"],
  setInterval: ["web", "timers", "setInterval"],
  setImmediate: ["web", "timers", "setImmediate"],
  clearTimeout: ["web", "timers", "clearTimeout"],
  clearInterval: ["web", "timers", "clearInterval"],
  clearImmediate: ["web", "timers", "clearImmediate"],
  URL: ["web", "url", "URL"],
  URLSearchParams: ["web", "url", "URLSearchParams"],
};
