/** The systems that run pipelines which `setup --ci` knows. */
export const ciSystems = ["github", "gitlab", "azure", "circleci", "jenkins", "bitbucket"] as const;
export type CiSystem = (typeof ciSystems)[number];

/** The name of a system when it is known. */
export function tryParseCiSystem(text: string | undefined): CiSystem | undefined {
  return ciSystems.find((system) => system === text);
}
