import type { UpstreamConfig, Upstreams, UpstreamsOptions } from "./upstream.ts";

export function createUpstreams(_configs: readonly UpstreamConfig[], _options: UpstreamsOptions): Upstreams {
  throw new TypeError("not written yet");
}
