// Files to be converted are untrusted: whatever is in them, they are read or refused with an error that names the place.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/base/userError';
import { readBrat, splitAtWhiteSpace } from '../../../src/corpus/brat';
import { readConll } from '../../../src/corpus/conll';
import type { CorpusDocument } from '../../../src/corpus/corpus';
import { readDygiepp } from '../../../src/corpus/dygiepp';
import { readMultihead } from '../../../src/corpus/multihead';
import { readSpertJson } from '../../../src/corpus/spertJson';

const sources = {
	spert: '[{"tokens": ["a", "b"], "entities": [{"type": "T", "start": 0, "end": 2}], "relations": [{"type": "R", "head": 0, "tail": 0}]}]',
	dygiepp: '{"doc_key": "d", "sentences": [["a", "b"], ["c"]], "ner": [[[0, 1, "T"]], [[2, 2, "T"]]], "relations": [[[0, 1, 2, 2, "R"]], []]}',
	conll: '-DOCSTART- O\n\na B-T\nb I-T\n\nc L-U\n',
	multihead: "#doc 1\n0\ta\tB-T\t['R', 'N']\t[1, 0]\n1\tb\tB-T\t['N']\t[1]\n",
	brat: 'T1\tT 0 3\ta b\nT2\tT 2 3;4 5\tb c\nR1\tR Arg1:T1 Arg2:T2\nE1\tT:T1\n*\tEquiv T1 T2\n',
};
const readers: Readonly<Record<keyof typeof sources, (text: string) => readonly CorpusDocument[]>> = {
	spert: (text) => readSpertJson(text, 'f').documents,
	dygiepp: (text) => readDygiepp(text, 'f').documents,
	conll: (text) => readConll(text, 'f').documents,
	multihead: (text) => readMultihead(text, 'f').documents,
	brat: (annotations) => [readBrat({ id: 'f', text: 'a b\nc 𝑥\n', annotations }, splitAtWhiteSpace, [])],
};

/** The text with a few pieces cut out or put in. */
function changed(text: string): fc.Arbitrary<string> {
	const piece = fc.oneof(fc.string({ maxLength: 3 }), fc.constantFrom('\t', '\n', '-1', '1e9', '[]', '{}', 'null', '"', "'", '99', '__proto__'));
	const change = fc.record({ at: fc.nat(text.length), remove: fc.nat(6), piece });
	return fc.array(change, { minLength: 1, maxLength: 3 }).map((changes) => {
		return changes.reduce((result, { at, remove, piece: added }) => result.slice(0, at) + added + result.slice(at + remove), text);
	});
}

describe.each(Object.keys(sources) as (keyof typeof sources)[])('%s', (format) => {
	it('is read as it stands', () => {
		expect(readers[format](sources[format]).flatMap(({ sentences }) => sentences.flatMap(({ entities }) => entities)).length).toBeGreaterThan(0);
	});

	it('changed anywhere, is read within its tokens or refused', () => {
		fc.assert(
			fc.property(fc.oneof(changed(sources[format]), fc.string({ unit: 'binary' })), (text) => {
				let documents: readonly CorpusDocument[];
				try {
					documents = readers[format](text);
				} catch (failure) {
					expect(failure).toBeInstanceOf(UserError);
					return;
				}
				for (const { tokens, entities, relations } of documents.flatMap(({ sentences }) => sentences)) {
					expect(entities.every(({ start, end }) => start >= 0 && start < end && end <= tokens.length)).toBe(true);
					expect(relations.every(({ head, tail }) => head in entities && tail in entities)).toBe(true);
				}
			}),
			{ numRuns: 3000 },
		);
	});
});
