export { RespondError } from "./errors.ts";
export { describeTargets, subjectIdOf } from "./incident.ts";
export type { IncidentSubject } from "./incident.ts";
export { renderIncidentPolicy } from "./incident-policy.ts";
export type { IncidentPolicyInput } from "./incident-policy.ts";
export { isolations, listCopies, planResponse } from "./plan-response.ts";
export type { PlanInput, PlannedStep, ResponsePlan, StandingCopy } from "./plan-response.ts";
export { stepIds, stepTexts } from "./step.ts";
export type { StepId, StepText } from "./step.ts";
export type {
  IncidentSnapshot,
  SnapshotChannel,
  SnapshotEvidence,
  SnapshotRow,
  Standing,
} from "./snapshot.ts";
export { takeSnapshot } from "./take-snapshot.ts";
export type { SnapshotInput } from "./take-snapshot.ts";
export { parseSnapshot } from "./parse-snapshot.ts";
export { recheckResponse } from "./recheck.ts";
export type { Recheck } from "./recheck.ts";
export { trapsOf } from "./traps.ts";
export { chainEntry, renderEntry } from "./journal/entry.ts";
export type { JournalEntry, JournalEvent, StepOutcome } from "./journal/entry.ts";
export { parseJournal } from "./journal/parse-journal.ts";
export type { JournalReading } from "./journal/parse-journal.ts";
export { foldJournal, stepRecords } from "./journal/journal-state.ts";
export type { DoneAction, JournalState, StepRecord } from "./journal/journal-state.ts";
export { verdictSentence } from "./report/incident-report.ts";
export type { IncidentReport } from "./report/incident-report.ts";
export { incidentDocument } from "./report/incident-document.ts";
export { summaryDocument } from "./report/summary-document.ts";
export { draftNotices } from "./report/notices.ts";
export type { Notice } from "./report/notices.ts";
export { renderReportHtml } from "./report/render-html.ts";
export { renderReportMarkdown } from "./report/render-markdown.ts";
export type { Block, BlockTone, Card, ReportDocument } from "./report/block.ts";
export { renderOsvDraft } from "./advisories/osv.ts";
export { renderCsafDraft } from "./advisories/csaf.ts";
export { renderOpenVexDraft } from "./advisories/openvex.ts";
export type { AdvisoryInput } from "./advisories/advisory-input.ts";
export { renderCustodyManifest, renderSha256Sums } from "./custody.ts";
export type { CustodyFile, CustodyInput } from "./custody.ts";
