type Schema = Readonly<Record<string, unknown>>;

/** What is wrong with a value by the few words of JSON Schema that our own schemas use; empty when it fits. */
export function problemsBySchema(value: unknown, schema: unknown, path = "$"): readonly string[] {
  const rules = asRecord(schema);
  if (Array.isArray(rules["anyOf"])) {
    return rules["anyOf"].some((each) => problemsBySchema(value, each, path).length === 0)
      ? []
      : [`${path} fits nothing of anyOf`];
  }
  return [
    ...(isOfType(value, rules["type"]) ? [] : [`${path} is no ${JSON.stringify(rules["type"])}`]),
    ...("const" in rules && rules["const"] !== value
      ? [`${path} is not ${JSON.stringify(rules["const"])}`]
      : []),
    ...(Array.isArray(rules["enum"]) && !rules["enum"].includes(value) ? [`${path} is not in the list`] : []),
    ...(typeof rules["minimum"] === "number" && Number(value) < rules["minimum"]
      ? [`${path} is too small`]
      : []),
    ...(Array.isArray(value)
      ? value.flatMap((item, index) => problemsBySchema(item, rules["items"] ?? {}, `${path}[${index}]`))
      : []),
    ...problemsOfMembers(value, rules, path),
  ];
}

function problemsOfMembers(value: unknown, rules: Schema, path: string): readonly string[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
  const members = asRecord(value);
  const required = Array.isArray(rules["required"]) ? rules["required"].map(String) : [];
  return [
    ...required.filter((key) => !(key in members)).map((key) => `${path}.${key} is missing`),
    ...Object.entries(asRecord(rules["properties"] ?? {})).flatMap(([key, schema]) =>
      key in members ? problemsBySchema(members[key], schema, `${path}.${key}`) : [],
    ),
  ];
}

function isOfType(value: unknown, type: unknown): boolean {
  if (type === undefined) return true;
  const types = Array.isArray(type) ? type : [type];
  const actual =
    value === null
      ? "null"
      : Array.isArray(value)
        ? "array"
        : Number.isInteger(value)
          ? "integer"
          : typeof value;
  return types.includes(actual);
}

function asRecord(value: unknown): Schema {
  if (typeof value === "object" && value !== null) return value as Schema; // looked at above
  throw new TypeError("A schema is an object");
}
