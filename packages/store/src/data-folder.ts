/** Where everything of a Lockkeeper is kept. */
export interface DataFolder {
  readonly root: string;
  readonly policyFile: string;
  readonly secretsFile: string;
  readonly databaseFile: string;
  readonly ledgerFolder: string;
  readonly tarballFolder: string;
  readonly packumentFolder: string;
  readonly corruptFolder: string;
  readonly snapshotFolder: string;
  readonly intelFolder: string;
  readonly temporaryFolder: string;
}

/** Opens the data folder. */
export async function openDataFolder(_root: string): Promise<DataFolder> {
  throw new Error("not built yet");
}
