import { renderLockfile, renderManifest } from "../lockfiles.ts";
import type { LockedProject } from "../lockfiles.ts";
import { at } from "../night.ts";
import type { OrganisationCommit, OrganisationPart, PlantedGrade } from "../organisation.ts";
import { axiosAt, projectWith } from "../projects.ts";
import type { ScenarioContext } from "./scenario.ts";

const day = 86_400_000;
/** Versions of axios that projects had before that night. */
const earlier = ["1.7.9", "1.12.2", "1.13.2", "1.14.0"] as const;

/** One state of a project: what it asks of axios, and what is locked. */
export interface ProjectState {
  readonly range: string;
  readonly version: string;
}

/** A project with axios in some state. */
export function projectIn(context: ScenarioContext, { range, version }: ProjectState): LockedProject {
  return projectWith(context.name, context.chance, { asked: { axios: range }, packages: axiosAt(version) });
}

/** The two files of a project's state, below a folder of the repository. */
export function filesOf(
  context: ScenarioContext,
  project: LockedProject,
  folder = "",
): Readonly<Record<string, string>> {
  const { file, text } = renderLockfile(context.client, project);
  return { [`${folder}package.json`]: renderManifest(project), [`${folder}${file}`]: text };
}

/** A commit on `main`, unless told otherwise. */
export function commit(
  context: ScenarioContext,
  instant: number,
  files: OrganisationCommit["files"],
  more: Partial<OrganisationCommit> = {},
): OrganisationCommit {
  const zone = context.chance.pick(["+0000", "+0200", "-0700", "+0530", "+0900"]);
  return { branch: "main", at: instant, zone, message: "Update dependencies", files, ...more };
}

/** Some months in which axios moved forward, ending with the version before the attack. */
export function historyBefore(context: ScenarioContext, range = "^1.7.0"): readonly OrganisationCommit[] {
  const readme = commit(context, at("00:00") - 200 * day, { "README.md": `# ${context.name}\n` });
  const steps = earlier.map((version, step) =>
    commit(
      context,
      at("00:00") - (160 - step * 50) * day + context.chance.below(day),
      filesOf(context, projectIn(context, { range, version })),
    ),
  );
  return [readme, ...steps];
}

/** A repository with its truth. */
export function plantRepository(
  context: ScenarioContext,
  scenario: string,
  parts: {
    readonly commits: readonly OrganisationCommit[];
    readonly grades: readonly PlantedGrade[];
    readonly depth?: number;
    readonly uncommitted?: Readonly<Record<string, string>>;
  },
): OrganisationPart {
  const folder = `repositories/${context.name}`;
  const { commits, grades, depth, uncommitted = {} } = parts;
  return {
    repositories: [{ folder, commits, uncommitted, ...(depth !== undefined && { depth }) }],
    truths: [{ place: folder, scenario, grades }],
  };
}
