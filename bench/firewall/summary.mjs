import { spreadOf } from "./statistics.mjs";

const goals = [
  { what: "packuments, warm", subject: "packument", isCold: false, atLeast: 100 },
  { what: "packuments, cold", subject: "packument", isCold: true, atLeast: 4 },
  { what: "tarballs, warm", subject: "tarball", isCold: false, atLeast: 5 },
  { what: "tarballs, cold", subject: "tarball", isCold: true, atLeast: 5 },
];
/** The goals are about clients as they are: they accept gzip for packuments, and several ask at once. */
const goalConnections = 16;

/** Medians and spreads by phase and server, and ratios of the two peers within each round. */
export function summarise(phases, rounds) {
  const rows = phases.map((phase) => {
    const by = (server, figure) => rounds.map((round) => round.figures[phase.id][server][figure]);
    const figuresOf = (server) => ({
      requestsPerSecond: spreadOf(by(server, "requestsPerSecond")),
      cpuMsPerRequest: spreadOf(by(server, "cpuMsPerRequest")),
      p95Ms: spreadOf(by(server, "p95Ms")),
    });
    const ratioOf = (figure) => spreadOf(rounds.map(({ figures }) => figure(figures[phase.id])));
    return {
      ...phase,
      origin: figuresOf("origin"),
      verdaccio: figuresOf("verdaccio"),
      lockkeeper: figuresOf("lockkeeper"),
      ratio: ratioOf((f) => f.lockkeeper.requestsPerSecond / f.verdaccio.requestsPerSecond),
      cpuRatio: ratioOf((f) => f.verdaccio.cpuMsPerRequest / f.lockkeeper.cpuMsPerRequest),
    };
  });
  return { rows, goals: goals.map((goal) => judge(goal, rows)), residentBytes: residentOf(rounds) };
}

function judge({ what, subject, isCold, atLeast }, rows) {
  const encoding = subject === "packument" ? "gzip" : "identity";
  const row = rows.find(
    (one) =>
      one.subject === subject &&
      one.isCold === isCold &&
      one.encoding === encoding &&
      one.connections === goalConnections,
  );
  const reached = row.ratio.median;
  return { what, atLeast, reached, reachedByCpu: row.cpuRatio.median, isReached: reached >= atLeast };
}

function residentOf(rounds) {
  const of = (server) => spreadOf(rounds.map(({ residentBytes }) => residentBytes[server]));
  return { verdaccio: of("verdaccio"), lockkeeper: of("lockkeeper") };
}
