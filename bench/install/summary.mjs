import { medianOf, spreadOf } from "../firewall/statistics.mjs";

const phases = ["cold", "warm", "confirmed"];
const warmAtMost = 1.05;
const coldAtMost = 1.25;
const cpuAtMost = 0.25;
const answerAtMostMs = 5;

/** Medians and spreads over the rounds; ratios are taken within each round. */
export function summarise(rounds, peers) {
  const direct = summariseInstalls(rounds.flatMap((round) => round.direct));
  const servers = Object.fromEntries(
    peers.map((peer) => [
      peer,
      {
        ...Object.fromEntries(phases.map((phase) => [phase, summarisePhase(rounds, peer, phase)])),
        replayP50Ms: spreadOf(rounds.map((round) => round[peer].warm.replayP50Ms)),
        replayP95Ms: spreadOf(rounds.map((round) => round[peer].warm.replayP95Ms)),
        residentBytes: spreadOf(rounds.map((round) => round[peer].residentBytes)),
      },
    ]),
  );
  return { direct, servers, goals: judge(rounds, servers, peers) };
}

function summariseInstalls(installs) {
  const of = (figure) => spreadOf(installs.map(figure));
  return {
    wallMs: of(({ wallMs }) => wallMs),
    cpuMsPerRequest: of(({ cpuSeconds, requests }) => (cpuSeconds * 1000) / requests),
    requests: of(({ requests }) => requests),
    receivedBytes: of(({ receivedBytes }) => receivedBytes),
    fromOriginBytes: of(({ fromOrigin }) => fromOrigin.bytes),
    fromOriginRequests: of(({ fromOrigin }) => fromOrigin.requests),
  };
}

function summarisePhase(rounds, peer, phase) {
  const installs = rounds.map((round) => round[peer][phase]);
  return {
    ...summariseInstalls(installs),
    p50Ms: spreadOf(installs.map(({ p50Ms }) => p50Ms)),
    p95Ms: spreadOf(installs.map(({ p95Ms }) => p95Ms)),
    ratio: spreadOf(rounds.map((round) => round[peer][phase].wallMs / directOf(round))),
  };
}

function directOf(round) {
  return medianOf(round.direct.map(({ wallMs }) => wallMs));
}

function judge(rounds, { lockkeeper }, peers) {
  const goals = [
    goal("npm ci, warm, beside going there directly", lockkeeper.warm.ratio.median, warmAtMost, "x"),
    goal("the same when packuments are asked for again", lockkeeper.confirmed.ratio.median, warmAtMost, "x"),
    goal("npm ci, cold, beside going there directly", lockkeeper.cold.ratio.median, coldAtMost, "x"),
    goal(
      "server time of a warm install's requests, p95",
      lockkeeper.replayP95Ms.median,
      answerAtMostMs,
      " ms",
    ),
  ];
  if (!peers.includes("verdaccio")) return goals;
  for (const phase of ["cold", "warm"]) {
    const ratios = rounds.map((round) => cpuOf(round.lockkeeper[phase]) / cpuOf(round.verdaccio[phase]));
    goals.push(goal(`server CPU per request beside Verdaccio, ${phase}`, medianOf(ratios), cpuAtMost, "x"));
  }
  return goals;
}

function cpuOf({ cpuSeconds, requests }) {
  return cpuSeconds / requests;
}

function goal(what, reached, atMost, unit) {
  return { what, reached, atMost, unit, isReached: reached <= atMost };
}
