import { expect, it } from 'vitest';
import { submitArguments } from '../../../../src/features/corpora/submitArguments';

const settings = { maxSpanSize: 8, entityThreshold: 0.2, relationThreshold: undefined };
const location = { modelPath: '/embedded', threads: 3, memory: 512 };

it('a folder is submitted with the options of its settings, and with a model only where workers do not have it', () => {
	expect(submitArguments(settings, { ...location, precision: 'int8' }, '/embedded', [])).toEqual([
		'--precision=int8',
		'--max-span-size=8',
		'--entity-threshold=0.2',
	]);
	expect(submitArguments(settings, { ...location, typesPath: '/types.json' }, '/embedded', []).slice(0, 2)).toEqual(['--types=/types.json', '--upload']);
	const other = { ...location, modelPath: '/mine', typesPath: '/types.json', tokenizerPath: '/vocabulary' };
	expect(submitArguments({ ...settings, relationThreshold: 0.5 }, other, '/embedded', ['-old', 'drafts/'])).toEqual([
		'--model=/mine',
		'--types=/types.json',
		'--tokenizer=/vocabulary',
		'--precision=auto',
		'--max-span-size=8',
		'--entity-threshold=0.2',
		'--relation-threshold=0.5',
		'--exclude=-old',
		'--exclude=drafts/',
	]);
});
