// Reads our own JSON lines: what `spert extract --format json` prints.

import * as z from 'zod/mini';
import { parseJson } from '../corpus/json';
import { resultsMalformed } from './errors';
import type { ForeignDocument } from './foreignDocument';

const offset = z.number().check(z.int(), z.nonnegative());

const reportSchema = z.object({
	file: z.string(),
	model: z.object({ name: z.string(), hash: z.string() }),
	entities: z.array(
		z.object({
			id: z.string(),
			type: z.string(),
			text: z.string(),
			score: z.number(),
			start: offset,
			end: offset,
			alternatives: z.optional(z.array(z.object({ type: z.string(), score: z.number() }))),
		}),
	),
	relations: z.array(
		z.object({ type: z.string(), head: z.string(), tail: z.string(), score: z.number(), symmetric: z.optional(z.boolean()) }),
	),
});

/** Errors: data.notJson and exchange.resultsMalformed, naming the line. */
export function readJsonLines(text: string, where: string): ForeignDocument[] {
	return text.split(/\r?\n/).flatMap((line, index): ForeignDocument[] => {
		if (line.trim() === '') {
			return [];
		}
		const place = `${where}, line ${index + 1}`;
		const report = reportSchema.safeParse(parseJson(line, place));
		if (!report.success) {
			const [issue] = report.error.issues;
			throw resultsMalformed(place, `is no result of an extraction: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`);
		}
		const { file, model, entities, relations } = report.data;
		return [
			{
				kind: 'placed',
				name: file,
				isNamed: (name) => name === file,
				model,
				problems: [],
				unit: 'utf16',
				source: undefined,
				mentions: entities.map(({ id, type, text: words, score, start, end, alternatives = [] }) => {
					return { id, type, score, alternatives, text: words, span: { start, end } };
				}),
				relations: relations.map(({ symmetric = false, ...relation }) => ({ ...relation, symmetric })),
			},
		];
	});
}
