import { createHash } from "node:crypto";
import type { PackumentIndex, PackumentVersion, RenderOptions } from "@lockkeeper/registry";
import { conventionalTarballPath } from "@lockkeeper/registry";
import { LRUCache } from "lru-cache";
import { whereToRead } from "./decision-url.ts";
import type { Judgement } from "./judge.ts";
import { restrictionMessage } from "./messages.ts";
import type { HeldPackument } from "./packument-source.ts";
import { SingleFlight } from "./single-flight.ts";

/** What distinguishes one client's form of a packument from another's. */
export interface AnswerForm {
  readonly isAbbreviated: boolean;
  readonly isGzipped: boolean;
  /** Where the client reaches the firewall: `http://127.0.0.1:4880`. */
  readonly origin: string;
  /** Whether the client re-bases tarball URLs of the default registry by itself, so that its lockfile stays portable. */
  readonly rebasesTarballs: boolean;
  /** The registry that a client behind a run's proxy believes to talk to, and where it fetches tarballs then. */
  readonly runOrigin: string | undefined;
}

/** A rendered answer, ready for the wire. */
export interface RenderedAnswer {
  readonly body: Buffer;
  readonly etag: string;
}

/** What answers are made with. */
export interface PackumentAnswersOptions {
  readonly defaultRegistry: string;
  readonly memoryBytes: number;
  /** Renders a packument, compressed if told. */
  readonly renderDocument: (
    packument: HeldPackument,
    options: RenderOptions,
    isGzipped: boolean,
  ) => Promise<Buffer>;
}

/** Renders packuments as judged and keeps the bytes, compressed too, until the judgement changes. */
export class PackumentAnswers {
  readonly #defaultRegistry: string;
  readonly #renderDocument: PackumentAnswersOptions["renderDocument"];
  readonly #rendered: LRUCache<string, RenderedAnswer>;
  readonly #flights = new SingleFlight<RenderedAnswer>();

  constructor(options: PackumentAnswersOptions) {
    this.#renderDocument = options.renderDocument;
    this.#defaultRegistry = options.defaultRegistry;
    this.#rendered = new LRUCache({
      maxSize: options.memoryBytes,
      sizeCalculation: ({ body }) => body.length + 500,
    });
  }

  /** The answer for one form; rendered at most once per judgement and form. */
  render(
    packument: HeldPackument,
    judgement: Judgement,
    form: AnswerForm,
  ): RenderedAnswer | Promise<RenderedAnswer> {
    const key = answerKey(packument, judgement, form);
    return (
      this.#rendered.get(key) ?? this.#flights.run(key, () => this.#make(key, { packument, judgement, form }))
    );
  }

  async #make(key: string, { packument, judgement, form }: AnswerInput): Promise<RenderedAnswer> {
    const { index } = packument;
    const newestAcceptable = judgement.distTags.get("latest");
    const hidden = [
      ...judgement.withheld.filter(({ version }) => !judgement.kept.has(version)),
      ...judgement.unlisted,
    ];
    const message = restrictionMessage(hidden, {
      name: index.name,
      newestAcceptable,
      decisionUrl: whereToRead({ origin: form.origin, isRun: form.runOrigin !== undefined }, index.name),
    });
    const options: RenderOptions = {
      kept: judgement.kept,
      distTags: judgement.distTags,
      restrictions:
        hidden.length === 0 ? undefined : { versions: hidden.map(({ version }) => version), message },
      tarballUrl: this.tarballUrlOf(packument, form),
      isAbbreviated: form.isAbbreviated,
    };
    const body = await this.#renderDocument(packument, options, form.isGzipped);
    const etag = `"${createHash("sha256").update(key).digest("base64url").slice(0, 27)}"`;
    const answer = { body, etag };
    this.#rendered.set(key, answer);
    return answer;
  }

  /**
   * How `dist.tarball` is written for a client, or `undefined` to leave it. npm re-bases URLs of its default registry
   * to the registry it is configured with, so these stay; every other client fetches what it reads.
   */
  tarballUrlOf(
    { index, upstream }: HeldPackument,
    { rebasesTarballs, origin, runOrigin }: AnswerForm,
  ): ((version: PackumentVersion) => string) | undefined {
    if (runOrigin !== undefined) return tarballUrlInRun(index, runOrigin, this.#defaultRegistry);
    const isPortable = rebasesTarballs && !upstream.isPrivate;
    if (isPortable && isServedByDefaultRegistry(index, this.#defaultRegistry)) return undefined;
    const base = isPortable ? this.#defaultRegistry : `${origin}/`;
    return ({ version }) => `${base}${conventionalTarballPath(index.name, version)}`;
  }
}

interface AnswerInput {
  readonly packument: HeldPackument;
  readonly judgement: Judgement;
  readonly form: AnswerForm;
}

function answerKey(
  { index, upstream }: HeldPackument,
  { id, policyRevision }: Judgement,
  form: AnswerForm,
): string {
  const shape = `${form.isAbbreviated ? "a" : "f"}${form.isGzipped ? "z" : "i"}${form.rebasesTarballs ? "r" : "w"}`;
  return `${upstream.id} ${index.name} ${index.sha256} ${id} ${policyRevision} ${shape} ${form.origin} ${form.runOrigin ?? ""}`;
}

/**
 * A run's proxy takes the default registry and the client's own, so addresses below these stay, and lockfiles become
 * what they are without us.
 */
function tarballUrlInRun(
  index: PackumentIndex,
  runOrigin: string,
  defaultRegistry: string,
): ((version: PackumentVersion) => string) | undefined {
  const bases = [`${runOrigin}/${index.name}/-/`, `${defaultRegistry}${index.name}/-/`];
  const stays = ({ tarball }: PackumentVersion): boolean =>
    tarball === undefined || bases.some((base) => tarball.url.startsWith(base));
  if ([...index.versions.values()].every(stays)) return undefined;
  return (version) =>
    version.tarball !== undefined && stays(version)
      ? version.tarball.url
      : `${runOrigin}/${conventionalTarballPath(index.name, version.version)}`;
}

function isServedByDefaultRegistry(index: PackumentIndex, defaultRegistry: string): boolean {
  for (const { tarball } of index.versions.values()) {
    // Safe as a prefix: the base ends with the slash after the host.
    if (tarball !== undefined && !tarball.url.startsWith(defaultRegistry)) return false;
  }
  return true;
}
