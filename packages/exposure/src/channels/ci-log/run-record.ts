import { tryParseInstant, tryParseJson } from "@lockkeeper/core";

/** A run of a pipeline, or a job of one, as its system's interface tells it. Texts are foreign. */
export interface RunRecord {
  readonly system: "github" | "gitlab" | "jenkins";
  /** By this, logs are matched with it. */
  readonly id: string;
  /** What people call it: the repository, the workflow, the job. */
  readonly title: string;
  /** Milliseconds since the epoch; `undefined` where it has not begun or not ended. */
  readonly startedAt: number | undefined;
  readonly finishedAt: number | undefined;
}

/** The bounds on one answer of an interface. */
export const runRecordLimits: { readonly maxBytes: number; readonly maxRecords: number } = {
  maxBytes: 64_000_000,
  maxRecords: 200_000,
};

type Members = ReadonlyMap<string, unknown>;

/**
 * Reads what the interfaces of GitHub Actions (runs, jobs), GitLab (jobs, pipelines) and Jenkins (builds) answer, one object
 * or a list. `undefined` for any other document.
 */
export function tryParseRunRecords(text: string): readonly RunRecord[] | undefined {
  if (text.length > runRecordLimits.maxBytes) return undefined;
  const document = tryParseJson(text);
  const found = itemsOf(document)
    .slice(0, runRecordLimits.maxRecords)
    .flatMap((item) => toRecord(item) ?? []);
  return found.length === 0 ? undefined : found;
}

function itemsOf(document: unknown): readonly Members[] {
  if (Array.isArray(document)) return document.flatMap((item: unknown) => asMembers(item) ?? []);
  const members = asMembers(document);
  if (members === undefined) return [];
  for (const key of ["workflow_runs", "jobs", "builds"]) {
    const list = members.get(key);
    if (Array.isArray(list)) return list.flatMap((item: unknown) => asMembers(item) ?? []);
  }
  return [members];
}

function toRecord(item: Members): RunRecord | undefined {
  if (item.has("run_attempt") || (item.has("html_url") && item.has("run_number"))) return ofGitHub(item);
  if (item.has("run_id") && item.has("steps")) return ofGitHub(item);
  if (item.has("web_url") && (item.has("pipeline") || item.has("ref"))) return ofGitLab(item);
  if (item.has("timestamp") && item.has("duration") && item.has("number")) return ofJenkins(item);
  return undefined;
}

function ofGitHub(item: Members): RunRecord | undefined {
  const id = idOf(item, "id");
  if (id === undefined) return undefined;
  const repository = textOf(asMembers(item.get("repository")), "full_name");
  const title = [repository, textOf(item, "name"), id].filter((part) => part !== undefined).join(" ");
  return {
    system: "github",
    id,
    title,
    startedAt:
      instantOf(item, "run_started_at") ?? instantOf(item, "started_at") ?? instantOf(item, "created_at"),
    finishedAt: instantOf(item, "completed_at") ?? instantOf(item, "updated_at"),
  };
}

function ofGitLab(item: Members): RunRecord | undefined {
  const id = idOf(item, "id");
  if (id === undefined) return undefined;
  const path = /^https?:\/\/[^/]{1,300}\/(.{1,500}?)\/-\//.exec(textOf(item, "web_url") ?? "")?.[1];
  const title = [path, textOf(item, "name"), id].filter((part) => part !== undefined).join(" ");
  return {
    system: "gitlab",
    id,
    title,
    startedAt: instantOf(item, "started_at") ?? instantOf(item, "created_at"),
    finishedAt: instantOf(item, "finished_at"),
  };
}

function ofJenkins(item: Members): RunRecord | undefined {
  const id = idOf(item, "number");
  const startedAt = item.get("timestamp");
  const duration = item.get("duration");
  if (id === undefined || typeof startedAt !== "number" || typeof duration !== "number") return undefined;
  const title = textOf(item, "fullDisplayName") ?? `build ${id}`;
  return {
    system: "jenkins",
    id,
    title,
    startedAt,
    finishedAt: duration > 0 ? startedAt + duration : undefined,
  };
}

function idOf(item: Members, key: string): string | undefined {
  const value = item.get(key);
  if (typeof value === "number" && Number.isSafeInteger(value)) return String(value);
  return typeof value === "string" && /^\d{1,20}$/.test(value) ? value : undefined;
}

function instantOf(item: Members, key: string): number | undefined {
  return tryParseInstant(textOf(item, key) ?? "");
}

function textOf(item: Members | undefined, key: string): string | undefined {
  const value = item?.get(key);
  return typeof value === "string" ? value.slice(0, 300) : undefined;
}

function asMembers(value: unknown): Members | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return new Map<string, unknown>(Object.entries(value));
}

/** Reads when a build began and how long it took from what Jenkins keeps beside its log (`build.xml`). */
export function tryParseJenkinsBuild(text: string): Pick<RunRecord, "startedAt" | "finishedAt"> | undefined {
  const start = /<(?:startTime|timestamp)>(\d{13})</.exec(text)?.[1];
  if (start === undefined) return undefined;
  const duration = /<duration>(\d{1,12})</.exec(text)?.[1];
  const startedAt = Number(start);
  return { startedAt, finishedAt: duration === undefined ? undefined : startedAt + Number(duration) };
}
