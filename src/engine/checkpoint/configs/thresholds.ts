// The thresholds of a calibrated model in its config.json: `spert_thresholds`, which other readers pass over.

import * as z from 'zod/mini';
import type { RelationThresholds } from '../../spert/relationThresholds';
import { parseFields } from './configFields';

const threshold = z.number().check(z.gte(0), z.lte(1));

const schema = z.object({
	spert_thresholds: z.nullish(
		z.object({
			relation: threshold,
			relation_types: z.nullish(z.record(z.string(), threshold)),
		}),
	),
});

/** undefined where the file says nothing. Errors: checkpoint.configInvalid. */
export function parseThresholds(json: unknown, path: string): RelationThresholds | undefined {
	const { spert_thresholds: thresholds } = parseFields(schema, json, path);
	return thresholds ? { relation: thresholds.relation, relationTypes: thresholds.relation_types ?? {} } : undefined;
}

/** The field as it is written; none for a model without thresholds. */
export function formatThresholds(thresholds: RelationThresholds | undefined): Readonly<Record<string, unknown>> {
	return thresholds === undefined
		? {}
		: { spert_thresholds: { relation: thresholds.relation, relation_types: thresholds.relationTypes } };
}
