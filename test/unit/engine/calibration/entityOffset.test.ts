import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { neverCancelled } from '../../../../src/base/cancellation';
import { chooseOffset, documentMargins, type DocumentMargins } from '../../../../src/engine/calibration/entityOffset';
import { writeCalibratedFolder } from '../../../../src/engine/checkpoint/calibratedFolder';
import { readModelFolder, requireSpert } from '../../../../src/engine/checkpoint/modelFolder';
import { readDataset } from '../../../../src/engine/data/readDataset';
import { loadModel } from '../../../../src/engine/engine';
import { evaluate } from '../../../../src/engine/evaluation/scores';
import { goldTuples } from '../../../../src/engine/evaluation/tuples';
import { spansUpTo } from '../../../../src/engine/spert/candidates';
import { loadPortableModel, portableModelPath, portableSentences, portableTypesPath } from '../portableModel';

/** Documents in which spans are entities from a margin on, but for one in seven; one in five that is annotated is not seen. */
function documentsOf(count: number, bound: number): DocumentMargins[] {
	return Array.from({ length: count }, (_, document) => {
		const spans = Array.from({ length: 20 }, (__, index) => {
			const place = (document * 20 + index) * 7919;
			const margin = -2 + (4 * (place % 997)) / 997;
			return { margin, isRight: place % 7 === 0 ? margin <= bound : margin > bound };
		});
		const right = spans.filter(({ isRight }) => isRight).length;
		return { spans, annotated: Math.ceil(1.2 * right) };
	});
}

describe('chooseOffset', () => {
	it.each([-0.8, 0.7])('finds from which margin on a span is an entity: %s', (bound) => {
		const { offset, entityF1 } = chooseOffset(documentsOf(200, bound), 5);
		expect(Math.abs(offset - bound)).toBeLessThan(0.15);
		expect(entityF1.after).toBeGreaterThan(entityF1.before + 0.02);
		expect(entityF1.fitted).toBeGreaterThan(entityF1.before);
	});

	it('leaves a model as it is where nothing is gained by it', () => {
		const { offset, entityF1 } = chooseOffset(documentsOf(200, 0), 5);
		expect(offset).toBe(0);
		expect(entityF1).toEqual({ before: entityF1.before, after: entityF1.before, fitted: entityF1.before });
	});

	it('chooses nothing by a single document', () => {
		expect(chooseOffset(documentsOf(1, 0.7), 5).offset).toBe(0);
	});
});

describe('documentMargins', () => {
	it('counts what the written model finds, at any offset', async () => {
		const folder = mkdtempSync(join(tmpdir(), 'spert-offset-'));
		const { model } = await loadPortableModel();
		try {
			const { documents } = await readDataset(join(portableTypesPath, '../docs.json'), model.types);
			const asked = documents.map(({ tokens }) => ({ tokens, spans: spansUpTo(tokens.length, 10) }));
			const scores = await model.scoreSpans(asked, false, { cancellation: neverCancelled });
			const margins = documents.map(({ entities }, index) =>
				documentMargins(asked[index]!.spans, scores[index]!.spans, model.types.entities.length + 1, entities),
			);
			const source = requireSpert(await readModelFolder(portableModelPath, { typesPath: portableTypesPath }));
			const found: number[] = [];
			for (const offset of [-1, 0.6]) {
				await writeCalibratedFolder(folder, source, { noEntityOffset: offset, temperature: 1.3, relations: { slope: 1, offset: 0 } });
				const written = await loadModel(folder, { threads: 1 });
				const predictions = await written.model.predict(portableSentences, { maxSpanSize: 10 }, { cancellation: neverCancelled });
				written.model.dispose();
				const pairs = predictions.map((predicted, index) => ({ gold: goldTuples(documents[index]!), predicted }));
				const { ner } = evaluate(pairs, model.types, { noOverlapping: false });
				const shown = margins.flatMap(({ spans }) => spans).filter(({ margin }) => margin > offset);
				expect(shown.filter(({ isRight }) => isRight)).toHaveLength(ner.truePositives);
				expect(shown).toHaveLength(predictions.flatMap(({ entities }) => entities).length);
				expect(margins.reduce((sum, { annotated }) => sum + annotated, 0)).toBe(ner.support);
				found.push(shown.length);
			}
			expect(found[0]).toBeGreaterThan(found[1]!);
		} finally {
			model.dispose();
			rmSync(folder, { recursive: true });
		}
	});
});
