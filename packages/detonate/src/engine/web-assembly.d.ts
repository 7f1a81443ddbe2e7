/** The part of the standard that is used here; the types of Node leave it to those of browsers. */
declare namespace WebAssembly {
  type Imports = Record<string, ModuleImports>;
  type ModuleImports = Record<string, unknown>;
  type Exports = Record<string, unknown>;
  class Module {
    private readonly isModule;
  }
  class Instance {
    constructor(module: Module, imports?: Imports);
    readonly exports: Exports;
  }
  class Memory {
    constructor(descriptor: { readonly initial: number; readonly maximum?: number });
    readonly buffer: ArrayBuffer;
    grow: (pages: number) => number;
  }
  function compile(bytes: Uint8Array): Promise<Module>;
}
