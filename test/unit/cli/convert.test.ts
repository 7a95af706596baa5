import { mkdirSync, readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CommandLineWorkspace } from './workspace';

let workspace: CommandLineWorkspace;
beforeAll(() => {
	workspace = new CommandLineWorkspace();
	const line = (id: string) => JSON.stringify({
		doc_key: id,
		sentences: [['A', 'model', '-LRB-', 'M', '-RRB-'], ['It', 'works', '.']],
		ner: [[[1, 1, 'Method'], [1, 3, 'Method']], [[5, 5, 'Generic']]],
		relations: [[[1, 1, 1, 3, 'PART-OF']], [[5, 5, 1, 1, 'HYPONYM-OF']]],
		clusters: [[[1, 1], [5, 5]]],
	});
	workspace.write('a.jsonl', `${line('a/1')}\n${line('A_1')}\n`);
	workspace.write('types.json', JSON.stringify({
		entities: { Method: { short: 'M', verbose: 'M' }, Generic: { short: 'G', verbose: 'G' } },
		relations: { 'Part-of': { short: 'P', verbose: 'P', symmetric: false } },
	}));
	mkdirSync(workspace.path('brat'));
	workspace.write('brat/one.txt', 'Deep networks (DNs) are used. They learn pre-trained models.');
	workspace.write('brat/one.ann', 'T1\tMethod 0 13\tDeep networks\nT2\tMethod 15 18\tDNs\nT3\tTask 45 59\ttrained models\nR1\tSame-as Arg1:T2 Arg2:T1\nR2\tUsed-for Arg1:T1 Arg2:T3\n');
});
afterAll(() => workspace.dispose());

const convert = (from: string, to: string, input: string, output: string, ...args: string[]) => {
	return workspace.run('convert', '--from', from, '--to', to, input, output, ...args);
};

describe('spert convert', () => {
	it('writes what can be held, tells the rest, and names types as the types file does', async () => {
		const { code, stdout, stderr } = await convert('dygiepp', 'spert', 'a.jsonl', 'a.json', '--types', 'types.json', '--types-out', 'found.json');
		expect([code, stdout]).toEqual([0, '2 documents, 4 sentences, 6 entities, 2 relations\n']);
		expect(stderr.split('\n')).toEqual([
			'spert convert: 2 relations between sentences, which are left out (a/1: HYPONYM-OF, tokens 5 to 5 and 1 to 1; A_1: HYPONYM-OF, tokens 5 to 5 and 1 to 1)',
			'spert convert: 2 coreference clusters, which are left out (a/1: clusters 0; A_1: clusters 0)',
			'spert convert: 4 brackets spelt in the other way (-LRB- for one) (a/1: -LRB-; a/1: -RRB-; A_1: -LRB-; …)',
			'',
		]);
		expect((JSON.parse(workspace.read('a.json')) as unknown[])[0]).toEqual({
			tokens: ['A', 'model', '(', 'M', ')'],
			entities: [{ type: 'Method', start: 1, end: 2 }, { type: 'Method', start: 1, end: 4 }],
			relations: [{ type: 'Part-of', head: 0, tail: 1 }],
			orig_id: 'a/1-0',
		});
		const found = JSON.parse(workspace.read('found.json')) as { entities: object; relations: object };
		expect([Object.keys(found.entities), Object.keys(found.relations)]).toEqual([['Method', 'Generic'], ['Part-of']]);
		const { code: valid } = await workspace.run('validate', '--types', 'found.json', 'a.json');
		expect(valid).toBe(0);
	});

	it('writes brat files under names that every system allows, and reads them again', async () => {
		const { code } = await convert('dygiepp', 'brat', 'a.jsonl', 'out', '--unit', 'document');
		expect(code).toBe(0);
		expect(readdirSync(workspace.path('out')).sort()).toEqual(['A_1_2.ann', 'A_1_2.txt', 'a_1.ann', 'a_1.txt']);
		expect(workspace.read('out/a_1.txt')).toBe('A model ( M ) It works .\n');
		const back = await convert('brat', 'dygiepp', 'out', 'b.jsonl', '--tokens', 'whitespace', '--brackets', 'penn');
		expect(back.stdout).toBe('2 documents, 2 sentences, 6 entities, 4 relations\n');
	});

	it('splits the text of brat as extraction does', async () => {
		const { stdout, stderr } = await convert('brat', 'spert', 'brat', 'c.json');
		expect(stdout).toBe('1 documents, 2 sentences, 3 entities, 1 relations\n');
		expect(stderr).toContain('1 tokens split where an entity begins or ends inside (one: pre-trained)');
		expect(stderr).toContain('1 relations between sentences, which are left out (one: Used-for T1 T3)');
		const sentences = JSON.parse(workspace.read('c.json')) as { tokens: string[] }[];
		expect(sentences.map(({ tokens }) => tokens.join('|'))).toEqual(['Deep|networks|(|DNs|)|are|used|.', 'They|learn|pre-|trained|models|.']);
	});

	it('refuses what is not in the format that it is said to be in, and unknown formats', async () => {
		const wrong = await convert('conll', 'spert', 'a.jsonl', 'd.json');
		expect(wrong.code).toBe(1);
		expect(wrong.stderr).toContain('[data.sourceMalformed]');
		expect((await convert('word', 'spert', 'a.jsonl', 'd.json')).code).toBe(2);
		expect((await workspace.run('convert', '--from', 'spert', '--to', 'brat', 'a.json')).code).toBe(2);
		const missing = await convert('brat', 'spert', 'nowhere', 'd.json');
		expect(missing.stderr).toContain('[cli.fileUnreadable]');
	});
});
