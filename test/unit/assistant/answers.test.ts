// What assistants are told of two small documents: every fact with its place, in a fixed order, and no more than was asked for.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inProject } from '../../../scripts/lib/project.mjs';
import { callTool } from '../../../src/assistant/callTool';
import type { AssistantHost } from '../../../src/assistant/host';
import { inputSchemaOf, toolDefinitions } from '../../../src/assistant/toolDefinitions';
import { neverCancelled } from '../../../src/base/cancellation';
import { lineStartsOf, positionByLineStarts } from '../../../src/extraction/lineStarts';
import type { Mention, Relation } from '../../../src/knowledge/documentExtraction';
import { KnowledgeIndex } from '../../../src/knowledge/entities/knowledgeIndex';
import type { KnownDocument } from '../../../src/knowledge/knownDocument';

const model = {
	name: 'test',
	hash: '0123456789abcdef',
	entityTypes: ['Method', 'Task'].map((identifier) => ({ identifier, short: identifier, verbose: identifier })),
	relationTypes: [{ identifier: 'USED-FOR', short: 'Used', verbose: 'used for', symmetric: false }],
};

/** One sentence a line; mentions are the words given, a relation leads from the first mention of a line to its second. */
function document(name: string, lines: readonly { readonly text: string; readonly mentions: readonly [string, string][] }[]): KnownDocument {
	const source = lines.map(({ text }) => text).join('\n');
	const lineStarts = lineStartsOf(source);
	const mentions: Mention[] = [];
	const relations: Relation[] = [];
	for (const [sentence, line] of lines.entries()) {
		const ids = line.mentions.map(([text, type], index) => {
			const start = (lineStarts[sentence] ?? 0) + line.text.indexOf(text);
			const span = { start, end: start + text.length };
			const id = `e${mentions.length + 1}`;
			const score = 0.9 - index / 10;
			mentions.push({ id, type, score, alternatives: [], text, span, ranges: [span], sentence, firstToken: 0, endToken: 1 });
			return id;
		});
		const [head, tail] = ids;
		if (head !== undefined && tail !== undefined) {
			relations.push({ type: 'USED-FOR', symmetric: false, head, tail, score: 0.75 });
		}
	}
	const sentences = lines.map(({ text }, index) => {
		const start = lineStarts[index] ?? 0;
		return { start, end: start + text.length, text, wording: text.split(' ').join('\n') };
	});
	return { id: `file:///${name}`, name, model, extraction: { mentions, relations, sentences }, positionAt: (offset) => positionByLineStarts(lineStarts, offset) };
}

const first = document('first.md', [
	{ text: 'Support vector machines (SVMs) are strong.', mentions: [['Support vector machines', 'Method'], ['SVMs', 'Method']] },
	{ text: 'The SVM is used for parsing.', mentions: [['SVM', 'Method'], ['parsing', 'Task']] },
]);
const second = document('second.md', [{ text: 'We use a support vector machine for parsing.', mentions: [['support vector machine', 'Method'], ['parsing', 'Task']] }]);

function host(...documents: KnownDocument[]): AssistantHost {
	const index = new KnowledgeIndex();
	documents.forEach((known) => index.set(known));
	return {
		index: () => Promise.resolve(index),
		extract: (subject) => Promise.resolve(subject.kind === 'file' && subject.path === 'second.md' ? second : first),
	};
}

const ask = (tool: string, input: unknown): Promise<Record<string, unknown>> => callTool(tool, input, host(first, second), neverCancelled);

describe('spert_find', () => {
	it('finds an entity by its acronym, with all its forms and where it is introduced', async () => {
		const { entities, documents } = await ask('spert_find', { query: 'SVM' });
		expect(documents).toBe(2);
		expect(entities).toHaveLength(1);
		expect(entities).toMatchObject([
			{
				type: 'Method',
				mentions: 4,
				documents: 2,
				introducedBy: { document: 'first.md', line: 1, sentence: 'Support vector machines (SVMs) are strong.' },
				moreCitations: 1,
			},
		]);
	});

	it('keeps to a type, and to the number asked for', async () => {
		expect(await ask('spert_find', { query: 'p', type: 'task' })).toMatchObject({ entities: [{ name: 'parsing' }], moreEntities: 0 });
		const all = (await ask('spert_find', { query: 's' })) as { entities: unknown[]; moreEntities: number };
		const one = (await ask('spert_find', { query: 's', limit: 1 })) as { entities: unknown[]; moreEntities: number };
		expect(one.entities).toHaveLength(1);
		expect(one.moreEntities).toBe(all.entities.length + all.moreEntities - 1);
	});
});

describe('spert_relations', () => {
	it('cites every sentence that states a relation, with its line and score', async () => {
		const { relations } = await ask('spert_relations', { entity: 'svm', with: 'parsing' });
		expect(relations).toMatchObject([{ relation: 'used for', tail: 'parsing', tailType: 'Task', symmetric: false, score: 0.75, moreCitations: 0 }]);
		const [{ citations }] = relations as [{ citations: { evidence: string }[] }];
		expect(citations.map(({ evidence }) => evidence).sort()).toEqual(['first.md:2:e3-e4', 'second.md:1:e1-e2']);
	});

	it('says when an entity is not known, and takes a type in words', async () => {
		await expect(ask('spert_relations', { entity: 'quantum gravity' })).rejects.toMatchObject({ code: 'assistant.unknownEntity' });
		expect(await ask('spert_relations', { type: 'Used for' })).toMatchObject({ relations: [{ relation: 'used for' }] });
		expect(await ask('spert_relations', { type: 'part of' })).toMatchObject({ relations: [] });
	});
});

describe('spert_extract', () => {
	it('gives a file’s entities and relations in the order of its text', async () => {
		expect(await ask('spert_extract', { file: 'second.md' })).toMatchObject({
			document: 'second.md',
			model: 'test (0123456789ab)',
			entities: [
				{ text: 'support vector machine', type: 'Method', evidence: 'second.md:1:e1', line: 1 },
				{ text: 'parsing', type: 'Task' },
			],
			relations: [{ head: 'support vector machine', relation: 'used for', tail: 'parsing', score: 0.75 }],
		});
	});

	it('takes a file or a text, not both and not neither', async () => {
		await expect(ask('spert_extract', {})).rejects.toMatchObject({ code: 'assistant.nothingToExtract' });
		await expect(ask('spert_extract', { file: 'a', text: 'b' })).rejects.toMatchObject({ code: 'assistant.nothingToExtract' });
	});
});

describe('A tool call', () => {
	it('with a wrong input, or of no tool, says what is wrong', async () => {
		await expect(ask('spert_find', { query: '', limit: 1000 })).rejects.toMatchObject({ code: 'assistant.invalidInput' });
		await expect(ask('spert_find', 'SVM')).rejects.toMatchObject({ code: 'assistant.invalidInput' });
		await expect(ask('spert_delete', {})).rejects.toMatchObject({ code: 'assistant.unknownTool' });
	});
});

describe('The manifest', () => {
	it('declares the tools as they are', () => {
		const { contributes } = JSON.parse(readFileSync(inProject('package.json'), 'utf8')) as {
			contributes: { languageModelTools: { name: string; modelDescription: string; inputSchema: unknown }[] };
		};
		const declared = contributes.languageModelTools.map(({ name, modelDescription, inputSchema }) => ({ name, modelDescription, inputSchema }));
		expect(declared).toEqual(
			Object.values(toolDefinitions).map((tool) => ({ name: tool.name, modelDescription: tool.description, inputSchema: inputSchemaOf(tool) })),
		);
	});
});
