// Knowledge made by hand for the tests of the Entities view.

import { EntityTree, type EntityTreeSource, type TreeNode } from '../../../../src/features/entityTree/entityTree';
import { typeTable } from '../../../../src/features/entityTree/typeTable';
import { KnowledgeIndex } from '../../../../src/knowledge/entities/knowledgeIndex';
import type { KnowledgeModel, KnownDocument } from '../../../../src/knowledge/knownDocument';
import { everythingVisible } from '../../../../src/knowledge/visibility';
import { visibleGraph } from '../../../../src/knowledge/visibleGraph';
import { extraction, mention, relation } from '../../knowledge/extractions';

export const model: KnowledgeModel = {
	name: 'model',
	hash: 'abc',
	entityTypes: [
		{ identifier: 'Task', short: 'Task', verbose: 'Task' },
		{ identifier: 'Method', short: 'Meth', verbose: 'Method in Words' },
	],
	relationTypes: [{ identifier: 'Used-for', short: 'Used', verbose: 'Used for', symmetric: false }],
};

export type Words = readonly [text: string, type: 'Task' | 'Method', score: number];

/** A document that mentions words in their order; the first is used for the second, and so on. */
export function document(name: string, words: readonly Words[], related = false): KnownDocument {
	const mentions = words.map(([text, type, score], index) => mention(`e${index + 1}`, index * 20, index * 20 + text.length, { text, type, score }));
	const relations = related ? mentions.slice(1).map(({ id }, index) => relation(`e${index + 1}`, id)) : [];
	return { id: `file:///${name}`, name, model, extraction: extraction(mentions, relations), positionAt: (character) => ({ line: 0, character }) };
}

export function entityTree(documents: readonly KnownDocument[], more: Partial<EntityTreeSource> = {}): EntityTree {
	const index = new KnowledgeIndex();
	documents.forEach((known) => index.set(known));
	const graph = index.graph();
	return new EntityTree({
		graph,
		shown: visibleGraph(graph, more.visibility ?? everythingVisible),
		documents: index.documents,
		types: typeTable([model]),
		visibility: everythingVisible,
		grouping: 'type',
		filter: '',
		...more,
	});
}

/** What a tree holds, as text: a line a row, indented by tabs, down to a depth. */
export function outline(tree: EntityTree, depth = 2): string[] {
	const lines = (nodes: readonly TreeNode[], level: number): string[] =>
		level === depth ? [] : nodes.flatMap((node) => ['\t'.repeat(level) + describe(node), ...lines(tree.children(node), level + 1)]);
	return lines(tree.roots, 0);
}

function describe(node: TreeNode): string {
	switch (node.kind) {
		case 'type':
		case 'relationType':
		case 'hiddenType':
			return node.type.name;
		case 'document':
			return node.document.name;
		case 'entity':
			return `${node.entity.name} ${node.entity.mentions.length} ${node.entity.score}`;
		case 'relation':
			return `${node.head.name} > ${node.tail.name}`;
		case 'mention':
			return `${node.document}:${node.mention.span.start}`;
		case 'evidence':
			return `${node.document}:${node.head.span.start}-${node.tail.span.start}`;
		case 'more':
			return `${node.count} more`;
		case 'hidden':
			return 'hidden';
		case 'hiddenEntity':
			return node.name;
		default:
			return node satisfies never;
	}
}
