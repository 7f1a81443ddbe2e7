import { commandServices } from "./command-services.ts";
import { cryptoServices } from "./crypto-services.ts";
import { diskServices } from "./disk-services.ts";
import { moduleServices } from "./module-services.ts";
import { networkServices } from "./network-services.ts";
import { processServices } from "./process-services.ts";
import type { Service } from "./service.ts";
import { textServices } from "./text-services.ts";
import { zlibServices } from "./zlib-services.ts";

/** Everything that the guest may ask of the host, by name. */
export const services: ReadonlyMap<string, Service> = new Map(
  Object.entries({
    ...processServices,
    ...diskServices,
    ...textServices,
    ...moduleServices,
    ...cryptoServices,
    ...zlibServices,
    ...networkServices,
    ...commandServices,
  }),
);
