// AdamW as a graph over one bucket of parameters, for devices: the formulas of adamW.wat.

import type { Graph, Value } from '../../onnx/graph';
import { GraphBuilder } from '../../onnx/graphBuilder';
import { betas, epsilon } from '../optimizer';

/** What the update takes and gives, in the order of the optimizer's state; the last one where averages are kept. */
export const stateNames = ['parameters', 'first', 'second', 'average'] as const;

export type StateName = (typeof stateNames)[number];

/** @param averages whether the store keeps averages */
export function stateNamesFor(averages: boolean): readonly StateName[] {
	return averages ? stateNames : stateNames.filter((name) => name !== 'average');
}

/**
 * Inputs: parameters, first, second, gradient float32 [length]; clip, rate, decay float32 []. Outputs: parameters, first and
 * second after the step, under names that start with "new.". With averages there are average [length] and average_rate []
 * too, and new.average.
 */
export function updateGraph(averages = false): Graph {
	const graph = new GraphBuilder('adamw');
	const input = (name: string): Value => graph.input(name, 'float32', ['length']);
	const scalar = (name: string): Value => graph.input(name, 'float32', []);
	const [parameters, first, second] = [input('parameters'), input('first'), input('second')];
	const [clip, rate, decay] = [scalar('clip'), scalar('rate'), scalar('decay')];
	const times = (a: Value, b: Value): Value => graph.add('Mul', [a, b]);
	const gradient = times(input('gradient'), clip);
	const [beta1, beta2] = betas;
	const average = (moment: Value, value: Value, beta: number): Value =>
		graph.add('Add', [times(moment, graph.scalar(beta)), times(value, graph.scalar(1 - beta))]);
	const newFirst = average(first, gradient, beta1);
	const newSecond = average(second, times(gradient, gradient), beta2);
	const root = graph.add('Add', [graph.add('Sqrt', [newSecond]), graph.scalar(epsilon)]);
	const moved = graph.add('Sub', [parameters, times(rate, graph.add('Div', [newFirst, root]))]);
	const updated = graph.add('Sub', [moved, times(decay, moved)]);
	graph.output('new.parameters', updated);
	graph.output('new.first', newFirst);
	graph.output('new.second', newSecond);
	if (averages) {
		const mean = input('average');
		graph.output('new.average', graph.add('Add', [mean, times(scalar('average_rate'), graph.add('Sub', [updated, mean]))]));
	}
	return graph.finish();
}
