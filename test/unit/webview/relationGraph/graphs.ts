// Small graphs for the tests of the page's pure parts.

import { GraphIndex } from '../../../../webview/relationGraph/graphIndex';
import type { GraphView } from '../../../../src/protocol/relationGraphProtocol';

export interface TestEntity {
	readonly type?: string;
	readonly mentions?: number;
	readonly score?: number;
	readonly forms?: readonly string[];
}

/** @param links head, tail, and perhaps score and type */
export function graphOf(
	entities: Readonly<Record<string, TestEntity>>,
	links: readonly (readonly [head: string, tail: string, score?: number, type?: string])[],
): GraphIndex {
	const view: GraphView = {
		documents: [{ id: 'file:///a.tex', name: 'a.tex' }],
		entityTypes: [{ id: 'Task', name: 'Task', slot: 0 }, { id: 'Method', name: 'Method', slot: 1 }],
		relationTypes: [{ id: 'Used-for', name: 'Used-for', symmetric: false }],
		entities: Object.entries(entities).map(([id, { type = 'Task', mentions = 1, score = 0.9, forms = [id] }]) => ({
			id,
			name: id,
			type,
			forms: [...forms],
			mentions,
			score,
			shares: [{ document: 0, mentions }],
			documents: 1,
		})),
		relations: links.map(([head, tail, score = 0.8, type = 'Used-for']) => ({
			id: `${head}>${tail}`,
			type,
			symmetric: false,
			head,
			tail,
			score,
			evidence: 1,
		})),
		unsent: 0,
		models: ['model'],
	};
	return new GraphIndex(view);
}
