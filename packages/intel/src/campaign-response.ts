/** The steps of an answer to an attack, in the order in which they do no harm. */
export const responseSteps = [
  "isolate",
  "preserve",
  "remove",
  "block",
  "pin",
  "purge",
  "rotate",
  "rebuild",
  "check",
  "notify",
] as const;

/** One step of an answer to an attack. */
export type ResponseStep = (typeof responseSteps)[number];

/** What this campaign asks for beyond what every one does. */
export interface ResponseNote {
  readonly step: ResponseStep;
  readonly text: string;
}

/** A step that does harm unless another one came first. */
export interface OrderTrap {
  readonly first: ResponseStep;
  readonly before: ResponseStep;
  readonly text: string;
}
