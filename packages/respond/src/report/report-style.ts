/** The style of the incident report; its hash stands in the page's content security policy. */
export const reportStyle: string = `
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #59636e; --line: #d1d9e0; --paper: #fff; --tint: #f6f8fa;
  --bad: #b3261e; --doubtful: #9a5b00; --good: #1a7f37; --blue: #0b5cad; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9198a1; --line: #3d444d; --paper: #0d1117;
  --tint: #151b23; --bad: #ff7b72; --doubtful: #e3b341; --good: #3fb950; --blue: #79b8ff; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 66rem; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .25rem; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .5rem; padding-top: .75rem; border-top: 1px solid var(--line); }
h3 { font-size: 1.02rem; margin: 1.5rem 0 .4rem; }
p { margin: .5rem 0; max-width: 48rem; } .soft { color: var(--soft); font-size: .92rem; }
.lead { font-size: 1.15rem; font-weight: 600; margin: 1rem 0; }
.warning { border-left: .3rem solid var(--doubtful); background: var(--tint); padding: .6rem .9rem; border-radius: .25rem; }
.warning strong { color: var(--doubtful); }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(7.4rem, 1fr)); gap: .75rem; margin: 1.25rem 0; padding: 0; list-style: none; }
.cards li { border: 1px solid var(--line); border-radius: .5rem; padding: .6rem .9rem; background: var(--tint); font-size: .9rem; }
.cards strong { display: block; font-size: 1.7rem; line-height: 1.2; }
.bad { color: var(--bad); } .doubtful { color: var(--doubtful); } .good { color: var(--good); } .none { color: var(--soft); }
ul, ol { padding-left: 1.4rem; } li { margin: .25rem 0; }
code, kbd { font: .88em/1.45 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; background: var(--tint); padding: .05rem .25rem; border-radius: .25rem; }
.do { margin: .35rem 0 .35rem 1.4rem; } .do kbd { display: block; margin-top: .15rem; padding: .3rem .6rem; white-space: pre-wrap; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
caption { text-align: left; color: var(--soft); padding-bottom: .25rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0; border-top: 1px solid var(--line); overflow-wrap: anywhere; min-width: 6.5rem; }
th { color: var(--soft); font-weight: 600; } td.time { white-space: nowrap; }
svg.timeline { width: 100%; height: auto; margin: 1rem 0 .25rem; font: 11px system-ui, sans-serif; }
svg .lane, svg .axis { stroke: var(--line); stroke-width: 1; } svg .break { stroke: var(--soft); fill: none; }
svg text { fill: var(--ink); } svg .lane-title { font-weight: 600; font-size: 12px; } svg .label { font-size: 10.5px; fill: var(--soft); }
svg .tick { font-size: 10.5px; fill: var(--soft); text-anchor: middle; } svg .count { font-size: 9.5px; font-weight: 700; text-anchor: middle; fill: var(--paper); }
svg .mark { stroke: var(--paper); stroke-width: 1.5; } svg .registry { fill: var(--blue); } svg .report { fill: var(--doubtful); }
svg .taken { fill: var(--bad); } svg .response { fill: var(--good); }
footer { margin-top: 3rem; border-top: 1px solid var(--line); padding-top: .75rem; }
@media print { :root { --ink: #000; --soft: #333; --line: #999; --paper: #fff; --tint: #f3f3f3; --bad: #8c1d18; --doubtful: #6f4200; --good: #14602a; --blue: #0b4a8a; }
  @page { margin: 14mm; } body { max-width: none; padding: 0; font-size: 9.5pt; line-height: 1.35; } p { max-width: none; margin: .25rem 0; } h1 { font-size: 15pt; } h2 { font-size: 11.5pt; margin: .7rem 0 .2rem; padding-top: .3rem; } li { margin: .1rem 0; } ul, ol { margin: .25rem 0; }
  .cards { grid-template-columns: repeat(7, 1fr); gap: .3rem; margin: .4rem 0; } .cards li { padding: .25rem .4rem; font-size: 8pt; } .cards strong { font-size: 13pt; } .lead { font-size: 11.5pt; margin: .3rem 0; } h2, h3 { break-after: avoid; } tr, .cards li, .do, svg { break-inside: avoid; } .wide { overflow: visible; } }
`.trim();
