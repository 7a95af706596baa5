import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { portableTypesPath } from '../engine/portableModel';
import { CommandLineWorkspace } from './workspace';

let workspace: CommandLineWorkspace;
beforeAll(() => {
	workspace = new CommandLineWorkspace();
	workspace.write('sound.json', '[{"tokens": ["a", "b"], "entities": [], "relations": []}]');
	workspace.write('wrong.json', '[\n{"tokens": ["a", "b"], "entities": [{"type": "Nothing", "start": 0, "end": 3}], "relations": []}]');
});
afterAll(() => workspace.dispose());

describe('spert validate', () => {
	it('succeeds where there are warnings only', async () => {
		workspace.write('copy.json', workspace.read('sound.json'));
		const { code, stdout, stderr } = await workspace.run('validate', '--types', portableTypesPath, 'sound.json', 'copy.json');
		expect([code, stderr]).toEqual([0, '']);
		expect(stdout).toBe(
			'copy.json:1:2: warning: The document is in sound.json too, as document 0 in line 1. [sharedDocument]\n' +
				'sound.json: 1 documents, 0 entities, 0 relations\ncopy.json: 1 documents, 0 entities, 0 relations\n' +
				'0 errors, 1 warnings, 0 notes\n',
		);
	});

	it('fails where there are errors, and tells each with its place', async () => {
		const { code, stdout } = await workspace.run('validate', '--types', portableTypesPath, 'wrong.json');
		expect(code).toBe(1);
		expect(stdout.split('\n').slice(0, 2)).toEqual([
			'wrong.json:2:46: error: The types file declares no entity type "Nothing". [unknownType]',
			'wrong.json:2:37: error: Entity 0 spans the tokens from 0 to before 3, and the document has 2 tokens. [outOfRange]',
		]);
	});

	it('prints one object with --format json', async () => {
		const { code, stdout } = await workspace.run('validate', '--types', portableTypesPath, 'sound.json', 'wrong.json', '--format', 'json');
		expect(code).toBe(1);
		expect(JSON.parse(stdout)).toMatchObject({
			files: [{ file: 'sound.json', documents: 1 }, { file: 'wrong.json', documents: 1, entities: 1, relations: 0 }],
			errors: 2,
			warnings: 1,
			notes: 0,
			problems: [{ code: 'unknownType', line: 2, column: 46, document: 0 }, { code: 'outOfRange' }, { code: 'sharedDocument' }],
		});
	});

	it('checks the other files where one cannot be read, and fails', async () => {
		const { code, stdout, stderr } = await workspace.run('validate', '--types', portableTypesPath, 'missing.json', 'sound.json');
		expect(code).toBe(1);
		expect(stderr).toMatch(/^spert validate: missing\.json cannot be read: .*\[data\.fileUnreadable\]\n$/);
		expect(stdout).toContain('sound.json: 1 documents');
	});

	it('needs types and datasets', async () => {
		expect((await workspace.run('validate', 'sound.json')).code).toBe(2);
		expect((await workspace.run('validate', '--types', portableTypesPath)).code).toBe(2);
	});
});
