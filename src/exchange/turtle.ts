// What was found as RDF in Turtle: places in NIF's terms, where it comes from in PROV-O's, and what neither has in terms of
// our own. docs/exports.md describes the triples.

import { DataFactory, Writer, type NamedNode, type Quad_Object } from 'n3';
import type { ExportedDocument, Exported } from './exportedDocument';
import { TextPositions } from '../extraction/textPositions';
import type { KnowledgeGraph } from '../knowledge/entities/entity';
import type { SourceSpan } from '../knowledge/documentExtraction';
import type { TypeName } from '../knowledge/knownDocument';
import { roundedScore } from './graphTable';
import {
	documentReference,
	entityReference,
	entityTypeReference,
	modelReference,
	partReference,
	relationTypeReference,
	spertTerms,
	wellFormed,
} from './references';

const prefixes = {
	rdf: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
	rdfs: 'http://www.w3.org/2000/01/rdf-schema#',
	owl: 'http://www.w3.org/2002/07/owl#',
	xsd: 'http://www.w3.org/2001/XMLSchema#',
	prov: 'http://www.w3.org/ns/prov#',
	nif: 'http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#',
	spert: spertTerms,
} as const;

/** A term such as "prov:used". */
function term(name: `${keyof typeof prefixes}:${string}`): NamedNode {
	const [prefix, local] = name.split(':') as [keyof typeof prefixes, string];
	return DataFactory.namedNode(prefixes[prefix] + local);
}

const isA = term('rdf:type');

/** Adds to a graph what is said of one thing. */
type Say = (subject: NamedNode, statements: readonly (readonly [NamedNode, Quad_Object])[]) => void;

/** @param graph over just these documents */
export function writeTurtle(documents: readonly ExportedDocument[], graph: KnowledgeGraph): Exported {
	const writer = new Writer({ prefixes });
	const say: Say = (subject, statements) => {
		for (const [predicate, object] of statements) {
			writer.addQuad(subject, predicate, object);
		}
	};
	sayTypes(documents, say);
	const entityOf = new Map<string, NamedNode>();
	for (const { id, name, type, forms, mentions } of graph.entities.values()) {
		const entity = node(entityReference(id));
		mentions.forEach(({ document, mention }) => entityOf.set(`${document}\t${mention.id}`, entity));
		say(entity, [
			[isA, term('spert:Entity')],
			[isA, node(entityTypeReference(type))],
			[term('rdfs:label'), text(name)],
			...forms.filter((form) => form.text !== name).map((form) => [term('spert:writtenAs'), text(form.text)] as const),
		]);
	}
	for (const { type, symmetric, head, tail } of graph.relations.values()) {
		say(node(entityReference(head)), [[node(relationTypeReference(type)), node(entityReference(tail))]]);
		if (symmetric) {
			say(node(entityReference(tail)), [[node(relationTypeReference(type)), node(entityReference(head))]]);
		}
	}
	documents.forEach((document) => sayDocument(document, entityOf, say));
	let output = '';
	writer.end((failure: Error | null, result: string) => {
		if (failure !== null) {
			throw failure;
		}
		output = result;
	});
	return { files: [{ name: 'results.ttl', text: output }], losses: [] };
}

/** The types that annotations have, as the models declare them. */
function sayTypes(documents: readonly ExportedDocument[], say: Say): void {
	const entityTypes = new Map<string, TypeName | undefined>();
	const relationTypes = new Map<string, { readonly symmetric: boolean; readonly declared: TypeName | undefined }>();
	for (const { known } of documents) {
		for (const { type } of known.extraction.mentions) {
			entityTypes.set(type, entityTypes.get(type) ?? known.model.entityTypes.find(({ identifier }) => identifier === type));
		}
		for (const { type, symmetric } of known.extraction.relations) {
			const declared = relationTypes.get(type)?.declared ?? known.model.relationTypes.find(({ identifier }) => identifier === type);
			relationTypes.set(type, { symmetric, declared });
		}
	}
	for (const [identifier, declared] of entityTypes) {
		say(node(entityTypeReference(identifier)), [
			[isA, term('rdfs:Class')],
			[term('rdfs:subClassOf'), term('spert:Entity')],
			[term('rdfs:label'), text(declared?.verbose ?? identifier)],
			[term('spert:identifier'), text(identifier)],
		]);
	}
	for (const [identifier, { symmetric, declared }] of relationTypes) {
		say(node(relationTypeReference(identifier)), [
			[isA, term('rdf:Property')],
			...(symmetric ? [[isA, term('owl:SymmetricProperty')] as const] : []),
			[term('rdfs:label'), text(declared?.verbose ?? identifier)],
			[term('spert:identifier'), text(identifier)],
		]);
	}
}

function sayDocument({ known, source }: ExportedDocument, entityOf: ReadonlyMap<string, NamedNode>, say: Say): void {
	const { name, model, extraction } = known;
	const positions = new TextPositions(source);
	const document = node(documentReference(name));
	const part = (id: string): NamedNode => node(partReference(name, id));
	const activity = part('extraction');
	const agent = node(modelReference(model.hash));
	/** Where something stands: NIF counts code points, from 0. */
	const place = ({ start, end }: SourceSpan): readonly (readonly [NamedNode, Quad_Object])[] => [
		[term('nif:referenceContext'), document],
		[term('nif:beginIndex'), count(positions.codePoint(start))],
		[term('nif:endIndex'), count(positions.codePoint(end))],
		[term('nif:anchorOf'), text(source.slice(start, end))],
		[term('spert:line'), integer(positions.lineAndColumn(start).line)],
		[term('spert:column'), integer(positions.lineAndColumn(start).column)],
	];
	say(document, [
		[isA, term('nif:Context')],
		[isA, term('prov:Entity')],
		[term('rdfs:label'), text(name)],
	]);
	say(agent, [
		[isA, term('prov:SoftwareAgent')],
		[term('rdfs:label'), text(model.name)],
		[term('spert:hash'), text(model.hash)],
	]);
	say(activity, [
		[isA, term('prov:Activity')],
		[term('prov:used'), document],
		[term('prov:wasAssociatedWith'), agent],
	]);
	const used = new Set(extraction.mentions.map(({ sentence }) => sentence));
	for (const number of used) {
		const sentence = extraction.sentences[number];
		if (sentence !== undefined) {
			say(part(`s${number + 1}`), [[isA, term('nif:Sentence')], ...place(sentence), [term('spert:text'), text(sentence.text)]]);
		}
	}
	for (const mention of extraction.mentions) {
		const entity = entityOf.get(`${known.id}\t${mention.id}`);
		say(part(mention.id), [
			[isA, term('spert:Mention')],
			[isA, term('nif:Phrase')],
			...place(mention.span),
			[term('spert:text'), text(mention.text)],
			[term('spert:entityType'), node(entityTypeReference(mention.type))],
			[term('spert:score'), decimal(mention.score)],
			[term('nif:sentence'), part(`s${mention.sentence + 1}`)],
			...(entity === undefined ? [] : [[term('spert:entity'), entity] as const]),
			[term('prov:wasGeneratedBy'), activity],
			[term('prov:wasDerivedFrom'), document],
		]);
	}
	const sentences = new Map(extraction.mentions.map(({ id, sentence }) => [id, sentence]));
	for (const [index, { type, head, tail, score }] of extraction.relations.entries()) {
		const [subject, object] = [head, tail].map((id) => entityOf.get(`${known.id}\t${id}`));
		say(part(`r${index + 1}`), [
			[isA, term('spert:Relation')],
			[isA, term('rdf:Statement')],
			...(subject === undefined ? [] : [[term('rdf:subject'), subject] as const]),
			[term('rdf:predicate'), node(relationTypeReference(type))],
			...(object === undefined ? [] : [[term('rdf:object'), object] as const]),
			[term('spert:head'), part(head)],
			[term('spert:tail'), part(tail)],
			[term('spert:score'), decimal(score)],
			[term('nif:sentence'), part(`s${(sentences.get(head) ?? 0) + 1}`)],
			[term('prov:wasGeneratedBy'), activity],
			[term('prov:wasDerivedFrom'), document],
		]);
	}
}

function node(reference: string): NamedNode {
	return DataFactory.namedNode(reference);
}

function text(value: string): Quad_Object {
	return DataFactory.literal(wellFormed(value));
}

function integer(value: number): Quad_Object {
	return DataFactory.literal(String(value), term('xsd:integer'));
}

function count(value: number): Quad_Object {
	return DataFactory.literal(String(value), term('xsd:nonNegativeInteger'));
}

function decimal(score: number): Quad_Object {
	return DataFactory.literal(roundedScore(score).toFixed(6), term('xsd:decimal'));
}
