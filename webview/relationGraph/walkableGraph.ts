// What is drawn, as the keyboard walks over it: what lies where, and what is related to what.

import type { GraphItem } from '../../src/protocol/relationGraphProtocol';
import type { GraphCanvas } from './graphCanvas';
import { otherEnd } from './graphIndex';
import type { GraphWalkHost, WalkTarget } from './graphWalk';
import type { GraphPart } from './selection';

export function walkableGraph(
	canvas: GraphCanvas,
	drawn: () => GraphPart,
): Pick<GraphWalkHost, 'all' | 'pointOf' | 'partnersOf' | 'relationsOf'> {
	const targets = (entities: readonly string[]): WalkTarget[] =>
		entities.flatMap((id) => {
			const at = canvas.pointOf({ kind: 'entity', id });
			return at === undefined ? [] : [{ id, at }];
		});
	const relationsOf = (entity: string): GraphPart['relations'] =>
		drawn().relations.filter(({ head, tail }) => head === entity || tail === entity);
	return {
		all: () => targets(drawn().entities.map(({ id }) => id)),
		pointOf: (item) => canvas.pointOf(item),
		partnersOf: ({ kind, id }: GraphItem) => {
			if (kind === 'entity') {
				return targets([...new Set(relationsOf(id).map((relation) => otherEnd(relation, id)))]);
			}
			// From an edge to its ends.
			const relation = drawn().relations.find((candidate) => candidate.id === id);
			return relation === undefined ? [] : targets([relation.head, relation.tail]);
		},
		relationsOf: ({ id }) => relationsOf(id).map((relation) => relation.id),
	};
}
