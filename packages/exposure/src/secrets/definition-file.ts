/** A file that says what a pipeline does, as it was when the pipeline ran. */
export interface DefinitionFile {
  /** Relative to the repository, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** Which language a definition is in; `unknown-system` is known to be one of a system that is not read. */
export type DefinitionKind = "github-workflow" | "github-action" | "gitlab" | "jenkins" | "unknown-system";

const unknownSystems =
  /^(?:\.circleci\/config\.ya?ml|azure-pipelines[^/]{0,100}\.ya?ml|bitbucket-pipelines\.yml|\.travis\.yml|\.drone\.ya?ml|\.buildkite\/[^/]{1,200}\.ya?ml|appveyor\.yml|\.woodpecker(?:\/[^/]{1,200})?\.ya?ml|\.gitea\/workflows\/[^/]{1,200}\.ya?ml|\.forgejo\/workflows\/[^/]{1,200}\.ya?ml)$/;

/** Which kind of definition a path names; `undefined` for every other file. */
export function definitionKindOf(path: string): DefinitionKind | undefined {
  if (path.length > 1000) return undefined;
  if (/^\.github\/workflows\/[^/]+\.ya?ml$/.test(path)) return "github-workflow";
  if (/(?:^|\/)action\.ya?ml$/.test(path)) return "github-action";
  if (/(?:^|\/)\.gitlab-ci(?:[.-][^/]+)?\.ya?ml$/.test(path) || /^\.gitlab\/.+\.ya?ml$/.test(path))
    return "gitlab";
  if (/(?:^|\/)Jenkinsfile(?:[.-][^/]+)?$/.test(path)) return "jenkins";
  return unknownSystems.test(path) ? "unknown-system" : undefined;
}

/** The line of a text where something stands, from 1, looked for from an offset on; 1 where it does not stand. */
export function lineOf(text: string, wanted: string, from = 0): number {
  const at = text.indexOf(wanted, from);
  if (at === -1) return 1;
  let line = 1;
  for (let next = text.indexOf("\n"); next !== -1 && next < at; next = text.indexOf("\n", next + 1))
    line += 1;
  return line;
}
