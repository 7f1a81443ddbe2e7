export { renderDocuments } from "./documents.ts";
export type { DocumentPages } from "./documents.ts";
export { main } from "./main.ts";
