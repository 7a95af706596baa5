import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { looksLikeSpertConf } from '../../../src/conf/recognition';

describe('looksLikeSpertConf', () => {
	it.each([
		['model_type', '[1]\nmodel_type = spert\n'],
		['a run of eval', 'label = x\nmodel_path = m\ntypes_path = t\n'],
		['a run with some keys of another version', 'train_path = a\nmodel_path = m\nepochs = 3\nold = 1\nolder = 2\n'],
		['Windows line ends', '\uFEFFtrain_path = a\r\nepochs = 3\r\nlr = 1e-5\r\n'],
	])('knows %s', (_, text) => {
		expect(looksLikeSpertConf(text)).toBe(true);
	});

	it.each([
		['an empty file', ''],
		['another kind of model', 'model_type = bert\n'],
		['a web server', 'user nginx;\nevents {\n  worker_connections 1024;\n}\n'],
		['a git configuration', '[core]\n\trepositoryformatversion = 0\n\tbare = false\n'],
		['settings that share common words', 'label = a\nseed = 1\ndebug = true\nmodel_path = m\nepochs = 3\nlr = 0.1\n'],
		['two of our keys alone', 'train_path = a\nepochs = 3\n'],
		['many keys of others', `train_path = a\nepochs = 3\nlr = 1\n${'other = 1\n'.repeat(4)}`],
	])('does not take %s for ours', (_, text) => {
		expect(looksLikeSpertConf(text)).toBe(false);
	});

	it('looks at the beginning of a large file only', () => {
		expect(looksLikeSpertConf(`${'#\n'.repeat(1 << 20)}model_type = spert\n`)).toBe(false);
	});

	const recorded = '../shared/models/reference-minilm-scierc/train.conf';
	it.skipIf(!existsSync(recorded))('knows the file of a recorded run (skipped where ../shared is absent)', () => {
		expect(looksLikeSpertConf(readFileSync(recorded, 'utf8'))).toBe(true);
	});
});
