// What the comparison with other programs computes by itself, without running any of them.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseTypes } from '../../../src/corpus/types';
import { accuracyOf, differingSentences } from '../../bench/peers/accuracy';
import { whatWentWrong, type Contestant } from '../../bench/peers/contestants';
import { encoderOperations } from '../../bench/peers/encoderWork';
import { lockPlatform } from '../../bench/peers/environments';
import { Limit } from '../../bench/peers/limit';
import type { PeerRun } from '../../bench/peers/peerRun';
import { peerTable } from '../../bench/peers/peerTable';

const model = join('..', 'shared', 'models', 'reference-minilm-scierc', 'predictions_scierc_test.json');
const testSet = join('..', 'shared', 'data', 'scierc', 'scierc_test.json');
const typesFile = join('models', 'scierc-minilm', 'types.json');
const types = parseTypes(readFileSync(typesFile, 'utf8'), typesFile);

describe('the work of an encoder', () => {
	it('is counted by hand for one layer and two word pieces', () => {
		// H = 2, I = 3: projections 4 * 2*2*2*2 = 64, feed-forward 2 * 2*2*2*3 = 48, attention 2 * 2*2*2*2 = 32.
		expect(encoderOperations({ layers: 1, hidden: 2, intermediate: 3 }, [2])).toBe(64 + 48 + 32);
	});

	it('adds up over layers and sequences, attention growing with the square', () => {
		const sizes = { layers: 6, hidden: 384, intermediate: 1536 };
		const one = encoderOperations(sizes, [10]);
		expect(encoderOperations({ ...sizes, layers: 12 }, [10])).toBe(2 * one);
		expect(encoderOperations(sizes, [10, 10])).toBe(2 * one);
		expect(encoderOperations(sizes, [20]) - 2 * one).toBe(6 * 4 * 384 * (20 * 20 - 2 * 10 * 10));
	});
});

describe('accuracy of stored predictions', () => {
	const gold = '[{"tokens": ["a", "b"], "entities": [{"type": "Task", "start": 0, "end": 1}, {"type": "Method", "start": 1, "end": 2}], "relations": [{"type": "Used-for", "head": 1, "tail": 0}]}]';

	it('is all for the annotation itself', () => {
		expect(accuracyOf(gold, gold, types)).toEqual({ entities: 100, relations: 100 });
	});

	it('counts an entity of another type as wrong, and its relation as right by its spans', () => {
		const { entities, relations } = accuracyOf(gold, gold.replace('"Task"', '"Metric"'), types);
		expect(entities).toBe(50);
		expect(relations).toBe(100);
	});

	it('refuses predictions of other sentences', () => {
		expect(() => accuracyOf(gold, '[]', types)).toThrow('predictions for 0 sentences');
	});

	it.skipIf(!existsSync(model))('is what the reference reported of its own predictions', () => {
		const { entities, relations } = accuracyOf(readFileSync(testSet, 'utf8'), readFileSync(model, 'utf8'), types);
		expect(entities.toFixed(2)).toBe('64.84');
		expect(relations.toFixed(2)).toBe('40.08');
	});
});

describe('differing sentences', () => {
	it('are those of other content, not of other spacing', () => {
		expect(differingSentences('[{"a": 1}, {"b": 2}]', '[{"a":1},{"b":3}]')).toBe(1);
	});

	it('cannot be told where their number differs', () => {
		expect(() => differingSentences('[1]', '[1, 2]')).toThrow('Predictions of 1 and 2 sentences');
	});
});

describe('requirements with hashes', () => {
	it('say what they are of in their first line', () => {
		expect(lockPlatform('# linux x86_64 3.11\nspacy==1 --hash=sha256:0\n')).toBe('linux x86_64 3.11');
	});

	it.each(['torch', 'gliner', 'spacy'])('of %s pin what is asked for, every line with a hash', (name) => {
		const folder = join('test', 'bench', 'peers', 'requirements');
		const lines = (file: string): string[] => readFileSync(join(folder, file), 'utf8').split('\n').filter((line) => line !== '' && !line.startsWith('#'));
		const locked = lines(`${name}.lock.txt`);
		expect(locked.filter((line) => !/^[\w.-]+==\S+ --hash=sha256:[0-9a-f]{64}$/.test(line))).toEqual([]);
		const pins = new Set(locked.map((line) => line.split(' ')[0]));
		expect(lines(`${name}.txt`).filter((pin) => !pins.has(pin))).toEqual([]);
	});
});

describe('what went wrong', () => {
	it("is the last line of a program's output, where Python says it", () => {
		expect(whatWentWrong(new Error('python ended with 1:\nTraceback\n  File "x"\nImportError: no torch\n'))).toBe('ImportError: no torch');
	});
});

const run = (predicting: number, more: Partial<PeerRun> = {}): PeerRun => {
	return { predicting, cpu: predicting, latencies: [], peakMemory: 2e8, versions: {}, coldStart: 500, ...more };
};

function contestant(name: string, runs: readonly [single: PeerRun[], batched: PeerRun[]] | undefined, more: Partial<Contestant> = {}): Contestant {
	return {
		name,
		finds: 'entities and relations',
		isExact: true,
		isOurs: false,
		program: { command: '', args: [] },
		model: '',
		batchSize: 2,
		runs: new Map(runs === undefined ? [] : [[1, { single: runs[0], batched: runs[1] }]]),
		...more,
	};
}

describe('the table of all contestants', () => {
	const reference = contestant('reference, PyTorch 2', [[run(10, { latencies: [1, 2, 3], memoryOfImports: 1e8 })], [run(20)]]);
	const ours = contestant('ours', [[run(4, { latencies: [1] })], [run(2), run(4), run(1)]], { isOurs: true, batchSize: undefined });

	it('compares the faster ways of both', () => {
		const { header, rows } = peerTable([reference, ours], 1, 100);
		const column = header.indexOf('against the reference, PyTorch 2');
		expect(rows.map((row) => [row[0], row[1], row[2], row[column]])).toEqual([
			['reference, PyTorch 2', '10.0', '5.00', '1.00x'],
			['ours', '25.0', '50.0', '5.00x'],
		]);
	});

	it('has nothing to compare with where the reference was not run, and leaves out who did not run', () => {
		const { header, rows } = peerTable([ours, contestant('absent', undefined)], 1, 100);
		expect(rows.map((row) => row[0])).toEqual(['ours']);
		expect(rows[0]?.[header.indexOf('against the reference, PyTorch 2')]).toBe('');
	});

	it('says who finds entities only', () => {
		const light = contestant('spaCy', [[run(1, { latencies: [1] })], [run(1)]], { finds: 'entities only' });
		expect(peerTable([light], 1, 10).rows[0]?.[0]).toBe('spaCy (entities only)');
	});
});

describe('the limit', () => {
	it('is the fastest product of all rounds, and the encoder a share of it', () => {
		const limit = new Limit();
		limit.note('onnxruntime', 1, { speeds: { small: 50, large: 80 } });
		limit.note('onnxruntime', 1, { speeds: { small: 60, large: 70 } });
		limit.note('torch', 1, { speeds: { large: 100 } });
		expect(limit.peak(1, 'onnxruntime')).toBe(80);
		expect(limit.peak(1)).toBe(100);
		const ours = contestant('ours', [[run(4)], [run(2)]], { isOurs: true });
		const { table } = limit.section([ours], 80e9, [1]);
		expect(table?.rows.filter(([name]) => name?.startsWith('ours, batched'))).toEqual([
			['ours, batched', '40.0'],
			['ours, batched: of the fastest product in the same runtime', '50 %'],
			['ours, batched: of the fastest product of all', '40 %'],
		]);
	});
});
