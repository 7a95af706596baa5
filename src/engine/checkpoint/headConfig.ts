// The object "spert_heads" of a SpERT model's config.json: how its classifiers are built. Models with the reference's have none.

import * as z from 'zod/mini';
import { areSameHeads, referenceHeads, type HeadDesign } from '../spert/headDesign';
import { unsupportedHeads } from './errors';

/** Above what is of use, so that a damaged number is named here instead of ending in a huge allocation. */
const largestHiddenSize = 1 << 14;

const flag = z._default(z.boolean(), false);
/** Nothing else may be in it: what is not known here changes what the weights mean. */
const schema = z.strictObject({
	boundary_pieces: flag,
	classifier_hidden_size: z._default(z.int().check(z.gte(0), z.lte(largestHiddenSize)), 0),
	relation_entity_types: flag,
	relation_sentence: flag,
	relation_product: flag,
});

/** @param path for errors. Errors: checkpoint.unsupportedHeads. */
export function parseHeads(json: unknown, path: string): HeadDesign {
	const parsed = schema.safeParse(json);
	if (!parsed.success) {
		const [issue] = parsed.error.issues;
		const names = issue?.code === 'unrecognized_keys' ? issue.keys.join(', ') : issue?.path.join('.');
		throw unsupportedHeads(path, names === undefined || names === '' ? 'it is no object' : `"${names}" is not known, or has a value that is not`);
	}
	const { data } = parsed;
	return {
		boundaryPieces: data.boundary_pieces,
		classifierHiddenSize: data.classifier_hidden_size,
		relationEntityTypes: data.relation_entity_types,
		relationSentence: data.relation_sentence,
		relationProduct: data.relation_product,
	};
}

/** undefined for the reference's. */
export function formatHeads(design: HeadDesign): Readonly<Record<string, boolean | number>> | undefined {
	return areSameHeads(design, referenceHeads)
		? undefined
		: {
				boundary_pieces: design.boundaryPieces,
				classifier_hidden_size: design.classifierHiddenSize,
				relation_entity_types: design.relationEntityTypes,
				relation_sentence: design.relationSentence,
				relation_product: design.relationProduct,
			};
}

/** As options are written: "boundary_pieces = true, classifier_hidden_size = 256"; undefined for the reference's. */
export function describeHeads(design: HeadDesign): string | undefined {
	const format = formatHeads(design);
	return format && Object.entries(format).flatMap(([key, value]) => (value === false || value === 0 ? [] : [`${key} = ${value}`])).join(', ');
}
