// Every format holds what it can hold: written and read again it is the same, and what it cannot hold is told.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readBrat, splitAtWhiteSpace } from '../../../src/corpus/brat';
import { writeBrat } from '../../../src/corpus/bratWriter';
import { readConll, writeConll } from '../../../src/corpus/conll';
import {
	joinSentences,
	type Corpus,
	type CorpusDocument,
	type CorpusSentence,
	type Loss,
	type Written,
} from '../../../src/corpus/corpus';
import { joinDocuments, matchTypes, spellBrackets } from '../../../src/corpus/corpusChanges';
import { readDygiepp, writeDygiepp } from '../../../src/corpus/dygiepp';
import { readMultihead, writeMultihead } from '../../../src/corpus/multihead';
import { readSpertJson, writeSpertJson } from '../../../src/corpus/spertJson';
import { typesFileOf } from '../../../src/corpus/typesFile';
import { parseTypes } from '../../../src/corpus/types';

const word = fc.oneof(
	fc.constantFrom('model', '#', 'O', 'B-Task', '(', '-LRB-', "don't", '𝑥', 'é', '"', '\\', '[CLS]', '#doc', '-DOCSTART-', '1'),
	fc.string({ unit: 'grapheme', minLength: 1, maxLength: 4 }).filter((text) => !/\s/.test(text)),
);
const anyWord = fc.oneof({ weight: 9, arbitrary: word }, { weight: 1, arbitrary: fc.constantFrom('', ' ', 'two words', '\t', '\u2028') });
const type = fc.constantFrom('Task', 'Used-for', 'a.b', "it's", 'a\\b', 'Ä');

interface Rules {
	readonly token: fc.Arbitrary<string>;
	readonly overlaps: boolean;
	readonly relations: boolean;
}

/** Sentences with entities, without equal spans, and relations between them. */
function sentences({ token, overlaps, relations }: Rules): fc.Arbitrary<CorpusSentence> {
	const span = fc.record({ start: fc.nat(7), length: fc.integer({ min: 1, max: 3 }), type });
	const relation = fc.record({ head: fc.nat(), tail: fc.nat(), type });
	return fc
		.record({ tokens: fc.array(token, { minLength: 1, maxLength: 8 }), spans: fc.array(span, { maxLength: 4 }), links: fc.array(relation, { maxLength: relations ? 3 : 0 }) })
		.map(({ tokens, spans, links }) => {
			const entities: { start: number; end: number; type: string }[] = [];
			for (const { start, length, type: name } of spans) {
				const end = start + length;
				const isFree = entities.every((other) => (overlaps ? other.start !== start || other.end !== end : end <= other.start || other.end <= start));
				if (end <= tokens.length && isFree) {
					entities.push({ start, end, type: name });
				}
			}
			// In text order, as formats that have no order of their own give them back.
			entities.sort((a, b) => a.start - b.start || a.end - b.end);
			const count = entities.length;
			return { tokens, entities, relations: count === 0 ? [] : links.map(({ head, tail, type: name }) => ({ head: head % count, tail: tail % count, type: name })) };
		});
}

function documents(rules: Rules, mostSentences: number): fc.Arbitrary<CorpusDocument[]> {
	return fc
		.array(fc.array(sentences(rules), { minLength: 1, maxLength: mostSentences }), { minLength: 1, maxLength: 3 })
		.map((all) => all.map((own, index) => ({ id: `document-${index}`, sentences: own })));
}

/** Relations in no order. */
function unordered(all: readonly CorpusDocument[]): unknown {
	return all.map(({ id, sentences: own }) => {
		return { id, sentences: own.map(({ tokens, entities, relations }) => ({ tokens, entities, relations: relations.map(({ head, tail, type: name }) => `${head} ${tail} ${name}`).sort() })) };
	});
}

function expectRoundTrip<T>(rules: Rules, mostSentences: number, write: (all: readonly CorpusDocument[]) => Written<T>, read: (output: T) => Corpus): void {
	fc.assert(
		fc.property(documents(rules, mostSentences), (all) => {
			const { output, losses } = write(all);
			expect(losses).toEqual([]);
			const again = read(output);
			expect(again.losses).toEqual([]);
			expect(unordered(again.documents)).toEqual(unordered(all));
		}),
		{ numRuns: 500 },
	);
}

const readBratAgain = (all: readonly ReturnType<typeof writeBrat>['output'][]): Corpus => {
	const losses: Loss[] = [];
	return { documents: all.map((document) => readBrat(document, splitAtWhiteSpace, losses)), losses };
};
const writeAllBrat = (all: readonly CorpusDocument[]) => {
	const written = all.map(writeBrat);
	return { output: written.map(({ output }) => output), losses: written.flatMap(({ losses }) => losses) };
};
const isNoMarker = (token: string) => token !== '-DOCSTART-';

describe('written and read again, data are the same', () => {
	it("in SpERT's JSON, one sentence a document", () => {
		expectRoundTrip({ token: anyWord, overlaps: true, relations: true }, 1, writeSpertJson, (json) => readSpertJson(json, 'a.json'));
	});

	it('in the JSON lines of DyGIE++', () => {
		expectRoundTrip({ token: anyWord, overlaps: true, relations: true }, 3, writeDygiepp, (text) => readDygiepp(text, 'a.jsonl'));
	});

	it('in brat, where tokens have no white space', () => {
		expectRoundTrip({ token: word, overlaps: true, relations: true }, 3, writeAllBrat, readBratAgain);
	});

	it('in CoNLL with either scheme, without overlaps and relations', () => {
		const rules = { token: word.filter(isNoMarker), overlaps: false, relations: false };
		for (const scheme of ['bio', 'bilou'] as const) {
			const separate = (all: readonly CorpusDocument[]) => all.flatMap(({ sentences: own }) => own);
			fc.assert(
				fc.property(documents(rules, 3), (all) => {
					const { output, losses } = writeConll(all, scheme);
					expect(losses).toEqual([]);
					expect(separate(readConll(output, 'a.conll').documents)).toEqual(separate(all));
				}),
			);
		}
	});

	it('in multihead lines, without overlaps', () => {
		expectRoundTrip({ token: word, overlaps: false, relations: true }, 1, writeMultihead, (text) => readMultihead(text, 'a.txt'));
	});
});

describe('what a format cannot hold', () => {
	it('is told, entity by entity and relation by relation, and the rest is kept', () => {
		fc.assert(
			fc.property(documents({ token: anyWord, overlaps: true, relations: true }, 2), (all) => {
				const total = (key: 'entities' | 'relations', from: readonly CorpusDocument[]) => {
					return from.flatMap(({ sentences: own }) => own.flatMap((sentence) => sentence[key] as readonly unknown[])).length;
				};
				const count = (losses: readonly Loss[], ...kinds: Loss['kind'][]) => losses.filter(({ kind }) => kinds.includes(kind)).length;
				const conll = writeConll(all, 'bio');
				expect(total('entities', readConll(conll.output, 'a').documents) + count(conll.losses, 'overlappingEntity')).toBe(total('entities', all));
				expect(count(conll.losses, 'relation')).toBe(total('relations', all));
				const multihead = writeMultihead(all);
				const again = readMultihead(multihead.output, 'a').documents;
				expect(total('entities', again) + count(multihead.losses, 'overlappingEntity')).toBe(total('entities', all));
				expect(total('relations', again) + count(multihead.losses, 'relationWithoutEntity')).toBe(total('relations', all));
				const brat = writeAllBrat(all);
				expect(total('relations', readBratAgain(brat.output).documents)).toBe(total('relations', all));
				const blanks = all.flatMap(({ sentences: own }) => own.flatMap(({ tokens }) => tokens.filter((token) => token === '' || /\s/.test(token))));
				expect(count(brat.losses, 'changedToken')).toBe(blanks.length);
			}),
		);
	});
});

const scierc = join(import.meta.dirname, '../../../../shared/data/scierc');

describe.skipIf(!existsSync(scierc))('SciERC (skipped where ../shared is absent)', () => {
	const load = (name: string) => readFileSync(join(scierc, name), 'utf8');
	const withoutIds = (all: readonly CorpusDocument[]) => all.flatMap(({ sentences: own }) => own);

	it.each(['train', 'dev', 'test'])("%s: the DyGIE++ form converts to exactly SpERT's sentences, entities and relations", (part) => {
		const types = parseTypes(load('scierc_types.json'), 'types');
		const dygiepp = readDygiepp(load(`dygiepp/${part}.json`), part);
		expect(new Set(dygiepp.losses.map(({ kind }) => kind))).toEqual(new Set(['coreference']));
		const converted = matchTypes(spellBrackets(dygiepp, 'plain'), types);
		expect(new Set(converted.losses.map(({ kind }) => kind))).toEqual(new Set(['coreference', 'changedBracket']));
		const written = JSON.parse(writeSpertJson(converted.documents).output) as Record<string, unknown>[];
		const expected = JSON.parse(load(`scierc_${part}.json`)) as Record<string, unknown>[];
		const content = (all: Record<string, unknown>[]) => all.map(({ tokens, entities, relations }) => ({ tokens, entities, relations }));
		expect(content(written)).toEqual(content(expected));
	});

	it('goes through every format that holds it and comes back', () => {
		const { documents: all } = readSpertJson(load('scierc_test.json'), 'test');
		const dygiepp = writeDygiepp(all);
		expect(dygiepp.losses).toEqual([]);
		expect(withoutIds(readDygiepp(dygiepp.output, 'test').documents)).toEqual(withoutIds(all));
		const brat = writeAllBrat(all);
		expect(brat.losses).toEqual([]);
		expect(withoutIds(readBratAgain(brat.output).documents)).toEqual(withoutIds(all));
	});

	it('loses in CoNLL the overlapping entities and the relations, and says so', () => {
		const { documents: all } = readSpertJson(load('scierc_test.json'), 'test');
		const { output, losses } = writeConll(all, 'bilou');
		const entities = withoutIds(readConll(output, 'test').documents).flatMap((sentence) => sentence.entities);
		const overlapping = losses.filter(({ kind }) => kind === 'overlappingEntity').length;
		expect(overlapping).toBeGreaterThan(0);
		expect(entities.length + overlapping).toBe(1685);
		expect(losses.filter(({ kind }) => kind === 'relation')).toHaveLength(974);
	});

	it('names its types in a types file that is read again', () => {
		const { documents: all } = readSpertJson(load('scierc_test.json'), 'test');
		const types = parseTypes(typesFileOf(all), 'types');
		const declared = parseTypes(load('scierc_types.json'), 'types');
		const names = (list: readonly { readonly identifier: string }[]) => list.map(({ identifier }) => identifier).sort();
		expect(names(types.entities)).toEqual(names(declared.entities));
		expect(names(types.relations)).toEqual(names(declared.relations));
	});

	it('as whole documents has the same tokens and annotations', () => {
		const { documents: all } = readDygiepp(load('dygiepp/test.json'), 'test');
		const joined = joinDocuments({ documents: all, losses: [] }).documents;
		expect(joined.map(({ sentences: own }) => own.length)).toEqual(joined.map(() => 1));
		const { output } = writeDygiepp(joined);
		const relations = (text: string) => text.trim().split('\n').map((line) => (JSON.parse(line) as { relations: unknown[][] }).relations.flat());
		expect(relations(output)).toEqual(relations(writeDygiepp(all).output));
		expect(joinSentences([]).tokens).toEqual([]);
	});
});
