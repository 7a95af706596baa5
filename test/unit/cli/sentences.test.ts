import { mkdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CommandLineWorkspace, extractModel } from './workspace';

let workspace: CommandLineWorkspace;
beforeAll(() => {
	workspace = new CommandLineWorkspace();
	mkdirSync(workspace.path('papers'));
	workspace.write('papers/a.md', '# Deep networks\n\nWe train deep networks. They work well. We train deep networks.\n');
	workspace.write('papers/b.tex', '\\section{Results}\nThey work well. Better than $x = 3$ others.\n');
	workspace.write('papers/notes.bin', 'no document');
});
afterAll(() => workspace.dispose());

describe('spert sentences', () => {
	it('writes the sentences of a folder\'s documents, each once, as spert predict takes them', async () => {
		const { code, stdout, stderr } = await workspace.run('sentences', 'papers', '--output', 'out.json');
		expect([code, stdout, stderr]).toEqual([0, '', '2 documents, 5 sentences\n']);
		const sentences = JSON.parse(workspace.read('out.json')) as { tokens: string[] }[];
		expect(sentences.map(({ tokens }) => tokens.join(' '))).toEqual([
			'Deep networks',
			'We train deep networks .',
			'They work well .',
			'Results',
			expect.stringMatching(/^Better than .* others \.$/),
		]);
		const model = ['--model_path', extractModel[1]!, '--types_path', extractModel[3]!];
		const predicted = await workspace.run('predict', ...model, '--dataset_path', 'out.json', '--predictions_path', 'found.json');
		expect(predicted.code).toBe(0);
		expect(JSON.parse(workspace.read('found.json'))).toHaveLength(sentences.length);
	});

	it('leaves out short ones, goes on after files that it cannot read, and prints', async () => {
		const { code, stdout, stderr } = await workspace.run('sentences', 'papers/a.md', 'papers/missing.md', '--shortest', '5');
		expect(code).toBe(1);
		expect(JSON.parse(stdout)).toEqual([{ tokens: ['We', 'train', 'deep', 'networks', '.'] }]);
		expect(stderr).toContain('missing.md');
	});

	it('wants a path', async () => {
		expect((await workspace.run('sentences')).code).toBe(2);
	});
});
