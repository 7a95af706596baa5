// Three hundred random edits in a paper: after each, its marks are those of an extraction from scratch, on exactly their words.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { neverCancelled } from '../../src/base/cancellation';
import { formatOf } from '../../src/documents/documentFormat';
import { immediateReader } from '../../src/extraction/documentReader';
import { extractDocument } from '../../src/extraction/extractDocument';
import { SentenceCache } from '../../src/extraction/sentenceCache';
import { EngineProcessExtractor } from '../../src/features/extraction/engineProcessExtractor';
import { locateModel } from '../../src/features/extraction/locateModel';
import { readSettings } from '../../src/host/settings';
import type { DocumentExtraction } from '../../src/knowledge/documentExtraction';
import { activeExtension, closeEditors, eventually, extract, inExtension, showUntitled } from './editor';

const edits = 300;
const seed = 20261122;

/** What people type and paste: prose, markup that is not closed yet, and characters that take two units. */
const insertions = [
	'a',
	' ',
	'.',
	'\n\n',
	'{',
	'}',
	'$',
	'%',
	'\\emph{',
	'\\cite{key}',
	' the hidden Markov model',
	' We use beam search for machine translation.',
	'\\section{Word sense disambiguation}\n',
	'\\begin{itemize}\\item neural networks',
	'é🧪',
	'\\newcommand{\\crf}{conditional random field}',
	'\\crf',
];

describe('Random edits', () => {
	const configuration = () => vscode.workspace.getConfiguration('spert');
	before(() => configuration().update('threads', 1, vscode.ConfigurationTarget.Global));
	after(() => configuration().update('threads', undefined, vscode.ConfigurationTarget.Global));
	afterEach(closeEditors);

	it(`leave the marks of a fresh extraction, ${edits} times over`, async function () {
		this.timeout(300_000);
		const { extractions, client } = await activeExtension();
		const { document } = await showUntitled(readFileSync(inExtension('sample', 'paper.tex'), 'utf8'), 'latex');
		// Where the editor's own requests go: another location would load the model anew each time.
		const location = locateModel(readSettings(document.uri), { embeddedModel: inExtension('models', 'scierc-minilm'), threads: 1 }, () => false);
		const extractor = new EngineProcessExtractor(client, location, { maxSpanSize: 10 });
		// Its own: what the editor remembers of a sentence is not trusted here.
		const cache = new SentenceCache();
		await extract(document);
		const random = generator(seed);
		const whole = (limit: number): number => Math.floor(random() * limit);
		let compared = 0;
		for (let number = 0; number < edits; number++) {
			const text = document.getText();
			const start = whole(text.length + 1);
			const isDeletion = random() < 0.4 && text.length > 3000;
			const end = isDeletion ? Math.min(text.length, start + 1 + whole(whole(10) === 0 ? 400 : 12)) : start;
			const inserted = isDeletion ? '' : (insertions[whole(insertions.length)] ?? '');
			const change = new vscode.WorkspaceEdit();
			change.replace(document.uri, new vscode.Range(document.positionAt(start), document.positionAt(end)), inserted);
			await vscode.workspace.applyEdit(change);
			const marks = await eventually(() => {
				const newest = extractions.marksOf(document);
				const isAtRest = extractions.activityOf(document).kind === 'idle' && extractions.isWhole(document);
				// An edit between sentences leaves none stale: what shows that the text was read again is its version.
				return newest?.version === document.version && isAtRest && newest.stale.size === 0 && newest;
			}, `marks after edit ${number}`);
			const source = document.getText();
			const format = formatOf(document.languageId, document.fileName);
			const request = { source, format, reader: immediateReader, extractor, cache, cancellation: neverCancelled };
			const fresh = await extractDocument(request);
			const edit = `edit ${number}: ${start}-${end} "${inserted}"`;
			assert.deepEqual(withoutScores(marks.extraction), withoutScores(fresh.extraction), edit);
			// Scores depend a little on which sentences were computed together.
			const wanted = scoresOf(fresh.extraction);
			assert.ok(scoresOf(marks.extraction).every((score, index) => Math.abs(score - (wanted[index] ?? NaN)) < 0.001), `scores after ${edit}`);
			compared += marks.extraction.mentions.length;
		}
		assert.ok(compared > 20 * edits, `${compared} mentions compared`);
	});
});

function withoutScores({ mentions, relations, sentences }: DocumentExtraction): unknown {
	return {
		mentions: mentions.map((mention) => [mention.id, mention.type, mention.text, mention.span, mention.ranges, mention.sentence]),
		relations: relations.map((relation) => [relation.type, relation.head, relation.tail]),
		sentences: sentences.map(({ start, end, wording }) => [start, end, wording]),
	};
}

function scoresOf({ mentions, relations }: DocumentExtraction): number[] {
	return [...mentions, ...relations].map(({ score }) => score);
}

/** Numbers from 0 to 1, the same ones in every run (mulberry32). */
function generator(start: number): () => number {
	let state = start;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
	};
}
