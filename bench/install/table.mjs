import { renderGoals, renderSpread, renderTable, scale } from "../shared/table.mjs";

const phaseLabels = { cold: "cold", warm: "warm", confirmed: "warm, packuments asked for again" };

/** Renders the summary as Markdown tables. */
export function renderTables({ direct, servers, goals }) {
  const speed = [["directly", "", renderSeconds(direct.wallMs), "", "", ""]];
  const count = renderCount(direct.requests);
  const received = renderMegabytes(direct.receivedBytes.median);
  const bytes = [["directly", "", count, received, count, received, ""]];
  for (const [name, server] of Object.entries(servers))
    for (const [phase, phaseLabel] of Object.entries(phaseLabels)) {
      const row = server[phase];
      const label = [titleOf(name), phaseLabel];
      speed.push([
        ...label,
        renderSeconds(row.wallMs),
        `${renderSpread(row.ratio)}x`,
        renderSpread(row.cpuMsPerRequest),
        renderSpread(row.p95Ms),
      ]);
      bytes.push([
        ...label,
        renderCount(row.requests),
        renderMegabytes(row.receivedBytes.median),
        renderCount(row.fromOriginRequests),
        renderMegabytes(row.fromOriginBytes.median),
        renderMegabytes(row.fromOriginBytes.median - direct.receivedBytes.median),
      ]);
    }
  const others = Object.entries(servers).map(([name, { replayP50Ms, replayP95Ms, residentBytes }]) => [
    titleOf(name),
    renderSpread(replayP50Ms),
    renderSpread(replayP95Ms),
    renderSpread(scale(residentBytes, 1e-6)),
  ]);
  return [
    renderTable(
      ["npm ci through", "", "seconds", "beside directly", "CPU ms a request", "p95 ms beside npm"],
      speed,
    ),
    renderTable(
      ["npm ci through", "", "requests", "MB to npm", "requests to the origin", "MB from it", "extra MB"],
      bytes,
    ),
    renderTable(["", "replay p50 ms", "replay p95 ms", "resident MB"], others),
    renderGoals(goals),
  ].join("\n\n");
}

function titleOf(name) {
  return name[0].toUpperCase() + name.slice(1);
}

function renderSeconds(spread) {
  return renderSpread(scale(spread, 1e-3));
}

function renderCount({ median }) {
  return median.toLocaleString("en-US");
}

function renderMegabytes(bytes) {
  return (bytes / 1e6).toFixed(1);
}
