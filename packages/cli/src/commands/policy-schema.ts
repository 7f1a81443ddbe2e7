import type { CommandModule } from "../command.ts";

/** `policy schema`: the JSON Schema of policy files. */
export const policySchemaCommand: CommandModule<undefined, object> = {
  run: async function* printSchema() {
    const { policyJsonSchema } = await import("@lockkeeper/policy");
    yield policyJsonSchema();
  },
  views: {
    person: (schema) => `${JSON.stringify(schema, undefined, 2)}\n`,
    json: (schema) => schema,
  },
};
