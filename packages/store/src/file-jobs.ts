/** What writes single files, without the database: a thread that does this alone loads nothing else. */
export { runBlobJob } from "./blob-job.ts";
export { writePackumentFile } from "./packument-write.ts";
