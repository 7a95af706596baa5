import { describe, expect, it } from 'vitest';
import { readBrat, splitAtWhiteSpace } from '../../../src/corpus/brat';
import { writeBrat } from '../../../src/corpus/bratWriter';
import { readConll, writeConll } from '../../../src/corpus/conll';
import type { CorpusDocument, Loss } from '../../../src/corpus/corpus';
import { matchTypes, spellBrackets } from '../../../src/corpus/corpusChanges';
import { readDygiepp, writeDygiepp } from '../../../src/corpus/dygiepp';
import { readMultihead } from '../../../src/corpus/multihead';
import { readSpertJson } from '../../../src/corpus/spertJson';
import { entitiesOfTags } from '../../../src/corpus/tags';
import { parseTypes } from '../../../src/corpus/types';

const one = (tokens: string[], entities: CorpusDocument['sentences'][0]['entities'] = [], relations: CorpusDocument['sentences'][0]['relations'] = []): CorpusDocument => {
	return { id: 'd', sentences: [{ tokens, entities, relations }] };
};
const kinds = (losses: readonly Loss[]) => losses.map(({ kind }) => kind);

describe('readDygiepp', () => {
	const line = (value: object) => JSON.stringify({ doc_key: 'd', sentences: [['a', 'b'], ['c', 'd']], ...value });

	it('counts offsets from the start of the document, ends inclusive', () => {
		const { documents, losses } = readDygiepp(line({ ner: [[[0, 1, 'Task']], [[3, 3, 'Method'], [2, 3, 'Task']]], relations: [[], [[3, 3, 2, 3, 'USED-FOR']]] }), 'f');
		expect(losses).toEqual([]);
		expect(documents).toEqual([
			{
				id: 'd',
				sentences: [
					{ tokens: ['a', 'b'], entities: [{ start: 0, end: 2, type: 'Task' }], relations: [] },
					{
						tokens: ['c', 'd'],
						entities: [{ start: 1, end: 2, type: 'Method' }, { start: 0, end: 2, type: 'Task' }],
						relations: [{ head: 0, tail: 1, type: 'USED-FOR' }],
					},
				],
			},
		]);
	});

	it('tells what sentences cannot hold', () => {
		const ner = [[[1, 2, 'Task'], [0, 0, 'Task']], [[3, 3, 'Task']]];
		const relations = [[[0, 0, 3, 3, 'R'], [0, 0, 1, 1, 'R']], []];
		const { losses } = readDygiepp(line({ ner, relations, clusters: [[[0, 0], [3, 3]]], events: [[], [[[2, 'E']]]] }), 'f');
		expect(kinds(losses)).toEqual(['entityAcrossSentences', 'relationAcrossSentences', 'relationWithoutEntity', 'coreference', 'event']);
	});

	it('keeps relations between sentences where the document is the unit', () => {
		const text = line({ ner: [[[1, 2, 'Task'], [0, 0, 'Task']], [[3, 3, 'Task']]], relations: [[[0, 0, 3, 3, 'R']], []] });
		const { documents, losses } = readDygiepp(text, 'f', 'document');
		expect(losses).toEqual([]);
		expect(documents[0]!.sentences).toEqual([
			{
				tokens: ['a', 'b', 'c', 'd'],
				entities: [{ start: 1, end: 3, type: 'Task' }, { start: 0, end: 1, type: 'Task' }, { start: 3, end: 4, type: 'Task' }],
				relations: [{ head: 1, tail: 2, type: 'R' }],
			},
		]);
	});

	it.each([
		['{', 'data.notJson'],
		['[]', 'data.sourceMalformed'],
		[line({ sentences: ['a'] }), 'data.sourceMalformed'],
		[line({ ner: [[]] }), 'data.sourceMalformed'],
		[line({ ner: [[[0, 4, 'Task']], []] }), 'data.sourceMalformed'],
		[line({ ner: [[[1, 0, 'Task']], []] }), 'data.sourceMalformed'],
		[line({ ner: [[[0, 0]], []] }), 'data.sourceMalformed'],
		[line({ relations: [[[0, 0, 1]], []] }), 'data.sourceMalformed'],
	])('refuses %s', (text, code) => {
		expect(() => readDygiepp(`\n${text}`, 'f')).toThrow(expect.objectContaining({ code, problem: expect.stringContaining('f, line 2') as string }));
	});
});

describe('writeDygiepp', () => {
	it('tells a relation whose entity shares its span with an earlier one', () => {
		const entities = [{ start: 0, end: 1, type: 'Task' }, { start: 0, end: 1, type: 'Method' }];
		expect(kinds(writeDygiepp([one(['a'], entities, [{ head: 1, tail: 0, type: 'R' }])]).losses)).toEqual(['ambiguousRelation']);
	});
});

describe('readBrat', () => {
	const read = (text: string, annotations: string) => {
		const losses: Loss[] = [];
		const { sentences } = readBrat({ id: 'd', text, annotations }, splitAtWhiteSpace, losses);
		return { sentences, losses: kinds(losses) };
	};

	it('counts offsets in code points', () => {
		const { sentences } = read('𝑥 is a\nmodel 𝑦 .\n', 'T1\tTask 5 6\ta\nT2\tMethod 7 14\tmodel 𝑦\nT3\tTask 13 14\t𝑦\nR1\tPart-of Arg1:T3 Arg2:T2\t\n');
		expect(sentences).toEqual([
			{ tokens: ['𝑥', 'is', 'a'], entities: [{ start: 2, end: 3, type: 'Task' }], relations: [] },
			{
				tokens: ['model', '𝑦', '.'],
				entities: [{ start: 0, end: 2, type: 'Method' }, { start: 1, end: 2, type: 'Task' }],
				relations: [{ type: 'Part-of', head: 1, tail: 0 }],
			},
		]);
	});

	it('splits tokens at the ends of entities and joins sentences that one reaches over', () => {
		const { sentences, losses } = read('pre-trained\nmodels.\nEnd', 'T1\tTask 4 18\ttrained models\n');
		expect(sentences.map(({ tokens }) => tokens)).toEqual([['pre-', 'trained', 'models', '.'], ['End']]);
		expect(sentences[0]!.entities).toEqual([{ start: 1, end: 3, type: 'Task' }]);
		expect(losses).toEqual(['splitToken', 'splitToken', 'joinedSentences']);
	});

	it('tells what it leaves out', () => {
		const annotations = 'T1\tTask 0 1;4 5\ta c\nT2\tTask 6 7\td\nT3\tTask 1 2\t \nR1\tR Arg1:T1 Arg2:T2\nR2\tR Arg1:T1 Arg2:T9\nE1\tT1 A:T2\n*\tEquiv T1 T2\nA1\tNegation T1\n#1\tAnnotatorNotes T1\tno\n';
		const { sentences, losses } = read('a b c\nd', annotations);
		expect(sentences[0]!.entities).toEqual([{ start: 0, end: 3, type: 'Task' }]);
		expect(losses.sort()).toEqual(
			['discontinuousEntity', 'entityWithoutText', 'relationAcrossSentences', 'relationWithoutEntity', 'event', 'coreference', 'otherAnnotation', 'otherAnnotation'].sort(),
		);
	});

	it.each(['T1\tTask 0 9\ta', 'T1\tTask 1 1\t', 'T1\tTask', 'T1\tTask x 1', 'R1\tR Arg1:T1', 'X1\tTask 0 1', 'T1\tTask 0 99999999999999999999'])('refuses %j', (annotations) => {
		expect(() => read('a b', annotations)).toThrow(expect.objectContaining({ code: 'data.sourceMalformed', problem: expect.stringContaining('d.ann, line 1') as string }));
	});
});

describe('writeBrat', () => {
	it('writes a line a sentence and offsets of code points', () => {
		const document = one(['𝑥', 'b c', ''], [{ start: 0, end: 2, type: 'My Task' }, { start: 2, end: 3, type: 'Task' }], [{ head: 0, tail: 1, type: 'R' }]);
		const { output, losses } = writeBrat(document);
		expect(output).toEqual({ id: 'd', text: '𝑥 b_c _\n', annotations: 'T1\tMy_Task 0 5\t𝑥 b_c\nT2\tTask 6 7\t_\nR1\tR Arg1:T1 Arg2:T2\n' });
		expect(kinds(losses)).toEqual(['changedToken', 'changedToken', 'changedType']);
	});
});

describe('CoNLL', () => {
	it.each([
		['IOB1', 'I-A I-A O I-B B-B I-A'],
		['IOB2', 'B-A I-A O B-B B-B B-A'],
		['BILOU', 'B-A L-A O U-B U-B U-A'],
		['BIOES', 'B-A E-A O S-B S-B S-A'],
	])('reads %s', (_scheme, tags) => {
		expect(entitiesOfTags(tags.split(' '))).toEqual([
			{ start: 0, end: 2, type: 'A' },
			{ start: 3, end: 4, type: 'B' },
			{ start: 4, end: 5, type: 'B' },
			{ start: 5, end: 6, type: 'A' },
		]);
	});

	it('reads documents, comments and columns between, and a # that is a token', () => {
		const text = '-DOCSTART- -X- O O\n\nEU NNP B-NP B-ORG\r\n# NN I-NP O\n\n\n# id = 3\nPeter NNP B-NP B-PER\n\n-DOCSTART- O\nx O';
		const { documents } = readConll(text, 'f');
		expect(documents.map(({ sentences }) => sentences.map(({ tokens }) => tokens))).toEqual([[['EU', '#'], ['Peter']], [['x']]]);
	});

	it('says which line is none', () => {
		expect(() => readConll('a O\nb\n', 'f')).toThrow(expect.objectContaining({ code: 'data.sourceMalformed', problem: expect.stringContaining('f, line 2') as string }));
	});

	it('keeps the longest of overlapping entities and tells the others', () => {
		const entities = [{ start: 0, end: 1, type: 'A' }, { start: 0, end: 2, type: 'B' }, { start: 2, end: 3, type: 'A' }];
		const { output, losses } = writeConll([one(['a', 'b', 'c'], entities, [{ head: 0, tail: 1, type: 'R' }])], 'bio');
		expect(output).toBe('a\tB-B\nb\tI-B\nc\tB-A\n');
		expect(losses).toEqual([
			{ kind: 'relation', document: 'd', what: 'R' },
			{ kind: 'overlappingEntity', document: 'd', what: 'A "a"' },
		]);
	});
});

describe('readMultihead', () => {
	it('joins the last tokens of entities, as the CoNLL04 data do', () => {
		const text = "#doc 5121\n0\tJohn\tB-Peop\t['N']\t[0]\n1\tWilkes\tI-Peop\t['Kill', 'Lives']\t[2,3]\n2\tLincoln\tB-Peop\t[\"N\"]\t[2]\n3\tOhio\tB-Loc\t['N']\t[3]\n";
		expect(readMultihead(text, 'f').documents).toEqual([
			{
				id: '5121',
				sentences: [
					{
						tokens: ['John', 'Wilkes', 'Lincoln', 'Ohio'],
						entities: [{ start: 0, end: 2, type: 'Peop' }, { start: 2, end: 3, type: 'Peop' }, { start: 3, end: 4, type: 'Loc' }],
						relations: [{ head: 0, tail: 1, type: 'Kill' }, { head: 0, tail: 2, type: 'Lives' }],
					},
				],
			},
		]);
	});

	it.each(["0\ta\tO\t['N']", "0\ta\tO\t['N', 'R']\t[0]", "0\ta\tO\t[N]\t[0]", "x\ta\tO\t['N']\t[0]", "0\ta\tQ\t['N']\t[0]", "0\ta\tB-T\t['R']\t[7]"])('refuses %j', (line) => {
		expect(() => readMultihead(`#doc 1\n${line}`, 'f')).toThrow(expect.objectContaining({ code: 'data.sourceMalformed', problem: expect.stringContaining('f, line 2') as string }));
	});
});

describe('changes', () => {
	const types = parseTypes('{"entities": {"Task": {"short": "T", "verbose": "T"}}, "relations": {"Used-for": {"short": "U", "verbose": "U", "symmetric": false}}}', 'types');

	it('names types as the types file does, and tells those that it has not', () => {
		const entities = [{ start: 0, end: 1, type: 'TASK' }, { start: 0, end: 1, type: 'Method' }];
		const { documents, losses } = matchTypes({ documents: [one(['a'], entities, [{ head: 0, tail: 1, type: 'USED-FOR' }])], losses: [] }, types);
		expect(documents[0]!.sentences[0]!.entities.map(({ type }) => type)).toEqual(['Task', 'Method']);
		expect(documents[0]!.sentences[0]!.relations[0]!.type).toBe('Used-for');
		expect(losses).toEqual([{ kind: 'undeclaredType', document: 'd', what: 'Method' }]);
	});

	it('spells brackets either way and leaves braces alone', () => {
		const corpus = { documents: [one(['-LRB-', ']', '-LCB-', '{'])], losses: [] };
		const tokens = (spelling: 'plain' | 'penn' | 'keep') => spellBrackets(corpus, spelling).documents[0]!.sentences[0]!.tokens;
		expect([tokens('plain'), tokens('penn'), tokens('keep')]).toEqual([
			['(', ']', '-LCB-', '{'],
			['-LRB-', '-RSB-', '-LCB-', '{'],
			['-LRB-', ']', '-LCB-', '{'],
		]);
	});
});

describe('readSpertJson', () => {
	it('needs no types file, and refuses what no dataset is', () => {
		const json = '[{"tokens": ["a"], "entities": [{"type": "__proto__", "start": 0, "end": 2}], "relations": [], "orig_id": 7}]';
		const { documents, losses } = readSpertJson(json, 'f');
		expect(documents).toEqual([{ id: '7', sentences: [{ tokens: ['a'], entities: [{ start: 0, end: 1, type: '__proto__' }], relations: [] }] }]);
		expect(kinds(losses)).toEqual(['cutEntity']);
		expect(() => readSpertJson('{}', 'f')).toThrow(expect.objectContaining({ code: 'data.datasetMalformed' }));
	});
});
