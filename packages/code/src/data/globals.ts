/** Names that all mean something else by which it is known here. */
export const globalAliases: ReadonlyMap<string, string> = new Map([
  ["window", "globalThis"],
  ["global", "globalThis"],
  ["self", "globalThis"],
  ["globalThis", "globalThis"],
  ["GLOBAL", "globalThis"],
  ["root", "globalThis"],
  ["frames", "globalThis"],
  ["$", "jquery"],
  ["jQuery", "jquery"],
  ["webkitURL", "URL"],
  ["WebKitMutationObserver", "MutationObserver"],
]);

/** Names that platforms define: of the language, of Node, of browsers, of Bun and Deno. */
export const globalNames: ReadonlySet<string> = new Set(
  `AbortController ActiveXObject Array ArrayBuffer Atomics Audio BigInt BigUint64Array Blob Boolean Buffer Bun
  CanvasRenderingContext2D Date Deno DataView Error EvalError Event EventSource EventTarget File FileReader Float32Array
  Float64Array FormData Function Headers HTMLCanvasElement HTMLFormElement HTMLElement Image Int16Array Int32Array
  Int8Array Intl JSON Map Math MutationObserver Notification Number Object Promise Proxy RangeError ReferenceError Reflect
  RegExp Request Response RTCPeerConnection SharedArrayBuffer SharedWorker Storage String Symbol SyntaxError TextDecoder
  TextEncoder TypeError Uint16Array Uint32Array Uint8Array Uint8ClampedArray URL URLSearchParams WeakMap WeakRef WeakSet
  WebAssembly WebSocket Worker WScript XMLHttpRequest addEventListener alert atob axios btoa chrome browser clearInterval
  clearTimeout console crypto customElements decodeURI decodeURIComponent document encodeURI encodeURIComponent escape
  ethereum eval fetch history importScripts indexedDB isFinite isNaN localStorage location module navigator
  onkeydown onkeypress onmessage open parent parseFloat parseInt performance phantom postMessage process prompt queueMicrotask
  require requestAnimationFrame requestIdleCallback sessionStorage setImmediate setInterval setTimeout solana structuredClone
  tronWeb tronLink unescape web3 keplr phantom`.split(/\s+/),
);
