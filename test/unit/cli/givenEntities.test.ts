import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CommandLineWorkspace, configuredModel } from './workspace';

interface Document {
	readonly tokens: readonly string[];
	readonly entities: readonly unknown[];
	readonly relations: readonly unknown[];
}

const documents = JSON.parse(readFileSync(join(import.meta.dirname, '../../golden/portable/docs.json'), 'utf8')) as Document[];

let workspace: CommandLineWorkspace;
beforeAll(() => (workspace = new CommandLineWorkspace()));
afterAll(() => workspace.dispose());

describe('spert predict --given-entities', () => {
	const io = ['--dataset_path', 'given.json', '--predictions_path', 'related.json', '--given-entities'];

	it('writes the entities that it is given, and the relations that it finds between them', async () => {
		workspace.write('given.json', JSON.stringify(documents.map(({ tokens, entities }) => ({ tokens, entities }))));
		const { code, stderr } = await workspace.run('predict', ...configuredModel, ...io);
		expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
		const found = JSON.parse(workspace.read('related.json')) as Document[];
		expect(found.map(({ tokens }) => tokens)).toEqual(documents.map(({ tokens }) => tokens));
		expect(found.map(({ entities }) => entities.length)).toEqual(documents.map(({ entities }) => entities.length));
		// The model was trained on these very sentences.
		const count = (all: readonly Document[]): number => all.reduce((sum, { relations }) => sum + relations.length, 0);
		expect(Math.abs(count(found) - count(documents))).toBeLessThanOrEqual(2);
	});

	it('says which document has no entities', async () => {
		workspace.write('given.json', JSON.stringify([documents[0]!.tokens]));
		const { code, stderr } = await workspace.run('predict', ...configuredModel, ...io);
		expect(code).toBe(1);
		expect(stderr).toContain('document 0');
		expect(stderr).toContain('[data.datasetMalformed]');
	});
});
