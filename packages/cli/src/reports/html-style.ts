/** The style of the HTML report; its hash stands in the page's content security policy. */
export const htmlStyle: string = `
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #59636e; --line: #d1d9e0; --paper: #fff; --tint: #f6f8fa;
  --block: #b3261e; --hold: #9a5b00; --unknown: #59636e; --allow: #1a7f37; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9198a1; --line: #3d444d; --paper: #0d1117;
  --tint: #151b23; --block: #ff7b72; --hold: #e3b341; --unknown: #9198a1; --allow: #3fb950; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 62rem; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; } h2 { font-size: 1.25rem; margin: 2.5rem 0 .75rem; }
h3 { font-size: 1rem; margin: 1.25rem 0 .5rem; }
p { margin: .5rem 0; } .soft { color: var(--soft); font-size: .9rem; }
.tally { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .75rem; margin: 1.5rem 0; padding: 0; list-style: none; }
.tally li { border: 1px solid var(--line); border-radius: .5rem; padding: .75rem 1rem; background: var(--tint); }
.tally strong { display: block; font-size: 1.75rem; line-height: 1.2; }
.block { color: var(--block); } .hold { color: var(--hold); } .unknown { color: var(--unknown); } .allow { color: var(--allow); }
article { border: 1px solid var(--line); border-left-width: .35rem; border-radius: .5rem; padding: 1rem 1.25rem; margin: 1rem 0; }
article.is-block { border-left-color: var(--block); } article.is-hold { border-left-color: var(--hold); }
article.is-unknown { border-left-color: var(--unknown); } article.is-allow { border-left-color: var(--allow); }
article h2 { margin: 0; } .word { font-weight: 700; letter-spacing: .03em; } .lead { font-size: 1.05rem; font-weight: 600; }
ul.findings { list-style: none; margin: 0; padding: 0; } ul.findings > li { padding: .6rem 0; border-top: 1px solid var(--line); }
.tag { display: inline-block; border: 1px solid var(--line); border-radius: 1rem; padding: 0 .6rem; font-size: .8rem; margin-right: .35rem; }
.tag.decisive { border-color: var(--block); color: var(--block); } .tag.strong { border-color: var(--hold); color: var(--hold); }
code, pre { font: .85rem/1.45 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
pre { margin: .4rem 0 0; padding: .5rem .75rem; background: var(--tint); border-radius: .35rem; white-space: pre-wrap; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0; border-top: 1px solid var(--line); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem .75rem; margin: .4rem 0 0; } dt { color: var(--soft); } dd { margin: 0; }
.suppressed { opacity: .65; } details { margin: 1.5rem 0; } summary { cursor: pointer; }
@media print { body { max-width: none; padding: 0; font-size: 11pt; color: #000; background: #fff; }
  article { break-inside: avoid-page; } }
`.trim();
