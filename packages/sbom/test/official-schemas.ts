import { readFileSync } from "node:fs";

import { Ajv } from "ajv";
import type { ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import ajvFormats from "ajv-formats";

const folder = new URL("../../../third-party/schemas/", import.meta.url);

function read(file: string): Record<string, unknown> {
  return JSON.parse(readFileSync(new URL(file, folder), "utf8")) as Record<string, unknown>; // A JSON schema is an object.
}

/** What is wrong with a document by the schema that its standard publishes; empty when it fits. */
export type SchemaCheck = (text: string) => readonly string[];

function checkWith(validate: ValidateFunction): SchemaCheck {
  return (text) =>
    validate(JSON.parse(text))
      ? []
      : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ""}`);
}

/** The check of CycloneDX 1.6, with the schemas of licences and signatures that it refers to. */
export function cycloneDxCheck(): SchemaCheck {
  const ajv = new Ajv({ strict: false, allErrors: true });
  ajvFormats.default(ajv);
  // RFC 3987 and RFC 6531 widen these two to letters of all languages; ours have none.
  ajv.addFormat("iri-reference", ajv.formats["uri-reference"] ?? true);
  ajv.addFormat("idn-email", ajv.formats["email"] ?? true);
  ajv.addSchema(read("cyclonedx-spdx.schema.json"), "http://cyclonedx.org/schema/spdx.schema.json");
  ajv.addSchema(read("cyclonedx-jsf-0.82.schema.json"), "http://cyclonedx.org/schema/jsf-0.82.schema.json");
  return checkWith(ajv.compile(read("cyclonedx-bom-1.6.schema.json")));
}

/** The check of SPDX 2.3. */
export function spdxCheck(): SchemaCheck {
  const ajv = new Ajv({ strict: false, allErrors: true });
  ajvFormats.default(ajv);
  return checkWith(ajv.compile(read("spdx-2.3.schema.json")));
}

/** The check of OpenVEX 0.2.0. */
export function openVexCheck(): SchemaCheck {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  ajvFormats.default(ajv);
  return checkWith(ajv.compile(read("openvex-0.2.0.schema.json")));
}
