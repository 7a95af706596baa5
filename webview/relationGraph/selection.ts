// Which part of a graph is shown: by filters, by a neighbourhood, and no more than can be drawn. Pure.

import type { GraphEntity, GraphRelation, GraphSettings } from '../../src/protocol/relationGraphProtocol';
import { otherEnd, type GraphIndex } from './graphIndex';

export type GraphFilter = Pick<GraphSettings, 'hiddenTypes' | 'hiddenRelations' | 'leastScore' | 'showsUnrelated'>;

export interface GraphPart {
	/** The most mentioned first. */
	readonly entities: readonly GraphEntity[];
	/** Between those entities; the surest first. */
	readonly relations: readonly GraphRelation[];
}

/** What the filters leave: what tables and trees list. */
export function filtered({ view }: GraphIndex, { hiddenTypes, hiddenRelations, leastScore, showsUnrelated }: GraphFilter): GraphPart {
	const types = new Set(hiddenTypes);
	const relationTypes = new Set(hiddenRelations);
	const candidates = view.entities.filter(({ type, score }) => !types.has(type) && score >= leastScore);
	const ids = new Set(candidates.map(({ id }) => id));
	const relations = view.relations.filter(
		({ type, score, head, tail }) => !relationTypes.has(type) && score >= leastScore && ids.has(head) && ids.has(tail),
	);
	if (showsUnrelated) {
		return { entities: candidates, relations };
	}
	const related = new Set(relations.flatMap(({ head, tail }) => [head, tail]));
	return { entities: candidates.filter(({ id }) => related.has(id)), relations };
}

/** Entities within a number of steps over relations, the entity itself first; by how many steps. */
export function hopsFrom({ relations }: GraphPart, entity: string, most: number): Map<string, number> {
	const neighbours = new Map<string, string[]>();
	for (const { head, tail } of relations) {
		neighbours.set(head, [...(neighbours.get(head) ?? []), tail]);
		neighbours.set(tail, [...(neighbours.get(tail) ?? []), head]);
	}
	const steps = new Map([[entity, 0]]);
	for (const [id, step] of steps) {
		if (step < most) {
			for (const next of neighbours.get(id) ?? []) {
				if (!steps.has(next)) {
					steps.set(next, step + 1);
				}
			}
		}
	}
	return steps;
}

/** The innermost neighbourhood that was gone into and is still there. */
export function inFocus(part: GraphPart, trail: GraphSettings['trail']): GraphPart {
	const ids = new Set(part.entities.map(({ id }) => id));
	const focus = trail.findLast(({ entity }) => ids.has(entity));
	if (focus === undefined) {
		return part;
	}
	const near = hopsFrom(part, focus.entity, focus.hops);
	return {
		entities: part.entities.filter(({ id }) => near.has(id)).sort((a, b) => (near.get(a.id) ?? 0) - (near.get(b.id) ?? 0)),
		relations: part.relations.filter(({ head, tail }) => near.has(head) && near.has(tail)),
	};
}

/** How many neighbours come along with an entity that is brought in. */
const mostCompanions = 5;

/** What is drawn: the first ones, and those that were asked for beyond them, each with its surest neighbours. */
export function culled(part: GraphPart, limit: number, broughtIn: readonly string[]): GraphPart {
	if (part.entities.length <= limit) {
		return part;
	}
	const kept = new Set(part.entities.slice(0, limit).map(({ id }) => id));
	const asked = new Set(broughtIn);
	const companions = new Map<string, number>();
	for (const relation of part.relations) {
		for (const end of [relation.head, relation.tail]) {
			const count = companions.get(end) ?? 0;
			if (asked.has(end) && count < mostCompanions) {
				companions.set(end, count + 1);
				kept.add(otherEnd(relation, end));
			}
		}
	}
	asked.forEach((id) => kept.add(id));
	return {
		entities: part.entities.filter(({ id }) => kept.has(id)),
		relations: part.relations.filter(({ head, tail }) => kept.has(head) && kept.has(tail)),
	};
}

/** Entities by a part of a form: those that begin with it first, then the most mentioned. */
export function search(entities: readonly GraphEntity[], text: string, most: number): GraphEntity[] {
	const wanted = text.trim().toLowerCase();
	if (wanted === '') {
		return [];
	}
	const found = entities.flatMap((entity, place) => {
		const forms = [entity.name, ...entity.forms].map((form) => form.toLowerCase());
		const best = forms.some((form) => form === wanted) ? 0 : forms.some((form) => form.startsWith(wanted)) ? 1 : 2;
		return forms.some((form) => form.includes(wanted)) ? [{ entity, best, place }] : [];
	});
	return found.sort((a, b) => a.best - b.best || a.place - b.place).slice(0, most).map(({ entity }) => entity);
}
