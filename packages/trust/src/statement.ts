import type { ProvenanceFacts } from "./attestation.ts";
import { items, member, textMember } from "./json-value.ts";
import { trustLimits } from "./trust-limits.ts";

/** A name with a digest that a statement is about. */
export interface StatementSubject {
  readonly name: string;
  /** Lower-case hexadecimal. */
  readonly sha512: string;
}

/** An in-toto statement, as far as it is used here (https://in-toto.io/Statement/v1). */
export interface Statement {
  readonly predicateType: string;
  readonly subjects: readonly StatementSubject[];
  readonly predicate: unknown;
}

/** Parses the payload of an envelope; `undefined` for what is no statement. */
export function tryParseStatement(payload: string): Statement | undefined {
  let value: unknown;
  try {
    value = JSON.parse(payload);
  } catch {
    // Not JSON is not a statement; the caller says so.
    return undefined;
  }
  const predicateType = textMember(value, "predicateType", 1000);
  if (predicateType === undefined) return undefined;
  const subjects = items(member(value, "subject"), trustLimits.subjectsPerStatement).flatMap((subject) => {
    const name = textMember(subject, "name", 1000);
    const sha512 = textMember(member(subject, "digest"), "sha512", 128);
    return name === undefined || sha512 === undefined ? [] : [{ name, sha512: sha512.toLowerCase() }];
  });
  return { predicateType, subjects, predicate: member(value, "predicate") };
}

/** Reads a predicate of SLSA v1 or v0.2 as GitHub and GitLab write it. */
export function readProvenance({ predicateType, predicate }: Statement): ProvenanceFacts | undefined {
  if (predicateType.startsWith("https://slsa.dev/provenance/v1")) return readVersion1(predicate);
  if (predicateType.startsWith("https://slsa.dev/provenance/v0.2")) return readVersion02(predicate);
  return undefined;
}

function readVersion1(predicate: unknown): ProvenanceFacts {
  const definition = member(predicate, "buildDefinition");
  const external = member(definition, "externalParameters");
  const workflow = member(external, "workflow");
  const [resolved] = items(member(definition, "resolvedDependencies"), 1);
  const builder = textMember(member(member(predicate, "runDetails"), "builder"), "id");
  return {
    repository: plainRepository(textMember(workflow, "repository") ?? textMember(external, "source")),
    workflow: textMember(workflow, "path") ?? textMember(external, "entryPoint"),
    ref: textMember(workflow, "ref"),
    commit: textMember(member(resolved, "digest"), "gitCommit", 128),
    builder,
    trigger: textMember(member(member(definition, "internalParameters"), "github"), "event_name"),
    runner: runnerOf(builder),
  };
}

function readVersion02(predicate: unknown): ProvenanceFacts {
  const invocation = member(predicate, "invocation");
  const source = member(invocation, "configSource");
  const uri = textMember(source, "uri");
  const at = uri?.lastIndexOf("@") ?? -1;
  const builder = textMember(member(predicate, "builder"), "id");
  return {
    repository: plainRepository(at > 0 ? uri?.slice(0, at) : uri),
    workflow: textMember(source, "entryPoint"),
    ref: at > 0 ? uri?.slice(at + 1) : undefined,
    commit: textMember(member(source, "digest"), "sha1", 128),
    builder,
    trigger: textMember(member(invocation, "environment"), "GITHUB_EVENT_NAME"),
    runner: runnerOf(builder),
  };
}

function runnerOf(builder: string | undefined): string | undefined {
  return /\/(github-hosted|self-hosted)$/.exec(builder ?? "")?.[1];
}

/** A repository's URL without `git+`, `.git` and a final slash. */
export function plainRepository(url: string | undefined): string | undefined {
  return url?.replace(/^git\+/, "").replace(/(?:\.git|\/)$/, "");
}
