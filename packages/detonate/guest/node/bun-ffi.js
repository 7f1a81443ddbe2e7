/** Bun's way to libraries of machine code: what is opened is told. */
export default function create(kit) {
  const dlopen = (path) => {
    kit.observe("code", "bun:ffi.dlopen", { path: String(path) });
    return { symbols: kit.ghost("bun:ffi.symbols"), close: () => undefined };
  };
  const FFIType = kit.ghost("bun:ffi.FFIType");
  return {
    dlopen,
    linkSymbols: dlopen,
    cc: dlopen,
    FFIType,
    ptr: () => 0,
    toBuffer: () => new Uint8Array(0),
    suffix: "so",
  };
}
