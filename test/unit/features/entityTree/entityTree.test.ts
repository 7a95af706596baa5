// The Entities view as data.

import { describe, expect, it } from 'vitest';
import { mostRows, type EntityTree, type TreeNode } from '../../../../src/features/entityTree/entityTree';
import { everythingVisible } from '../../../../src/knowledge/visibility';
import { document, entityTree, outline, type Words } from './knowledge';

const parser: Words = ['parser', 'Method', 0.9];
const network: Words = ['neural network', 'Method', 0.8];
const parsing: Words = ['parsing', 'Task', 0.7];

describe('groups', () => {
	it('are types in the order of the model, with their entities, the most mentioned first', () => {
		const tree = entityTree([document('a', [parser, network, parsing]), document('b', [network])]);
		expect(outline(tree)).toEqual(['Task', '\tparsing 1 0.7', 'Method in Words', '\tneural network 2 0.8', '\tparser 1 0.9']);
	});

	it('are documents by name, each with what it mentions itself', () => {
		const sure: Words = ['neural network', 'Method', 0.95];
		const tree = entityTree([document('b', [network, parser, parser]), document('a', [sure])], { grouping: 'document' });
		expect(outline(tree, 3)).toEqual([
			'a',
			'\tneural network 1 0.95',
			'\t\tfile:///a:0',
			'b',
			'\tparser 2 0.9',
			'\t\tfile:///b:20',
			'\t\tfile:///b:40',
			'\tneural network 1 0.8',
			'\t\tfile:///b:0',
		]);
	});

	it('are relation types with who is related, and every place that says so', () => {
		const tree = entityTree([document('a', [parser, parsing], true), document('b', [network, parser, parsing], true)], { grouping: 'relation' });
		expect(outline(tree, 3)).toEqual([
			'Used for',
			'\tneural network > parser',
			'\t\tfile:///b:0-20',
			'\tparser > parsing',
			'\t\tfile:///a:0-20',
			'\t\tfile:///b:20-40',
		]);
	});

	it('name a type that no model knows by its identifier, after the others', () => {
		const odd = document('a', [parser, parsing]);
		const mentions = odd.extraction.mentions.map((mention, index) => (index === 0 ? { ...mention, type: 'Odd' } : mention));
		const tree = entityTree([{ ...odd, extraction: { ...odd.extraction, mentions } }]);
		expect(outline(tree, 1)).toEqual(['Task', 'Odd']);
	});
});

describe('the filter', () => {
	const documents = [document('a', [parser, network, parsing], true)];

	it('leaves what has all its words as parts of words, whatever their case and order', () => {
		expect(outline(entityTree(documents, { filter: ' NETW  neur' }))).toEqual(['Method in Words', '\tneural network 1 0.8']);
		expect(outline(entityTree(documents, { filter: 'pars' }))).toEqual(['Task', '\tparsing 1 0.7', 'Method in Words', '\tparser 1 0.9']);
		expect(outline(entityTree(documents, { filter: 'parser network' }))).toEqual([]);
	});

	it('looks at both ends of a relation', () => {
		const tree = entityTree(documents, { grouping: 'relation', filter: 'parser network' });
		expect(outline(tree)).toEqual(['Used for', '\tparser > neural network']);
	});

	it('finds an entity by any of its forms', () => {
		const tree = entityTree([document('a', [['parser', 'Method', 0.9], ['parser', 'Method', 0.9], ['Parsers', 'Method', 0.9]])], { filter: 'parsers' });
		expect(outline(tree)).toEqual(['Method in Words', '\tparser 3 0.9']);
	});

	it('counts what is left of all', () => {
		const tree = entityTree(documents, { filter: 'pars' });
		expect([tree.shown, tree.total]).toEqual([2, 3]);
	});

	it('gives groups other ids, so that they open by themselves and close again', () => {
		const [all, filtered] = [entityTree(documents), entityTree(documents, { filter: 'parsing' })];
		expect(filtered.roots[0]?.id).not.toBe(all.roots[0]?.id);
	});
});

describe('what is hidden', () => {
	const documents = [document('a', [parser, network, parsing], true)];
	const hide = (more: object, grouping: 'type' | 'relation' = 'type'): EntityTree =>
		entityTree(documents, { grouping, visibility: { ...everythingVisible, ...more } });

	it('is listed at the end by its name, and nowhere else', () => {
		expect(outline(hide({ hiddenEntities: new Set(['neural network', 'gone']), hiddenTypes: new Set(['Task']) }))).toEqual([
			'Method in Words',
			'\tparser 1 0.9',
			'hidden',
			'\tTask',
			'\tgone',
			'\tneural network',
		]);
	});

	it('takes its relations along', () => {
		expect(outline(hide({ hiddenEntities: new Set(['neural network']) }, 'relation'))).toEqual(['hidden', '\tneural network']);
	});

	it('is not listed where it only is not sure enough', () => {
		expect(outline(hide({ entityThreshold: 0.8 }))).toEqual(['Method in Words', '\tneural network 1 0.8', '\tparser 1 0.9']);
	});

	it('is not listed where nothing is known, so that the view says how to begin', () => {
		expect(entityTree([], { visibility: { ...everythingVisible, hiddenTypes: new Set(['Task']) } }).roots).toEqual([]);
	});
});

describe('rows', () => {
	it('keep their ids when an edit brings mentions before them and their own ids shift', () => {
		const before = allIds(entityTree([document('a', [parser, network, parser])]));
		const after = allIds(entityTree([document('a', [parsing, parsing, parser, network, parser])]));
		expect(before.filter((id) => !after.includes(id))).toEqual([]);
	});

	it('have ids that are all different', () => {
		const documents = [document('a', [parser, network, parsing, parser], true), document('b', [parser, network], true)];
		for (const grouping of ['type', 'document', 'relation'] as const) {
			const ids = allIds(entityTree(documents, { grouping, visibility: { ...everythingVisible, hiddenTypes: new Set(['Odd']) } }));
			expect(new Set(ids).size, grouping).toBe(ids.length);
		}
	});

	it('are not made beyond a bound, and the last one says how many there are', () => {
		const words = Array.from({ length: mostRows + 5 }, (_, number): Words => [`term ${number}`, 'Method', 0.9]);
		const tree = entityTree([document('a', words)]);
		const rows = tree.children(tree.roots[0]!);
		expect(rows.length).toBe(mostRows + 1);
		expect(rows.at(-1)).toMatchObject({ kind: 'more', count: 5 });
		const [first, last] = [rows[0], tree.roots[0]?.kind === 'type' ? tree.roots[0].entities.at(-1) : undefined];
		expect(first?.kind === 'entity' && tree.entityNode(first.entity.id, 'file:///a')?.id).toBe(first?.id);
		expect(tree.entityNode(last?.id ?? '', 'file:///a')).toBeUndefined();
	});

	it('know the row they are below', () => {
		const tree = entityTree([document('a', [parser, network], true)], { visibility: { ...everythingVisible, hiddenTypes: new Set(['Odd']) } });
		const check = (parent: TreeNode): void => {
			for (const child of tree.children(parent)) {
				expect(tree.parent(child)?.id).toBe(parent.id);
				check(child);
			}
		};
		tree.roots.forEach((root) => {
			expect(tree.parent(root)).toBeUndefined();
			check(root);
		});
	});

	it('are found by their entity: by document in the given one, and never in a list of relations', () => {
		const documents = [document('a', [parser]), document('b', [parser], true)];
		const idOf = (grouping: 'type' | 'document' | 'relation'): string | undefined =>
			entityTree(documents, { grouping }).entityNode('parser', 'file:///b')?.id;
		expect(idOf('type')).toBe('type Method\nparser');
		expect(idOf('document')).toBe('document file:///b\nparser');
		expect(idOf('relation')).toBeUndefined();
		expect(entityTree(documents).entityNode('nothing', 'file:///b')).toBeUndefined();
	});
});

function allIds(tree: EntityTree): string[] {
	const below = (nodes: readonly TreeNode[]): string[] => nodes.flatMap((node) => [node.id, ...below(tree.children(node))]);
	return below(tree.roots);
}
