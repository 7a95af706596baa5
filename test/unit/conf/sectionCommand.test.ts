import { describe, expect, it } from 'vitest';
import { parseConf } from '../../../src/conf/confFile';
import { commandOfSection, possibleCommands } from '../../../src/conf/sectionCommand';

function section(...keys: string[]) {
	return parseConf(keys.map((key) => `${key} = x`).join('\n')).sections[0] ?? { entries: [] };
}

describe('commandOfSection', () => {
	it.each([
		[['label', 'train_path'], 'train'],
		[['train_pa'], 'train'],
		[['dataset_path', 'predictions_path'], 'predict'],
		[['train_path', 'predictions_path'], 'train'],
		[['dataset_path', 'model_path'], 'eval'],
		[['model_path'], 'eval'],
		[['nonsense'], 'eval'],
		[[], 'eval'],
		[['label', 'epochs'], 'train'],
		[['dataset_path', 'epochs'], 'eval'],
		[['dataset_path', 'epochs', 'lr'], 'train'],
		[['spacy_model'], 'predict'],
	] as const)('%j is for %s', (keys, command) => {
		expect(commandOfSection(section(...keys))).toBe(command);
	});
});

describe('possibleCommands', () => {
	it.each([
		[[], ['eval', 'train', 'predict']],
		[['model_path', 'nonsense'], ['eval', 'train', 'predict']],
		[['label'], ['eval', 'train']],
		[['dataset_path'], ['eval', 'predict']],
		[['train_path', 'nonsense'], ['train']],
	] as const)('%j may become %j', (keys, commands) => {
		expect(possibleCommands(section(...keys))).toEqual(commands);
	});
});
