// Turns a graph in float32 into one that multiplies and adds in float16, for devices that do so twice as fast in half the memory.
// What float16 is too coarse for stays in float32: normalizing, the softmax and what is added before it, and all that follows from
// the value that is named. Knows operators, not encoders.

import { float32ToFloat16 } from '../checkpoint/floatFormats';
import { elementTypeCodes, type Graph, type Initializer, type Node, type Value } from './graph';

/** Operators that are computed in float16. Others that take floats are computed in float32. */
const halfOperators: ReadonlySet<string> = new Set(['MatMul', 'Gemm', 'Gather', 'Add', 'Sub', 'Mul', 'Gelu', 'Erf', 'Tanh', 'Relu', 'Sigmoid']);
/** Operators that only move elements: in the type that their input has. */
const movingOperators: ReadonlySet<string> = new Set(['Reshape', 'Transpose', 'Concat', 'Slice', 'Split', 'Expand', 'Identity', 'Unsqueeze', 'Squeeze']);

/** @param from name of a value: whatever depends on it stays in float32, and it itself too */
export function toHalfPrecision(graph: Graph, from: string): Graph {
	return new HalfPrecision(graph, from).convert();
}

class HalfPrecision {
	readonly #graph: Graph;
	readonly #from: string;
	readonly #initializers: ReadonlyMap<string, Initializer>;
	readonly #graphOutputs: ReadonlySet<string>;
	/** Names of what float32 inputs of the graph flow into at once: masks, which float16 cannot hold. */
	readonly #graphInputs: ReadonlySet<string>;
	readonly #nodes: Node[] = [];
	readonly #kept = new Map<string, Initializer>();
	/** Of values of the old graph that are in float16 now: their names. */
	readonly #halves = new Map<string, string>();
	/** Of those and others: their names in float32. */
	readonly #wholes = new Map<string, string>();
	readonly #downstream = new Set<string>();

	constructor(graph: Graph, from: string) {
		this.#graph = graph;
		const named = graph.nodes.find(({ operator, outputs }) => operator === 'Identity' && outputs[0]?.name === from);
		// An output under a name of its own is a copy of what the others go on with.
		this.#from = named?.inputs[0]?.name ?? from;
		this.#initializers = new Map(graph.initializers.map((initializer) => [initializer.value.name, initializer]));
		this.#graphOutputs = new Set(graph.outputs.map(({ name }) => name));
		this.#graphInputs = new Set(graph.inputs.filter(({ elementType }) => elementType === 'float32').map(({ name }) => name));
	}

	convert(): Graph {
		for (const node of this.#graph.nodes) {
			this.#add(node);
		}
		return { ...this.#graph, nodes: this.#nodes, initializers: [...this.#kept.values()] };
	}

	#add(node: Node): void {
		const isDownstream = node.inputs.some(({ name }) => name === this.#from || this.#downstream.has(name));
		for (const { name } of isDownstream ? node.outputs : []) {
			this.#downstream.add(name);
		}
		const isHalf = !isDownstream && node.outputs.every(({ elementType }) => elementType === 'float32') && this.#isWorthIt(node);
		const inputs = node.inputs.map((value) => (value.elementType !== 'float32' ? this.#as(value) : isHalf ? this.#half(value) : this.#whole(value)));
		if (!isHalf) {
			this.#nodes.push({ ...node, inputs });
			return;
		}
		const outputs = node.outputs.map((value): Value => {
			// An output of the graph keeps its name and its type.
			const name = this.#graphOutputs.has(value.name) || value.name === this.#from ? `${value.name}_float16` : value.name;
			this.#halves.set(value.name, name);
			return { ...value, name, elementType: 'float16' };
		});
		this.#nodes.push({ ...node, inputs, outputs });
		for (const value of node.outputs) {
			if (this.#graphOutputs.has(value.name) || value.name === this.#from) {
				this.#whole(value);
			}
		}
	}

	#isWorthIt({ operator, inputs }: Node): boolean {
		const floats = inputs.filter(({ elementType }) => elementType === 'float32');
		if (floats.length === 0 || floats.some(({ name }) => this.#graphInputs.has(name))) {
			return false;
		}
		const isComputed = (name: string): boolean => this.#halves.has(name) && !this.#initializers.has(name);
		return halfOperators.has(operator) || (movingOperators.has(operator) && floats.some(({ name }) => isComputed(name)));
	}

	/** What is no float32: constants are taken over, the rest is as it was. */
	#as(value: Value): Value {
		this.#keep(value.name);
		return value;
	}

	#whole(value: Value): Value {
		const half = this.#halves.get(value.name);
		if (half === undefined || this.#initializers.has(value.name)) {
			this.#keep(value.name);
			return value;
		}
		const known = this.#wholes.get(value.name);
		const name = known ?? (half === value.name ? `${value.name}_float32` : value.name);
		const whole = { ...value, name };
		if (known === undefined) {
			this.#wholes.set(value.name, name);
			this.#cast({ ...value, name: half, elementType: 'float16' }, whole);
		}
		return whole;
	}

	#half(value: Value): Value {
		const known = this.#halves.get(value.name);
		const half: Value = { ...value, name: known ?? `${value.name}_float16`, elementType: 'float16' };
		if (known === undefined) {
			const initializer = this.#initializers.get(value.name);
			if (initializer === undefined) {
				this.#cast(value, half);
				// The value itself is in float32, and stays there for who needs it so.
				this.#wholes.set(value.name, value.name);
			} else {
				this.#kept.set(half.name, { ...initializer, value: half, bytes: halfBytes(initializer.bytes) });
			}
			this.#halves.set(value.name, half.name);
		}
		return half;
	}

	#keep(name: string): void {
		const initializer = this.#initializers.get(name);
		if (initializer !== undefined) {
			this.#kept.set(name, initializer);
		}
	}

	#cast(from: Value, to: Value): void {
		this.#nodes.push({ operator: 'Cast', inputs: [from], outputs: [to], attributes: { to: elementTypeCodes[to.elementType] } });
	}
}

function halfBytes(bytes: Uint8Array): Uint8Array {
	// Initializers need not begin at a multiple of four.
	const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
	return new Uint8Array(float32ToFloat16(new Float32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 4)).buffer);
}
