// The relation graph as rows of plain attributes, the same for every graph format: what programs such as Gephi filter and
// colour by. Each relation that a text states is evidence of an edge; an edge names its surest place.

import type { Entity, EntityRelation, KnowledgeGraph } from '../knowledge/entities/entity';
import type { KnownDocument } from '../knowledge/knownDocument';

export type AttributeType = 'string' | 'int' | 'double' | 'boolean';
export type AttributeValue = string | number | boolean;

export interface GraphAttribute<Row> {
	readonly name: string;
	readonly type: AttributeType;
	readonly value: (row: Row) => AttributeValue;
}

export interface GraphTable {
	readonly nodes: readonly Entity[];
	readonly edges: readonly EntityRelation[];
	readonly nodeAttributes: readonly GraphAttribute<Entity>[];
	readonly edgeAttributes: readonly GraphAttribute<EntityRelation>[];
	/** The models that found what is in the graph: "name (hash)", one a line. */
	readonly models: string;
}

/** @param documents those that the graph is of: for their names and places */
export function graphTable(graph: KnowledgeGraph, documents: readonly KnownDocument[]): GraphTable {
	const byId = new Map(documents.map((document) => [document.id, document]));
	const nameOf = (id: string): string => byId.get(id)?.name ?? id;
	const place = ({ evidence: [best] }: EntityRelation): string => {
		if (best === undefined) {
			return '';
		}
		const start = Math.min(best.head.span.start, best.tail.span.start);
		const position = byId.get(best.document)?.positionAt(start);
		return position === undefined ? nameOf(best.document) : `${nameOf(best.document)}:${position.line + 1}:${position.character + 1}`;
	};
	const sentence = ({ evidence: [best] }: EntityRelation): string => {
		return (best && byId.get(best.document)?.extraction.sentences[best.head.sentence]?.text) ?? '';
	};
	const documentsOf = (rows: readonly { readonly document: string }[]): string => {
		return [...new Set(rows.map(({ document }) => nameOf(document)))].join('\n');
	};
	return {
		nodes: [...graph.entities.values()],
		edges: [...graph.relations.values()],
		nodeAttributes: [
			{ name: 'entityId', type: 'string', value: ({ id }) => id },
			{ name: 'label', type: 'string', value: ({ name }) => name },
			{ name: 'type', type: 'string', value: ({ type }) => type },
			{ name: 'types', type: 'string', value: ({ types }) => types.map(({ type }) => type).join('\n') },
			{ name: 'forms', type: 'string', value: ({ forms }) => forms.map(({ text }) => text).join('\n') },
			{ name: 'mentions', type: 'int', value: ({ mentions }) => mentions.length },
			{ name: 'documents', type: 'int', value: ({ documentCount }) => documentCount },
			{ name: 'documentNames', type: 'string', value: ({ mentions }) => documentsOf(mentions) },
			{ name: 'score', type: 'double', value: ({ score }) => roundedScore(score) },
		],
		edgeAttributes: [
			{ name: 'relationId', type: 'string', value: ({ id }) => id },
			{ name: 'label', type: 'string', value: ({ type }) => type },
			{ name: 'symmetric', type: 'boolean', value: ({ symmetric }) => symmetric },
			{ name: 'weight', type: 'double', value: ({ evidence }) => evidence.length },
			{ name: 'score', type: 'double', value: ({ score }) => roundedScore(score) },
			{ name: 'documentNames', type: 'string', value: ({ evidence }) => documentsOf(evidence) },
			{ name: 'place', type: 'string', value: place },
			{ name: 'sentence', type: 'string', value: sentence },
		],
		models: [...new Set(documents.map(({ model }) => `${model.name} (${model.hash})`))].join('\n'),
	};
}

/** Six decimals: what float32 carries near 1, so nothing is pretended. */
export function roundedScore(score: number): number {
	return Math.round(score * 1e6) / 1e6;
}
