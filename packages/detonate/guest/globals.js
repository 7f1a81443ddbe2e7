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
  TextEncoder: ["web", "encoding", "TextEncoder"],
  TextDecoder: ["web", "encoding", "TextDecoder"],
  atob: ["web", "encoding", "atob"],
  btoa: ["web", "encoding", "btoa"],
  Event: ["web", "events", "Event"],
  CustomEvent: ["web", "events", "CustomEvent"],
  MessageEvent: ["web", "events", "MessageEvent"],
  EventTarget: ["web", "events", "EventTarget"],
  AbortSignal: ["web", "events", "AbortSignal"],
  AbortController: ["web", "events", "AbortController"],
  MessagePort: ["web", "events", "MessagePort"],
  MessageChannel: ["web", "events", "MessageChannel"],
  BroadcastChannel: ["web", "events", "BroadcastChannel"],
  Blob: ["web", "blob", "Blob"],
  File: ["web", "blob", "File"],
  FormData: ["web", "blob", "FormData"],
  fetch: ["web", "fetch", "fetch"],
  Headers: ["web", "fetch", "Headers"],
  Request: ["web", "fetch", "Request"],
  Response: ["web", "fetch", "Response"],
  WebSocket: ["web", "websocket", "WebSocket"],
  crypto: ["web", "crypto", "crypto"],
  performance: ["web", "performance", "performance"],
  structuredClone: ["web", "structured-clone", "structuredClone"],
  Intl: ["web", "intl", "Intl"],
  ReadableStream: ["web", "streams", "ReadableStream"],
  WritableStream: ["web", "streams", "WritableStream"],
  TransformStream: ["web", "streams", "TransformStream"],
  CompressionStream: ["web", "streams", "CompressionStream"],
  DecompressionStream: ["web", "streams", "DecompressionStream"],
  navigator: ["web", "navigator", "navigator"],
  JSON: ["web", "json", "JSON"],
  Atomics: ["web", "atomics", "Atomics"],
  WebAssembly: ["web", "web-assembly", "WebAssembly"],
};

/** What further globals other runtimes have, by the runtime. */
export const runtimeGlobals = {
  node: {},
  bun: {
    Bun: ["node", "bun"],
    prompt: ["web", "dialogs", "prompt"],
    confirm: ["web", "dialogs", "confirm"],
    alert: ["web", "dialogs", "alert"],
  },
  deno: {
    Deno: ["web", "deno", "Deno"],
    prompt: ["web", "dialogs", "prompt"],
    confirm: ["web", "dialogs", "confirm"],
    alert: ["web", "dialogs", "alert"],
  },
  page: Object.fromEntries(
    "document XMLHttpRequest EventSource ethereum solana tronWeb Node Element HTMLElement SVGElement Document DocumentFragment ShadowRoot Text Comment HTMLScriptElement HTMLImageElement HTMLInputElement HTMLFormElement HTMLDivElement HTMLIFrameElement HTMLCanvasElement HTMLAnchorElement HTMLStyleElement HTMLButtonElement HTMLVideoElement Image Audio MutationObserver IntersectionObserver ResizeObserver PerformanceObserver DOMParser customElements CSSStyleSheet alert confirm prompt location localStorage sessionStorage navigator history screen requestAnimationFrame requestIdleCallback cancelAnimationFrame getComputedStyle matchMedia getSelection open postMessage scrollTo Worker SharedWorker indexedDB caches chrome process addEventListener removeEventListener dispatchEvent fetch FormData"
      .split(" ")
      .map((name) => [name, ["web", "page", name]]),
  ),
};

/** The names by which a page knows itself. */
export const pageNames = ["window", "self", "top", "parent", "frames"];
