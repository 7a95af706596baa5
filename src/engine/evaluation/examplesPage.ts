// The examples of an evaluation as one HTML page that needs nothing else: no network, no other file. The data lie in it as
// JSON, and a script draws what is asked for. Nothing but that very script can run, whatever a document's text says.

import { createHash } from 'node:crypto';
import type { TypeSet } from '../../corpus/types';
import type { EvaluationOptions } from './comparison';
import { examplesOf, type ExampleDocument } from './examplesData';
import { examplesScript } from './examplesScript';
import { examplesStyle } from './examplesStyle';

export interface ExamplesPageOptions extends EvaluationOptions {
	/** What was evaluated on what. */
	readonly title: string;
	/** How many documents, from the first; null for all. */
	readonly exampleCount: number | null;
}

/**
 * The text of the page. In an editor's webview each example has a button that posts
 * `{ command: 'openExample', document: INDEX }`, the index being that of the document in its dataset.
 */
export function examplesPage(documents: readonly ExampleDocument[], types: TypeSet, options: ExamplesPageOptions): string {
	const { title, exampleCount } = options;
	const examples = examplesOf(exampleCount === null ? documents : documents.slice(0, exampleCount), types, options);
	const policy = `default-src 'none'; style-src '${hash(examplesStyle)}'; script-src '${hash(examplesScript)}'`;
	return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${examplesStyle}</style>
</head>
<body>
<header>
<h1>${escapeHtml(title)}</h1>
<form id="controls">
${radioGroup('view', 'What is compared', views)}
${radioGroup('filter', 'Documents', filters)}
<p class="fields">
<label>Search <input type="search" id="search" placeholder="Text or type" autocomplete="off"></label>
<label>Order <select id="order">
<option value="dataset">As in the dataset</option>
<option value="length">Short ones first</option>
<option value="f1">Low F1 first</option>
</select></label>
<label><input type="checkbox" id="open" checked> Show the findings</label>
</p>
</form>
<p id="status" role="status"></p>
</header>
<main>
<noscript><p>This page draws its examples with a script, and scripts are off.</p></noscript>
<ol id="examples"></ol>
<p><button type="button" id="more" hidden></button></p>
</main>
<script type="application/json" id="data">${escapeJson(JSON.stringify(examples))}</script>
<script>${examplesScript}</script>
</body>
</html>
`;
}

type Choices = readonly (readonly [value: string, label: string])[];

const views: Choices = [
	['entities', 'Entities'],
	['relations', 'Relations, entity types aside'],
	['relationsWithTypes', 'Relations with entity types (NEC)'],
];

const filters: Choices = [
	['all', 'All'],
	['falsePositive', 'With false positives'],
	['falseNegative', 'With false negatives'],
	['correct', 'Without mistakes'],
];

/** The first choice is checked. Values and labels are ours, so they need no escape. */
function radioGroup(name: string, legend: string, choices: Choices): string {
	const radios = choices.map(([value, label], index) => {
		const checked = index === 0 ? ' checked' : '';
		const count = name === 'filter' ? ` <span data-count="${value}"></span>` : '';
		return `<label><input type="radio" name="${name}" value="${value}"${checked}> ${label}${count}</label>`;
	});
	return `<fieldset><legend>${legend}</legend>\n${radios.join('\n')}\n</fieldset>`;
}

function hash(text: string): string {
	return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

function escapeHtml(text: string): string {
	return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** JSON in which no tag and no comment can begin, so that nothing in it ends the script element. */
function escapeJson(json: string): string {
	return json.replace(/</g, '\\u003c');
}
