/** A JSON Schema, as the value that it is. */
export type JsonSchema = Readonly<Record<string, unknown>>;

const text = { type: "string" } as const;
const textOrNull = { type: ["string", "null"] } as const;
const count = { type: "integer", minimum: 1 } as const;
const amount = { type: "integer", minimum: 0 } as const;

/** An object of which every member is always there; more may come, so that readers skip what they do not know. */
function record(properties: Readonly<Record<string, object>>): object {
  return { type: "object", required: Object.keys(properties), properties };
}

function orNull(schema: object): object {
  return { anyOf: [schema, { type: "null" }] };
}

function listOf(items: object): object {
  return { type: "array", items };
}

function addedAndRemoved(items: object): object {
  return record({ added: listOf(items), removed: listOf(items) });
}

function changed(value: object): object {
  return record({ key: text, before: value, after: value });
}

const capability = record({
  kind: text,
  trigger: { enum: ["install", "import", "bin", "browser", "tool", "development", "none"] },
});

const dependency = record({
  name: text,
  spec: text,
  kind: {
    enum: ["dependencies", "optionalDependencies", "peerDependencies", "devDependencies", "bundled"],
  },
});

const comparedVersion = record({
  spec: text,
  name: textOrNull,
  version: textOrNull,
  integrity: textOrNull,
  publishedAt: textOrNull,
  publisher: orNull(record({ login: text, email: textOrNull, isMachine: { type: "boolean" } })),
  evidence: { enum: ["none", "oidc", "provenance", "trusted-publisher", "staged", null] },
  gitHead: textOrNull,
  capabilities: listOf(capability),
  files: amount,
  unpackedBytes: amount,
  gaps: listOf(text),
});

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

const error = record({ code: text, message: text, hint: textOrNull });

/** The form of a line of `inspect --json`. */
export const inspectionLineSchema: JsonSchema = {
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
    durationMs: amount,
    error: orNull(error),
  }),
};

/** The form of a line of `diff --json`. */
export const comparisonLineSchema: JsonSchema = {
  title: "The line of lockkeeper diff --json",
  ...record({
    schema: { const: 1 },
    before: comparedVersion,
    after: comparedVersion,
    step: { enum: ["major", "minor", "patch", "prerelease", "same", "downward"] },
    changes: record({
      capabilities: addedAndRemoved(capability),
      hosts: addedAndRemoved(text),
      installScripts: listOf(changed(textOrNull)),
      scripts: listOf(changed(textOrNull)),
      bins: listOf(changed(textOrNull)),
      entries: listOf(changed(textOrNull)),
      dependencies: listOf(changed(orNull(dependency))),
      files: record({ added: listOf(text), removed: listOf(text), changed: listOf(text) }),
      fileKinds: addedAndRemoved(text),
      concealments: listOf(text),
      fileCount: record({ before: amount, after: amount }),
      unpackedBytes: record({ before: amount, after: amount }),
    }),
    policy: record({ source: text, revision: text }),
    durationMs: amount,
  }),
};

/** The form of the last line of a command that failed: before anything was looked at, or in the middle. */
export const failureLineSchema: JsonSchema = {
  title: "The last line of a command with --json that failed",
  ...record({ schema: { const: 1 }, error }),
  additionalProperties: false,
};

/** The forms of everything that `inspect --json` and `diff --json` print, as JSON Schema (draft 2020-12). */
export const inspectLinesSchema: JsonSchema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "A line of lockkeeper inspect --json or diff --json",
  anyOf: [{ $ref: "#/$defs/inspection" }, { $ref: "#/$defs/comparison" }, { $ref: "#/$defs/failure" }],
  $defs: {
    inspection: inspectionLineSchema,
    comparison: comparisonLineSchema,
    failure: failureLineSchema,
  },
};
