// Merging over shards gives what the knowledge graph gives, whatever the shards.

import { readdirSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CancellationSource } from '../../../src/base/cancellation';
import type { ExportedDocument } from '../../../src/exchange/exportedDocument';
import { writeCsv } from '../../../src/exchange/csv';
import { graphMl } from '../../../src/exchange/graphMl';
import { LossTally } from '../../../src/exchange/losses';
import { mergeShards } from '../../../src/graph/merge/mergeShards';
import { StoreSink } from '../../../src/graph/store/storeSink';
import { GraphMlSink } from '../../../src/graph/write/graphMlSink';
import type { KnowledgeGraph } from '../../../src/knowledge/entities/entity';
import { KnowledgeIndex } from '../../../src/knowledge/entities/knowledgeIndex';
import { noMergeRules, type MergeRules } from '../../../src/knowledge/entities/mergeRules';
import { lineOf, paper, someDocuments } from './corpora';
import { MergeFolder } from './merging';

let folder: MergeFolder;
beforeEach(() => (folder = new MergeFolder()));
afterEach(() => folder.dispose());

function graphOf(documents: readonly ExportedDocument[], rules: MergeRules): KnowledgeGraph {
	const index = new KnowledgeIndex();
	index.setRules(rules);
	documents.forEach(({ known }) => index.set(known));
	return index.graph();
}

const byName = (documents: readonly ExportedDocument[]): ExportedDocument[] => documents.toSorted((a, b) => (a.known.name < b.known.name ? -1 : 1));

const someRules = fc.constantFrom<MergeRules>(
	noMergeRules,
	{ same: [['SVM', 'CNN']], different: [['dataset', 'data set']] },
	{ same: [['SVM', 'state value model']], different: [['svm', 'SVM'], ['support vector machine', 'Support Vector Machines']] },
);

/** Deals lines to so many shards in an order of its own. */
const dealings = fc.record({ order: fc.array(fc.nat(), { minLength: 8, maxLength: 8 }), shards: fc.integer({ min: 1, max: 4 }) });
type Dealing = typeof dealings extends fc.Arbitrary<infer Value> ? Value : never;

function dealt(documents: readonly ExportedDocument[], { order, shards }: Dealing): string[] {
	const lines = documents.map((document, place) => ({ line: lineOf(document), rank: order[place]! })).sort((a, b) => a.rank - b.rank);
	return Array.from({ length: shards }, (_, shard) => folder.shard(lines.filter((_line, place) => place % shards === shard).map(({ line }) => line)));
}

describe('merging shards', () => {
	it('gives the knowledge graph, to the byte of its exports', async () => {
		await fc.assert(
			fc.asyncProperty(someDocuments, someRules, dealings, fc.constantFrom(500, undefined), async (documents, rules, dealing, memory) => {
				const sorted = byName(documents);
				const shards = dealt(documents, dealing);
				const expected = graphMl(graphOf(documents, rules), sorted.map(({ known }) => known));
				expect(await folder.graphMl(shards, rules, memory)).toBe(expected);
				const tables = writeCsv(sorted, graphOf(documents, noMergeRules)).files.map(({ text }) => text);
				expect(await folder.csv(shards, memory)).toEqual(tables);
			}),
			{ numRuns: 60 },
		);
	}, 60_000);

	it('writes the same store to the byte, however documents are divided and ordered, and however little memory there is', async () => {
		await fc.assert(
			fc.asyncProperty(someDocuments, someRules, dealings, dealings, async (documents, rules, one, other) => {
				const [a, b] = [await folder.store(dealt(documents, one), rules, 400), await folder.store(dealt(documents, other), rules)];
				expect(readFileSync(a).equals(readFileSync(b))).toBe(true);
			}),
			{ numRuns: 15 },
		);
	}, 60_000);

	it('counts a document once that is in several shards, and refuses two results of one document', async () => {
		const [one, other] = [paper('a.md', ['An [SVM].']), paper('a.md', ['A [CRF].'])];
		const twice = [folder.shard([lineOf(one)]), folder.shard([lineOf(one), lineOf(one)])];
		expect(await folder.graphMl(twice)).toBe(await folder.graphMl([folder.shard([lineOf(one)])]));
		await expect(folder.graphMl([folder.shard([lineOf(one)]), folder.shard([lineOf(other)])])).rejects.toMatchObject({ code: 'graph.documentTwice' });
	});

	it('names the entity of each mention in JSON lines, in the order of the documents', async () => {
		const documents = [paper('b.md', ['An [SVM] here.']), paper('a.md', ['A [support vector machine] ([SVM]).'])];
		const lines = (await folder.jsonLines([folder.shard(documents.map(lineOf))])).trimEnd().split('\n');
		const told = lines.map((line) => JSON.parse(line) as { file: string; entities: { text: string; entity: string }[] });
		expect(told.map(({ file, entities }) => [file, ...entities.map(({ entity }) => entity)])).toEqual([
			['a.md', 'support vector machine', 'support vector machine'],
			['b.md', 'support vector machine'],
		]);
	});

	it('reads results of earlier versions, and tells that they say nothing of acronyms', async () => {
		const line = lineOf(paper('a.md', ['A [support vector machine] ([SVM]).']));
		const { acronyms: _, sentences: __, ...old } = JSON.parse(line) as Record<string, unknown>;
		const sink = new GraphMlSink(folder.next('.graphml'), new LossTally());
		expect(await folder.merge([folder.shard([`${JSON.stringify(old)}\n`])], sink)).toMatchObject({ entities: 2, withoutAcronyms: 1 });
	});

	it.each([
		['no JSON', '{"file":\n'],
		['nothing of ours', '{"a": 1}\n'],
		['a score of no probability', lineOf(paper('a.md', ['An [SVM].'])).replace('"score":0.9', '"score":7')],
	])('refuses a line that is %s, naming it', async (_what, line) => {
		const shard = folder.shard([lineOf(paper('z.md', ['A [CRF].'])), line]);
		await expect(folder.graphMl([shard])).rejects.toMatchObject({ code: 'graph.shardMalformed', problem: expect.stringContaining(`${shard}, line 2`) as string });
	});

	it('leaves nothing behind where it fails or is cancelled', async () => {
		const shard = folder.shard([lineOf(paper('a.md', ['An [SVM] for [data].', 'no'], [[0, 1]])), '{']);
		const before = readdirSync(folder.path);
		await expect(folder.store([shard])).rejects.toMatchObject({ code: 'graph.shardMalformed' });
		const source = new CancellationSource();
		source.cancel();
		const whole = folder.shard(Array.from({ length: 3000 }, (_, number) => lineOf(paper(`${number}.md`, ['An [SVM] for [data].'], [[0, 1]]))));
		const sink = await StoreSink.create(folder.next('.sqlite'));
		const merging = mergeShards({ shards: [whole], rules: noMergeRules, folder: folder.path, sink, cancellation: source.token, memory: 1000 });
		await expect(merging).rejects.toMatchObject({ name: 'CancelledError' });
		await sink.discard();
		const isNew = (file: string): boolean => !before.includes(file) && file !== whole.slice(folder.path.length + 1);
		expect(readdirSync(folder.path).filter((file) => isNew(file) && !/^file\d+$/.test(file))).toEqual([]);
	});
});
