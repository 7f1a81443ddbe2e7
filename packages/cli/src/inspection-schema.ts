const text = { type: "string" } as const;
const textOrNull = { type: ["string", "null"] } as const;
const count = { type: "integer", minimum: 1 } as const;

/** An object of which every member is always there; more may come, so that readers skip what they do not know. */
function record(properties: Readonly<Record<string, object>>): object {
  return { type: "object", required: Object.keys(properties), properties };
}

function orNull(schema: object): object {
  return { anyOf: [schema, { type: "null" }] };
}

const reason = record({ code: text, message: text });

const finding = record({
  id: { ...text, description: "The detector's id; see detectors/README.md." },
  family: { enum: ["trigger", "capability", "concealment", "identity", "graph", "history", "intel"] },
  strength: { enum: ["decisive", "strong", "supporting", "context"] },
  technique: { ...textOrNull, description: "An id of MITRE ATT&CK." },
  message: text,
  location: orNull(record({ file: text, line: count, column: count })),
  excerpt: textOrNull,
  before: textOrNull,
  after: textOrNull,
  suppressed: orNull(record({ reason: text, owner: text, expires: text })),
});

/** The form of a line of `inspect --json` as JSON Schema (draft 2020-12). */
export const inspectionLineSchema: Readonly<Record<string, unknown>> = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "A line of lockkeeper inspect --json",
  ...record({
    schema: { const: 1 },
    spec: { ...text, description: "As it was asked for." },
    name: textOrNull,
    version: textOrNull,
    integrity: { ...textOrNull, description: "sha512-… of the tarball; null for a folder." },
    verdict: { enum: ["allow", "hold", "block", "unknown"] },
    reasons: { type: "array", items: reason },
    findings: { type: "array", items: finding },
    facts: { type: "object", description: "What was looked at; members are added." },
    engine: record({ version: text, rules: text, data: text, trust: text }),
    policy: orNull(
      record({
        source: text,
        revision: text,
        effect: { enum: ["allow", "warn", "hold", "block"] },
        clause: text,
        reason: textOrNull,
        exception: textOrNull,
        look: {
          enum: ["before-serving", "after-serving", "never", null],
          description: "When a firewall with that policy looks at it; null for local files.",
        },
      }),
    ),
    origin: orNull(record({ file: text, line: count })),
    durationMs: { type: "integer", minimum: 0 },
    error: orNull(record({ code: text, message: text, hint: textOrNull })),
  }),
};
