// The style sheet of the examples page: the editor's colours where the page is shown in one, else light or dark as the
// reader's system asks for.

export const examplesStyle = `
:root {
	color-scheme: light dark;
	--page: #ffffff; --text: #1f2328; --quiet: #57606a; --line: #8c959f; --panel: #f6f8fa;
	--true-positive: #116329; --false-positive: #0550ae; --false-negative: #a40e26;
	--head: #ffd8d3; --tail: #cfe3ff; --entity: #d9f2df;
}
@media (prefers-color-scheme: dark) {
	:root {
		--page: #1b1f24; --text: #e6edf3; --quiet: #a9b4c0; --line: #6e7681; --panel: #24292f;
		--true-positive: #6fdd8b; --false-positive: #80bfff; --false-negative: #ff9a94;
		--head: #6a2a26; --tail: #1d4273; --entity: #1f4d2c;
	}
}
body.vscode-light, body.vscode-high-contrast-light {
	--page: var(--vscode-editor-background); --text: var(--vscode-editor-foreground); --quiet: #57606a; --panel: #f6f8fa;
	--true-positive: #116329; --false-positive: #0550ae; --false-negative: #a40e26;
	--head: #ffd8d3; --tail: #cfe3ff; --entity: #d9f2df;
}
body.vscode-dark, body.vscode-high-contrast:not(.vscode-high-contrast-light) {
	--page: var(--vscode-editor-background); --text: var(--vscode-editor-foreground); --quiet: #b4bfca; --panel: #24292f;
	--true-positive: #6fdd8b; --false-positive: #80bfff; --false-negative: #ff9a94;
	--head: #6a2a26; --tail: #1d4273; --entity: #1f4d2c;
}
* { box-sizing: border-box; }
body {
	margin: 0; background: var(--page); color: var(--text);
	font: 1rem/1.5 var(--vscode-font-family, system-ui, sans-serif);
}
header, main { max-width: 70rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.4rem; margin: 0 0 0.75rem; overflow-wrap: anywhere; }
h2 { font-size: 1rem; margin: 0; }
fieldset { border: 1px solid var(--line); border-radius: 4px; margin: 0 0 0.5rem; padding: 0.25rem 0.75rem 0.5rem; }
fieldset label { display: inline-block; margin-right: 1.25rem; }
[data-count] { color: var(--quiet); }
.fields { display: flex; flex-wrap: wrap; gap: 0.5rem 1.25rem; margin: 0; align-items: center; }
input[type="search"], select, button {
	font: inherit; color: inherit; background: var(--panel); border: 1px solid var(--line); border-radius: 4px; padding: 0.2rem 0.5rem;
}
button { cursor: pointer; }
:focus-visible { outline: 2px solid var(--false-positive); outline-offset: 2px; }
#status { margin: 0.75rem 0 0; color: var(--quiet); }
#examples { list-style: none; margin: 0; padding: 0; }
article { border: 1px solid var(--line); border-left-width: 6px; border-radius: 4px; margin: 0 0 0.75rem; padding: 0.6rem 0.9rem; }
article.good { border-left-color: var(--true-positive); }
article.fair { border-left-color: #b87a00; }
article.poor { border-left-color: var(--false-negative); }
.heading { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; align-items: baseline; }
.heading .figures { color: var(--quiet); font-variant-numeric: tabular-nums; }
.heading button { margin-left: auto; }
.text { margin: 0.4rem 0; overflow-wrap: anywhere; }
summary { cursor: pointer; width: fit-content; }
.findings { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 0.93rem; }
th, td { text-align: left; vertical-align: top; padding: 0.25rem 0.75rem 0.25rem 0; border-top: 1px solid var(--line); }
td:last-child { width: 60%; overflow-wrap: anywhere; }
td.number { font-variant-numeric: tabular-nums; }
tr.truePositive td:first-child { color: var(--true-positive); }
tr.falsePositive td:first-child { color: var(--false-positive); }
tr.falseNegative td:first-child { color: var(--false-negative); }
mark { color: inherit; border-radius: 3px; padding: 0 0.2em; }
mark.entity { background: var(--entity); }
mark.head { background: var(--head); }
mark.tail { background: var(--tail); }
mark.head.tail { background: var(--panel); }
mark, mark small { unicode-bidi: isolate; }
mark small { font-style: italic; }
@media (forced-colors: active) { mark { outline: 1px solid; } }
`;
