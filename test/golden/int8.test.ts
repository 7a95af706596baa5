// What int8 costs in F1: the model that the reference trained, on SciERC's test set, against what the reference scored.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { neverCancelled } from '../../src/base/cancellation';
import { readDataset } from '../../src/engine/data/readDataset';
import { loadModel } from '../../src/engine/engine';
import { evaluate } from '../../src/engine/evaluation/scores';
import { goldTuples } from '../../src/engine/evaluation/tuples';
import { shared } from './goldenModel';

const folder = join(shared, 'models', 'reference-minilm-scierc');
const data = join(shared, 'data', 'scierc');

/** In per cent, as printed_scierc_test.txt beside the model has them. */
const reference = { entities: 64.84, relations: 40.08, relationsWithTypes: 28.72 };
const mostLost = 0.3;

describe.skipIf(!existsSync(folder))('int8 (skipped where ../shared/models is absent)', () => {
	it(`loses at most ${mostLost} F1 on SciERC's test set`, async () => {
		const typesPath = join(data, 'scierc_types.json');
		const { model, precision } = await loadModel(folder, { typesPath, threads: 1, precision: 'int8' });
		try {
			expect(precision).toBe('int8');
			const { documents } = await readDataset(join(data, 'scierc_test.json'), model.types);
			const options = { maxSpanSize: 10, relationThreshold: 0.4 };
			const predictions = await model.predict(documents.map(({ tokens }) => tokens), options, { cancellation: neverCancelled });
			const pairs = documents.map((document, index) => ({ gold: goldTuples(document), predicted: predictions[index]! }));
			expect(pairs).toHaveLength(551);
			const { ner, rel, relNec } = evaluate(pairs, model.types, { noOverlapping: false });
			expect(100 * ner.micro.f1).toBeGreaterThanOrEqual(reference.entities - mostLost);
			expect(100 * rel.micro.f1).toBeGreaterThanOrEqual(reference.relations - mostLost);
			expect(100 * relNec.micro.f1).toBeGreaterThanOrEqual(reference.relationsWithTypes - mostLost);
		} finally {
			model.dispose();
		}
	}, 120_000);
});
