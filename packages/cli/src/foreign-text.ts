export { renderJsonDocument, renderJsonLine, showForeign } from "@lockkeeper/core";
