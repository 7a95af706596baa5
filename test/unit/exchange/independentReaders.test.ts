// Exports read by libraries that know nothing of ours: they must find exactly what was put in.

import { describe, expect, it } from 'vitest';
import { graphMl } from '../../../src/exchange/graphMl';
import type { ExportedDocument } from '../../../src/exchange/exportedDocument';
import { writeTurtle } from '../../../src/exchange/turtle';
import { graphOf } from './knownDocuments';
import { pythonWithReaders, readIndependently } from './independentReaders';
import { hostileDocuments, samplePaper } from './sampleDocuments';

interface ReadGraph {
	readonly graph: Record<string, unknown>;
	readonly directed: boolean;
	readonly nodes: readonly Record<string, unknown>[];
	readonly edges: readonly Record<string, unknown>[];
}

const cases: readonly (readonly [string, () => ExportedDocument[]])[] = [
	['the sample paper', () => [samplePaper()]],
	['hostile documents', hostileDocuments],
];
const known = (documents: readonly ExportedDocument[]) => documents.map((document) => document.known);

describe.skipIf(pythonWithReaders === undefined)('networkx (skipped where it cannot be had)', () => {
	it.each(cases)('reads the GraphML of %s with every node, edge and attribute', (_name, make) => {
		const documents = known(make());
		const graph = graphOf(documents);
		const read = readIndependently('graphml', graphMl(graph, documents)) as ReadGraph;
		expect(read.directed).toBe(true);
		expect(read.graph['models']).toContain(documents[0]!.model.hash);
		expectSameGraph(read, documents);
	});
});

function expectSameGraph(read: ReadGraph, documents: ReturnType<typeof known>): void {
	const graph = graphOf(documents);
	const idOf = new Map(read.nodes.map(({ key, entityId }) => [key, entityId]));
	const nodes = read.nodes.map(({ entityId, label, type, mentions, documents: count, score, forms }) => [entityId, label, type, mentions, count, score, forms]);
	const entities = [...graph.entities.values()].map(({ id, name, type, mentions, documentCount, score, forms }) => {
		return [id, name, type, mentions.length, documentCount, score, forms.map(({ text }) => text).join('\n')];
	});
	expect(entities.length).toBeGreaterThan(1);
	expect(nodes).toEqual(entities);
	const edges = read.edges.map(({ source, target, label, symmetric, weight, score }) => [idOf.get(source), idOf.get(target), label, symmetric, weight, score]);
	const relations = [...graph.relations.values()].map(({ head, tail, type, symmetric, evidence, score }) => [head, tail, type, symmetric, evidence.length, score]);
	expect(relations.length).toBeGreaterThan(0);
	expect([...edges].sort()).toEqual([...relations].sort());
}

type Term = string | { readonly value: string; readonly type: string | null };

describe.skipIf(pythonWithReaders === undefined)('rdflib (skipped where it cannot be had)', () => {
	const nif = 'http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#';
	const rdf = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#';

	it.each(cases)('reads the Turtle of %s with every mention at its place', (_name, make) => {
		const documents = make();
		const triples = readIndependently('turtle', writeTurtle(documents, graphOf(known(documents))).files[0]!.text) as [string, string, Term][];
		const objects = (subject: string, predicate: string) => triples.filter(([s, p]) => s === subject && p === predicate).map(([, , object]) => object);
		const value = (subject: string, predicate: string) => objects(subject, predicate).map((term) => (typeof term === 'string' ? term : term.value));
		const ofType = (type: string) => triples.filter(([, p, o]) => p === `${rdf}type` && o === type).map(([subject]) => subject);
		const found = ofType('urn:spert:terms:Mention').map((mention) => {
			const [begin] = value(mention, `${nif}beginIndex`);
			const [end] = value(mention, `${nif}endIndex`);
			const [context] = value(mention, `${nif}referenceContext`);
			const { source } = documents.find(({ known: { name } }) => value(context!, 'http://www.w3.org/2000/01/rdf-schema#label')[0] === name)!;
			// As any other program would: in code points.
			expect(value(mention, `${nif}anchorOf`)).toEqual([[...source].slice(Number(begin), Number(end)).join('')]);
			return value(mention, 'urn:spert:terms:text')[0];
		});
		const mentions = documents.flatMap((document) => document.known.extraction.mentions);
		expect(found.sort()).toEqual(mentions.map(({ text }) => text).sort());
		expect(ofType('urn:spert:terms:Relation')).toHaveLength(documents.flatMap((document) => document.known.extraction.relations).length);
		expect(ofType('urn:spert:terms:Entity')).toHaveLength(graphOf(known(documents)).entities.size);
		const relative = triples.flat().filter((term): term is string => typeof term === 'string' && term.startsWith('file:'));
		expect(relative.every((reference) => reference.startsWith('file:///base/'))).toBe(true);
	});

	it.each(cases)('answers a question about relations, sentences and models in the Turtle of %s', (_name, make) => {
		const documents = make();
		const rows = readIndependently('sparql', writeTurtle(documents, graphOf(known(documents))).files[0]!.text) as string[][];
		const expected = documents.flatMap(({ known: { name, model, extraction } }) => {
			const byId = new Map(extraction.mentions.map((mention) => [mention.id, mention]));
			return extraction.relations.map(({ type, head, tail, score }) => {
				const sentence = extraction.sentences[byId.get(head)!.sentence]!.text;
				return [byId.get(head)!.text, type, byId.get(tail)!.text, score.toFixed(6), sentence, name, model.hash];
			});
		});
		expect(rows.map((row) => JSON.stringify(row)).sort()).toEqual(expected.map((row) => JSON.stringify(row)).sort());
	});
});
