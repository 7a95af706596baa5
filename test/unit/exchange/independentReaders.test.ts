// Exports read by libraries that know nothing of ours: they must find exactly what was put in.

import { describe, expect, it } from 'vitest';
import { writeCsv } from '../../../src/exchange/csv';
import { gexf } from '../../../src/exchange/gexf';
import { graphMl } from '../../../src/exchange/graphMl';
import type { ExportedDocument } from '../../../src/exchange/exportedDocument';
import { writeTurtle } from '../../../src/exchange/turtle';
import { writeWebAnnotation } from '../../../src/exchange/webAnnotation';
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

	it.each(cases)('reads the GEXF of %s with every node, edge and attribute', (_name, make) => {
		const documents = known(make());
		const read = readIndependently('gexf', gexf(graphOf(documents), documents)) as ReadGraph;
		expect(read.directed).toBe(true);
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

describe.skipIf(pythonWithReaders === undefined)("Python's csv (skipped where it cannot be had)", () => {
	it.each(cases)('reads the tables of %s, row by row', (_name, make) => {
		const documents = make();
		const { files, losses } = writeCsv(documents, graphOf(known(documents)));
		const [entities, relations] = files.map(({ text }) => rowsOf(readIndependently('csv', text) as string[][]));
		/** A cell as it was before the apostrophe that guards it. */
		const unguarded = (cell: string | undefined) => (/^'[=+\-@\t\r\n]/.test(cell ?? '') ? cell!.slice(1) : cell);
		const dangerous = [...entities!, ...relations!].flatMap((row) => Object.values(row)).filter((cell) => /^[=+\-@\t\r]/.test(cell));
		expect(dangerous).toEqual([]);
		const found = entities!.map((row) => [row['document'], row['id'], row['type'], row['text'], Number(row['score']), row['sentence']].map((cell) => (typeof cell === 'string' ? unguarded(cell) : cell)));
		expect(found).toEqual(
			documents.flatMap(({ known: { name, extraction } }) => {
				return extraction.mentions.map(({ id, type, text, score, sentence }) => [name, id, type, text, score, extraction.sentences[sentence]!.text]);
			}),
		);
		for (const row of entities!) {
			const { source, known: of } = documents.find(({ known: { name } }) => name === unguarded(row['document']))!;
			const mention = of.extraction.mentions.find(({ id }) => id === row['id'])!;
			const line = source.split(/\r\n|\r|\n/)[Number(row['line']) - 1]!;
			expect(line.slice(Number(row['column']) - 1)).toMatch(new RegExp(`^${escaped(source[mention.span.start]!)}`));
			expect([...source].slice(Number(row['startCodePoint']), Number(row['endCodePoint'])).join('')).toBe(source.slice(mention.span.start, mention.span.end));
		}
		const joined = relations!.map((row) => [row['document'], row['type'], row['head'], row['tail'], row['headText'], row['symmetric']].map(unguarded));
		expect(joined).toEqual(
			documents.flatMap(({ known: { name, extraction } }) => {
				const byId = new Map(extraction.mentions.map((mention) => [mention.id, mention]));
				return extraction.relations.map(({ type, head, tail, symmetric }) => [name, type, head, tail, byId.get(head)!.text, String(symmetric)]);
			}),
		);
		expect(losses.length > 0).toBe(documents.some(({ known: { name } }) => name.startsWith('=')));
	});
});

function rowsOf([header, ...rows]: readonly string[][]): Record<string, string>[] {
	return rows.map((row) => {
		expect(row).toHaveLength(header!.length);
		return Object.fromEntries(row.map((cell, index) => [header![index]!, cell]));
	});
}

function escaped(text: string): string {
	return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

type Node = Record<string, { '@id'?: string; '@value'?: unknown; '@list'?: Node[] }[]> & { '@id': string; '@type': string[] };

describe.skipIf(pythonWithReaders === undefined)('pyld (skipped where it cannot be had)', () => {
	it.each(cases)('expands the Web Annotations of %s, every term with its meaning', (_name, make) => {
		const documents = make();
		const [collection] = readIndependently('jsonld', writeWebAnnotation(documents).files[0]!.text) as Node[];
		const oa = (term: string) => `http://www.w3.org/ns/oa#${term}`;
		const page = collection!['http://www.w3.org/ns/activitystreams#first']![0] as unknown as Node;
		const items = page['http://www.w3.org/ns/activitystreams#items']![0]!['@list']!;
		const motivated = (motivation: string) => items.filter((item) => item[oa('motivatedBy')]![0]!['@id'] === oa(motivation));
		const places = motivated('classifying').map((annotation) => {
			expect(annotation['@type']).toEqual([oa('Annotation')]);
			const target = annotation[oa('hasTarget')]![0] as unknown as Node;
			const selectors = target[oa('hasSelector')] as unknown as Node[];
			const value = (term: string) => selectors.flatMap((selector) => selector[oa(term)] ?? [])[0]!['@value'];
			const body = annotation[oa('hasBody')]![0] as unknown as Node;
			return {
				id: annotation['@id'],
				source: target[oa('hasSource')]![0]!['@id'],
				type: body['http://www.w3.org/1999/02/22-rdf-syntax-ns#value']![0]!['@value'],
				start: value('start'),
				end: value('end'),
				exact: value('exact'),
				score: annotation['urn:spert:terms:score']![0]!['@value'],
			};
		});
		const expected = documents.flatMap(({ source, known: { extraction } }) => {
			return extraction.mentions.map(({ type, span, score }) => {
				const start = [...source.slice(0, span.start)].length;
				const exact = source.slice(span.start, span.end);
				return { type, start, end: start + [...exact].length, exact, score };
			});
		});
		expect(places.map(({ id: _id, source: _source, ...place }) => place)).toEqual(expected);
		expect(places.every(({ source }) => source!.startsWith('file:///base/'))).toBe(true);
		expect(new Set(places.map(({ source }) => source)).size).toBe(documents.length);
		const ids = new Set(places.map(({ id }) => id));
		expect(ids.size).toBe(places.length);
		const links = motivated('linking');
		expect(links).toHaveLength(documents.flatMap((document) => document.known.extraction.relations).length);
		for (const link of links) {
			expect(ids).toContain(link[oa('hasTarget')]![0]!['@id']);
			expect(link[oa('hasBody')]!.map((body) => body['@id']).filter((id) => id !== undefined && ids.has(id))).toHaveLength(1);
		}
	});
});

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
