export { RegistryError } from "./errors.ts";
export type { RegistryErrorCode } from "./errors.ts";
export { isUpdateCheck, parseClientAgent } from "./client-agent.ts";
export type { ClientAgent, RequestHeaders } from "./client-agent.ts";
export { repairDistTags } from "./dist-tags.ts";
export { isExoticSpec } from "./exotic-spec.ts";
export type {
  MemberSpan,
  PackumentDocument,
  PackumentIndex,
  PackumentLayout,
  PackumentVersion,
  Publisher,
  Span,
} from "./packument.ts";
export type { BytePlan } from "./byte-writer.ts";
export { planPackument } from "./packument-render.ts";
export type { RenderOptions, Restrictions } from "./packument-render.ts";
export { createPackumentIndex, scanPackument } from "./packument-scan.ts";
export type { PackumentColumns } from "./packument-scan.ts";
export { parseRegistryRequest } from "./request-url.ts";
export type { RegistryRequest } from "./request.ts";
export { conventionalTarballPath, fileOfTarballUrl, resolveTarballFile } from "./tarball-url.ts";
export { createUpstreams } from "./upstreams.ts";
export type {
  FetchedPackument,
  FetchedTarball,
  PlainRequest,
  PlainResponse,
  ProxySettings,
  ResolveAddresses,
  Upstream,
  UpstreamConfig,
  Upstreams,
  UpstreamsOptions,
  Validators,
} from "./upstream.ts";
