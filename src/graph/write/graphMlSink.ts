// The merged graph as GraphML, the same to the byte as the export of a small one.

import { edgeElement, graphMlEnd, graphMlStart, nodeElement } from '../../exchange/graphMl';
import { roundedScore, type GraphAttribute } from '../../exchange/graphTable';
import type { LossTally } from '../../exchange/losses';
import { allowedInXml } from '../../exchange/xml';
import type { GraphSink, MergedDocument, MergedEntity, MergedEvidence, MergedMention, MergedPlace, MergedRelation } from '../graphSink';
import { OutputFile } from './outputFile';

interface Node {
	readonly entity: MergedEntity;
	/** One a line. */
	readonly documentNames: string;
}

interface Edge {
	readonly relation: MergedRelation;
	readonly documentNames: string;
	readonly surest: MergedEvidence | undefined;
}

const nodeAttributes: readonly GraphAttribute<Node>[] = [
	{ name: 'entityId', type: 'string', value: ({ entity }) => entity.id },
	{ name: 'label', type: 'string', value: ({ entity }) => entity.name },
	{ name: 'type', type: 'string', value: ({ entity }) => entity.type },
	{ name: 'types', type: 'string', value: ({ entity }) => entity.types.map(({ type }) => type).join('\n') },
	{ name: 'forms', type: 'string', value: ({ entity }) => entity.forms.map(({ text }) => text).join('\n') },
	{ name: 'mentions', type: 'int', value: ({ entity }) => entity.mentions },
	{ name: 'documents', type: 'int', value: ({ entity }) => entity.documents },
	{ name: 'documentNames', type: 'string', value: ({ documentNames }) => documentNames },
	{ name: 'score', type: 'double', value: ({ entity }) => roundedScore(entity.score) },
];

const edgeAttributes: readonly GraphAttribute<Edge>[] = [
	{ name: 'relationId', type: 'string', value: ({ relation }) => relation.id },
	{ name: 'label', type: 'string', value: ({ relation }) => relation.type },
	{ name: 'symmetric', type: 'boolean', value: ({ relation }) => relation.symmetric },
	{ name: 'weight', type: 'double', value: ({ relation }) => relation.evidence },
	{ name: 'score', type: 'double', value: ({ relation }) => roundedScore(relation.score) },
	{ name: 'documentNames', type: 'string', value: ({ documentNames }) => documentNames },
	{ name: 'place', type: 'string', value: ({ surest }) => (surest === undefined ? '' : `${surest.documentName}:${surest.line}:${surest.column}`) },
	{ name: 'sentence', type: 'string', value: ({ surest }) => surest?.sentenceText ?? '' },
];

export class GraphMlSink implements GraphSink {
	readonly isOfDocuments = false;
	readonly wantsTexts = true;
	readonly #file: OutputFile;
	readonly #losses: LossTally;
	readonly #models = new Set<string>();
	#isBegun = false;

	/** Errors: graph.outputUnwritable. */
	constructor(path: string, losses: LossTally) {
		this.#file = new OutputFile(path);
		this.#losses = losses;
	}

	document({ record: { model } }: MergedDocument): void {
		this.#models.add(`${model.name} (${model.hash})`);
	}

	entity(entity: MergedEntity, mentions: Iterable<MergedMention>): void {
		this.#begin();
		const names = documentNamesOf(mentions);
		const forbidden = entity.forms.find(({ text }) => allowedInXml(text) !== text);
		if (forbidden !== undefined) {
			this.#losses.add({ kind: 'forbiddenCharacter', document: names.split('\n', 1)[0] ?? '', what: JSON.stringify(forbidden.text) });
		}
		this.#file.write(nodeElement(entity.number, nodeAttributes, { entity, documentNames: names }));
	}

	relation(relation: MergedRelation, evidence: Iterable<MergedEvidence>): void {
		let surest: MergedEvidence | undefined;
		const documentNames = documentNamesOf(evidence, (place) => (surest ??= place));
		this.#file.write(edgeElement(relation.number, relation.head, relation.tail, edgeAttributes, { relation, documentNames, surest }));
	}

	finish(): Promise<void> {
		this.#begin();
		this.#file.write(graphMlEnd);
		return this.#file.finish();
	}

	discard(): Promise<void> {
		return this.#file.discard();
	}

	/** Only after all documents is it known which models there are. */
	#begin(): void {
		if (!this.#isBegun) {
			this.#isBegun = true;
			this.#file.write(graphMlStart({ nodeAttributes, edgeAttributes, models: [...this.#models].join('\n') }));
		}
	}
}

/** Names of the documents that places are in, each once, one a line. */
function documentNamesOf<Place extends MergedPlace>(places: Iterable<Place>, onPlace?: (place: Place) => unknown): string {
	const names = new Set<string>();
	for (const place of places) {
		names.add(place.documentName);
		onPlace?.(place);
	}
	return [...names].join('\n');
}
