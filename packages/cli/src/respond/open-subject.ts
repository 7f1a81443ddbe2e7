import { isAbsolute } from "node:path";

import type { IncidentSubject } from "@lockkeeper/respond";

import type { Environment } from "../environment.ts";
import { CliError } from "../errors.ts";
import type { ExposureInput } from "../exposure/exposure-input.ts";
import { openQuestion } from "../exposure/open-question.ts";
import { readCampaigns } from "../known-campaigns.ts";

/** What a response is about, and how exposure is asked about it. */
export interface OpenedSubject {
  readonly subject: IncidentSubject;
  /** The question as `exposure` takes it; its folders are absolute. */
  readonly question: ExposureInput;
  readonly folders: readonly string[];
}

const campaignForm = /^[a-z0-9]+(?:-[a-z0-9]+)*-20\d{2}$/;
const advisoryForm = /^(?:MAL|GHSA|CVE|SNYK|OSV)-[A-Za-z0-9-]+$/i;

/** Reads the words of `respond`. Throws what reading them for `exposure` throws. */
export async function openSubject(
  words: readonly string[],
  { data, dataFolder }: { readonly data: string | undefined; readonly dataFolder: string },
  environment: Environment,
): Promise<OpenedSubject> {
  const campaigns = words.filter((word) => campaignForm.test(word));
  const advisories = words.filter((word) => advisoryForm.test(word));
  const rest = words.filter((word) => !campaigns.includes(word) && !advisories.includes(word));
  const input: ExposureInput = {
    words: rest,
    campaigns,
    advisories,
    since: undefined,
    until: undefined,
    channels: [],
    failOn: "locked",
    data,
    showsAll: true,
    isRemembered: false,
  };
  if (words.length === 0) throw nothingNamed();
  const { question, roots } = await openQuestion(input, dataFolder, environment);
  const isNamed = campaigns.length + advisories.length > 0;
  const specs = isNamed ? [] : rest.filter(isSpec);
  const { subjectIdOf } = await import("@lockkeeper/respond");
  const known = [...campaigns, ...advisories, ...specs];
  const campaign =
    campaigns.length === 1 && known.length === 1 ? await campaignOf(known[0], dataFolder) : undefined;
  return {
    subject: {
      id: subjectIdOf(known),
      title: campaign?.title ?? known.join(", "),
      targets: question.targets,
      campaign,
    },
    question: { ...input, words: [...specs, ...roots] },
    folders: roots,
  };
}

/** Told from folders as `exposure` tells them: a name of a package holds a slash only after its scope. */
function isSpec(word: string): boolean {
  if (/^[.~]/.test(word) || word.includes("\\") || isAbsolute(word)) return false;
  return !word.includes("/") || word.startsWith("@") || word.startsWith("pkg:");
}

async function campaignOf(id: string | undefined, dataFolder: string): Promise<IncidentSubject["campaign"]> {
  const { campaigns } = await readCampaigns(dataFolder);
  return campaigns.find((campaign) => campaign.id === id);
}

function nothingNamed(): CliError {
  return new CliError("CLI_USAGE", {
    message: "Cannot respond as nothing is named",
    hint: "Name a campaign, an advisory or versions: respond axios-2026 ~/work, respond axios@1.14.1 ~/work.",
  });
}
