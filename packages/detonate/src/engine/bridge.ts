import type { QuickJSContext, QuickJSHandle } from "quickjs-emscripten-core";

import type { EvaluatedName } from "./evaluated-name.ts";
import type { ProcessHost } from "./process-host.ts";

/** The functions of the host that the guest's own code holds. */
export interface BridgeHandles {
  readonly object: QuickJSHandle;
}

type HostCall = (host: ProcessHost, args: readonly QuickJSHandle[]) => QuickJSHandle;

/**
 * Makes the bridge: three functions that take and give strings, bytes, and functions of the guest. Security: no object of the
 * host crosses, nothing is thrown across, and whatever fails on this side ends the process and the machine.
 */
export function installBridge(
  context: QuickJSContext,
  hostOf: () => ProcessHost | undefined,
  evaluatedName: EvaluatedName,
): BridgeHandles {
  const object = context.newObject();
  const waiting: { bytes: Uint8Array | undefined } = { bytes: undefined };
  const calls: Readonly<Record<string, HostCall>> = {
    call: (host, [service, message, bytes]) => {
      const reply = host.answer(textOf(context, service), textOf(context, message), bytesOf(context, bytes));
      waiting.bytes = reply.bytes;
      return context.newString(reply.message);
    },
    takeBytes: () => {
      const { bytes } = waiting;
      waiting.bytes = undefined;
      return bytes === undefined ? context.undefined : context.newArrayBuffer(new Uint8Array(bytes).buffer);
    },
    take: (host, [table, extent, key]) => {
      const named = textOf(context, extent) === "one" ? textOf(context, key) : undefined;
      const given = host.takeFunctions(Number(textOf(context, table)), named);
      if (given === undefined) return context.undefined;
      evaluatedName.set(given.name);
      return context.newString(given.text);
    },
    taken: () => {
      evaluatedName.reset();
      return context.undefined;
    },
  };
  for (const [name, call] of Object.entries(calls)) {
    const handle = context.newFunction(name, (...args) =>
      guarded(context, hostOf(), (host) => call(host, args)),
    );
    context.setProp(object, name, handle);
    handle.dispose();
  }
  const compile = context.newFunction("compile", (message, form) => {
    const host = hostOf();
    if (host === undefined || host.isStopped) return context.undefined;
    try {
      const { text, name } = host.compile(textOf(context, message));
      return context.evalCode(text, name, { type: textOf(context, form) === "module" ? "module" : "global" });
    } catch (error) {
      host.fail(error);
      return context.undefined;
    }
  });
  context.setProp(object, "compile", compile);
  compile.dispose();
  return { object };
}

function guarded(
  context: QuickJSContext,
  host: ProcessHost | undefined,
  call: (host: ProcessHost) => QuickJSHandle,
): QuickJSHandle {
  if (host === undefined || host.isStopped) return context.undefined;
  try {
    return call(host);
  } catch (error) {
    host.fail(error);
    return context.undefined;
  }
}

function textOf(context: QuickJSContext, handle: QuickJSHandle | undefined): string {
  return handle === undefined ? "" : context.getString(handle);
}

function bytesOf(context: QuickJSContext, handle: QuickJSHandle | undefined): Uint8Array | undefined {
  if (handle === undefined || context.typeof(handle) !== "object") return undefined;
  const lifetime = context.getArrayBuffer(handle);
  const bytes = lifetime.value.slice();
  lifetime.dispose();
  return bytes;
}
