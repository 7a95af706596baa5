// Reverse-mode automatic differentiation over ONNX graphs: walks the nodes backwards from a loss and adds the nodes that
// compute its gradients (Linnainmaa 1970). The rules are in gradientRules.ts.

import type { Value } from '../onnx/graph';
import type { GraphBuilder } from '../onnx/graphBuilder';
import { gradientRules } from './gradientRules';

/** Gradient of a table of which only some rows were used: row `rows[i]` gets `updates[i]`, all others nothing. */
export interface RowGradient {
	/** int32, any shape of n elements in all. */
	readonly rows: Value;
	/** [n, …], in the order of the rows. */
	readonly updates: Value;
}

export interface Gradients {
	/** By the name of the value. A value that the loss does not depend on has none. */
	readonly dense: ReadonlyMap<string, Value>;
	/** Of the values named as tables: one for each time they were gathered from. */
	readonly rows: ReadonlyMap<string, readonly RowGradient[]>;
}

/**
 * Adds the gradient of a loss with respect to `parameters` to the graph.
 * @param loss a value of shape []
 * @param tables parameters whose gradients are wanted as rows, because they are large and each step touches few of their rows;
 *   they may only be gathered from
 */
export function addGradients(
	graph: GraphBuilder,
	loss: Value,
	parameters: readonly Value[],
	tables: readonly Value[],
): Gradients {
	const nodes = [...graph.nodes];
	const tableNames = new Set(tables.map(({ name }) => name));
	const dependent = new Set([...parameters, ...tables].map(({ name }) => name));
	for (const node of nodes) {
		if (node.inputs.some(({ name }) => dependent.has(name))) {
			node.outputs.filter(({ name }) => !graph.isDetached(name)).forEach(({ name }) => dependent.add(name));
		}
	}
	const gradients = new Map<string, Value>([[loss.name, graph.scalar(1)]]);
	const rows = new Map<string, RowGradient[]>();
	for (const node of nodes.reverse()) {
		const [y] = node.outputs;
		const dy = y && gradients.get(y.name);
		if (dy === undefined || !node.inputs.some(({ name }) => dependent.has(name))) {
			continue;
		}
		const [table, indices] = node.inputs;
		if (node.operator === 'Gather' && table !== undefined && indices !== undefined && tableNames.has(table.name)) {
			const updates = graph.reshapeBy(dy, graph.integers([-1, ...table.shape.slice(1).map(Number)]), ['updates', ...table.shape.slice(1)]);
			rows.set(table.name, [...(rows.get(table.name) ?? []), { rows: indices, updates }]);
			continue;
		}
		const rule = gradientRules[node.operator];
		if (rule === undefined) {
			throw new Error(`There is no gradient rule for ${node.operator}.`);
		}
		const wants = (index: number): boolean => dependent.has(node.inputs[index]?.name ?? '');
		for (const [index, gradient] of rule(graph, node, dy, wants).entries()) {
			const x = node.inputs[index];
			if (gradient === undefined || x === undefined || !dependent.has(x.name)) {
				continue;
			}
			if (tableNames.has(x.name)) {
				throw new Error(`${x.name} is used by ${node.operator}, but the gradient of a table is given as rows.`);
			}
			const before = gradients.get(x.name);
			gradients.set(x.name, before === undefined ? gradient : graph.add('Add', [before, gradient]));
		}
	}
	const names = new Set(parameters.map(({ name }) => name));
	return { dense: new Map([...gradients].filter(([name]) => names.has(name))), rows };
}
