import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatConfig, parseConfig } from '../../../../src/engine/checkpoint/config';
import { thresholdsOfTypes } from '../../../../src/engine/spert/relationThresholds';
import { portableModelPath } from '../portableModel';

const types = [{ identifier: 'Used-for' }, { identifier: 'Compare' }, { identifier: 'constructor' }];
const json = JSON.parse(readFileSync(join(portableModelPath, 'config.json'), 'utf8')) as Record<string, unknown>;

describe('thresholdsOfTypes', () => {
	const own = { relation: 0.25, relationTypes: { Compare: 0.5, Unknown: 1 } };

	it('takes the threshold that was asked for, then the type\'s own, then the common one, then the reference\'s', () => {
		expect([...thresholdsOfTypes(types, 0.75, own)]).toEqual([0.75, 0.75, 0.75]);
		expect([...thresholdsOfTypes(types, undefined, own)]).toEqual([0.25, 0.5, 0.25]);
		expect([...thresholdsOfTypes(types, undefined, undefined)]).toEqual(Array(3).fill(Math.fround(0.4)));
		expect([...thresholdsOfTypes(types, 0, own)]).toEqual([0, 0, 0]);
	});
});

describe("a config's thresholds", () => {
	const parsed = (value: unknown) => parseConfig({ ...json, spert_thresholds: value }, 'config.json');

	it('are read and written', () => {
		const config = parsed({ relation: 0.3, relation_types: { Compare: 0.45 } });
		expect(config.thresholds).toEqual({ relation: 0.3, relationTypes: { Compare: 0.45 } });
		expect(parseConfig(JSON.parse(formatConfig(config)), 'config.json')).toEqual(config);
	});

	it('need not be there, and types need not have their own', () => {
		expect(parseConfig(json, 'config.json').thresholds).toBeUndefined();
		expect(parsed(null).thresholds).toBeUndefined();
		expect(parsed({ relation: 0.3 }).thresholds).toEqual({ relation: 0.3, relationTypes: {} });
		expect(formatConfig(parseConfig(json, 'config.json'))).not.toContain('spert_thresholds');
	});

	it.each([{ relation: 1.5 }, { relation: '0.4' }, { relation_types: {} }, { relation: 0.4, relation_types: { Compare: -1 } }, 0.4])('are refused: %j', (value) => {
		expect(() => parsed(value)).toThrow(expect.objectContaining({ code: 'checkpoint.configInvalid' }));
	});
});
