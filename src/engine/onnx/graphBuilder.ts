// Builds a Graph node by node, checking element types and shapes as it goes, so that a mistake shows where it is made and
// not when a session refuses the model. Operators with dynamic shapes (Reshape, Slice) take the resulting shape from the
// caller, who knows the names of its dimensions.

import { elementTypeCodes, formatShape, type Attributes, type ElementType, type Graph, type Initializer, type Node, type Shape, type Value } from './graph';
import { operators, type OperatorName, type OperatorSignature } from './operators';

export class GraphBuilder {
	readonly #name: string;
	readonly #inputs: Value[] = [];
	readonly #outputs: Value[] = [];
	readonly #nodes: Node[] = [];
	readonly #initializers = new Map<string, Initializer>();
	readonly #detached = new Set<string>();
	#counter = 0;

	constructor(name: string) {
		this.#name = name;
	}

	/** A builder that has the constants of a graph and none of its nodes, for the graph to be built anew from `copy` and others. */
	static rebuilding(graph: Graph): GraphBuilder {
		const builder = new GraphBuilder(graph.name);
		builder.#counter = graph.nodes.length;
		for (const initializer of graph.initializers) {
			builder.#initializers.set(initializer.value.name, initializer);
		}
		return builder;
	}

	/** Takes over a node of the graph that is rebuilt. */
	copy(node: Node): void {
		this.#nodes.push(node);
	}

	input(name: string, elementType: ElementType, shape: Shape): Value {
		const value = { name, elementType, shape };
		this.#inputs.push(value);
		return value;
	}

	/** A weight whose bytes (little-endian) stay outside the model and are given to the session apart. */
	weight(name: string, shape: readonly number[], data: Float32Array | Int8Array | Uint8Array): Value {
		const size = shape.reduce((product, dimension) => product * dimension, 1);
		if (size !== data.length) {
			throw new Error(`Weight ${name} has ${data.length} elements, its shape ${formatShape(shape)} needs ${size}.`);
		}
		const elementType = data instanceof Float32Array ? 'float32' : data instanceof Int8Array ? 'int8' : 'uint8';
		const value: Value = { name, elementType, shape };
		this.#initializers.set(name, {
			kind: 'external',
			value,
			bytes: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
		});
		return value;
	}

	scalar(constant: number): Value {
		return this.#constant(`scalar_${constant}`, 'float32', [], new Float32Array([constant]));
	}

	uint8(constant: number): Value {
		return this.#constant(`uint8_${constant}`, 'uint8', [], Uint8Array.of(constant));
	}

	int32(constant: number): Value {
		return this.#constant(`int32_${constant}`, 'int32', [], Int32Array.of(constant));
	}

	/** A list of int32 constants to gather from. */
	int32Table(name: string, values: readonly number[]): Value {
		return this.#constant(name, 'int32', [values.length], Int32Array.from(values));
	}

	/** One node of an operator with a single output. */
	add(operator: OperatorName, inputs: readonly Value[], attributes: Attributes = {}): Value {
		const signature: OperatorSignature = operators[operator];
		for (const attribute of Object.keys(attributes)) {
			if (!(attribute in signature.attributes)) {
				throw new Error(`${operator} has no attribute ${attribute}.`);
			}
		}
		const [type] = signature.infer(inputs, attributes);
		if (type === undefined) {
			throw new Error(`${operator} infers no output.`);
		}
		return this.#emit(operator, inputs, attributes, type.elementType, type.shape);
	}

	integers(values: readonly number[]): Value {
		return this.#constant(`int64_${values.join('_')}`, 'int64', [values.length], BigInt64Array.from(values, BigInt));
	}

	/** Reshape to `shape`; at most one dimension may be a name, its size is inferred when the graph runs. */
	reshape(x: Value, shape: Shape): Value {
		if (shape.filter((dimension) => typeof dimension === 'string').length > 1) {
			throw new Error(`Reshape to ${formatShape(shape)}: only one dimension can be inferred.`);
		}
		return this.reshapeBy(x, this.integers(shape.map((size) => (typeof size === 'string' ? -1 : size))), shape);
	}

	/** Reshape by a target computed in the graph (int64 [rank]); `shape` names what it results in. */
	reshapeBy(x: Value, target: Value, shape: Shape): Value {
		return this.#emit('Reshape', [x, target], {}, x.elementType, shape);
	}

	convert(x: Value, elementType: ElementType): Value {
		return this.#emit('Cast', [x], { to: elementTypeCodes[elementType] }, elementType, x.shape);
	}

	/** x with a new axis of size 1 before `axis`. */
	unsqueeze(x: Value, axis: number): Value {
		return this.#emit('Unsqueeze', [x, this.integers([axis])], {}, x.elementType, x.shape.toSpliced(axis, 0, 1));
	}

	/** ReduceSum, ReduceMean or ReduceMax over axes; reduced axes stay with size 1 if `keep`. */
	reduce(operator: 'ReduceSum' | 'ReduceMean' | 'ReduceMax', x: Value, axes: readonly number[], keep: boolean): Value {
		const reduced = new Set(axes.map((axis) => (axis < 0 ? axis + x.shape.length : axis)));
		const shape = keep
			? x.shape.map((size, axis) => (reduced.has(axis) ? 1 : size))
			: x.shape.filter((_, axis) => !reduced.has(axis));
		return this.#emit(operator, [x, this.integers(axes)], { keepdims: keep ? 1 : 0 }, x.elementType, shape);
	}

	/** x repeated along the axes where it has size 1 and `sizes` has more; 1 in `sizes` leaves an axis as it is. */
	expand(x: Value, sizes: readonly number[]): Value {
		const shape = x.shape.map((size, axis) => (sizes[axis] === 1 ? size : (sizes[axis] ?? size)));
		return this.#emit('Expand', [x, this.integers(sizes)], {}, x.elementType, shape);
	}

	/** x broadcast to the shape that `like` has when the graph runs. */
	expandLike(x: Value, like: Value): Value {
		return this.expandBy(x, this.add('Shape', [like]), like.shape);
	}

	/** x broadcast to a target computed in the graph (int64 [rank]); `shape` names what it results in. */
	expandBy(x: Value, target: Value, shape: Shape): Value {
		return this.#emit('Expand', [x, target], {}, x.elementType, shape);
	}

	/** x with its rows at `rows` (int64 [n, 1], none of them twice) replaced by `updates` [n, …]. */
	replaceRows(x: Value, rows: Value, updates: Value): Value {
		return this.#emit('ScatterND', [x, rows, updates], {}, x.elementType, x.shape);
	}

	/** The part start..end of an axis, with bounds computed in the graph (int64 [1] each). */
	sliceBy(x: Value, start: Value, end: Value, axis: number, size: Shape[number]): Value {
		const inputs = [x, start, end, this.integers([axis])];
		return this.#emit('Slice', inputs, {}, x.elementType, x.shape.with(axis, size));
	}

	/** Zeros around x, as many as `pads` says (int64 [2 rank]: before each axis, then after each). */
	padBy(x: Value, pads: Value, shape: Shape): Value {
		return this.#emit('Pad', [x, pads], {}, x.elementType, shape);
	}

	/** Zeros of x's shape with `updates` added to its rows at `rows` (int32 of any shape; updates [...rows, …]). */
	scatterRows(x: Value, rows: Value, updates: Value): Value {
		const zeros = this.#emit('ConstantOfShape', [this.add('Shape', [x])], {}, 'float32', x.shape);
		const wide = this.convert(rows, 'int64');
		const indices = this.reshapeBy(wide, this.integers([-1, 1]), ['updates', 1]);
		const width = x.shape.slice(1);
		const flat = this.reshapeBy(updates, this.integers([-1, ...width.map(Number)]), ['updates', ...width]);
		return this.#emit('ScatterND', [zeros, indices, flat], { reduction: 'add' }, x.elementType, x.shape);
	}

	/** Zeros of x's shape with each of `updates` added where `indices` says along an axis (both of one shape). */
	scatterElements(x: Value, indices: Value, updates: Value, axis: number): Value {
		const zeros = this.expandLike(this.scalar(0), x);
		return this.#emit('ScatterElements', [zeros, indices, updates], { axis, reduction: 'add' }, x.elementType, x.shape);
	}

	/** The same value, as a constant to differentiation; x itself stays what it is. */
	detach(x: Value): Value {
		const constant = this.#emit('Identity', [x], {}, x.elementType, x.shape);
		this.#detached.add(constant.name);
		return constant;
	}

	isDetached(name: string): boolean {
		return this.#detached.has(name);
	}

	/** The operator that computes a value; undefined for inputs and weights. */
	producerOf({ name }: Value): string | undefined {
		return this.#nodes.find(({ outputs }) => outputs.some((output) => output.name === name))?.operator;
	}

	/** The nodes so far, in topological order. */
	get nodes(): readonly Node[] {
		return this.#nodes;
	}

	/** The same value under a shape that the caller knows better, such as a name for a sum of names. */
	withShape(x: Value, shape: Shape): Value {
		return { ...x, shape };
	}

	/** Rows start..end of the first axis; bounds beyond the ends are clamped, negative ones count from the end. */
	sliceRows(x: Value, start: number, end: number, rows: Shape[number]): Value {
		const inputs = [x, this.integers([start]), this.integers([end]), this.integers([0])];
		return this.#emit('Slice', inputs, {}, x.elementType, [rows, ...x.shape.slice(1)]);
	}

	/** Places start .. end - 1 of an axis of a fixed size. */
	sliceAxis(x: Value, axis: number, start: number, end: number): Value {
		return this.sliceBy(x, this.integers([start]), this.integers([end]), axis, end - start);
	}

	/** The numbers of a constant that `integers` made. */
	constantIntegers({ name }: Value): readonly number[] {
		const constant = this.#initializers.get(name);
		if (constant?.kind !== 'inline' || constant.value.elementType !== 'int64') {
			throw new Error(`${name} is no constant list of integers.`);
		}
		const { buffer, byteOffset, byteLength } = constant.bytes;
		return Array.from(new BigInt64Array(buffer, byteOffset, byteLength / 8), Number);
	}

	output(name: string, value: Value): void {
		const named = { ...value, name };
		this.#nodes.push({ operator: 'Identity', inputs: [value], outputs: [named], attributes: {} });
		this.#outputs.push(named);
	}

	/** The graph, without nodes and constants that no output depends on: the runtime would compute them all the same. */
	finish(): Graph {
		const needed = new Set(this.#outputs.map(({ name }) => name));
		const nodes: Node[] = [];
		for (const node of [...this.#nodes].reverse()) {
			if (node.outputs.some(({ name }) => needed.has(name))) {
				nodes.push(node);
				node.inputs.forEach(({ name }) => needed.add(name));
			}
		}
		return {
			name: this.#name,
			inputs: this.#inputs,
			outputs: this.#outputs,
			nodes: nodes.reverse(),
			initializers: [...this.#initializers.values()].filter(({ value }) => needed.has(value.name)),
		};
	}

	#emit(operator: string, inputs: readonly Value[], attributes: Attributes, elementType: ElementType, shape: Shape): Value {
		const output = { name: `${operator}_${this.#counter++}`, elementType, shape };
		this.#nodes.push({ operator, inputs, outputs: [output], attributes });
		return output;
	}

	#constant(name: string, elementType: ElementType, shape: readonly number[], data: Float32Array | Int32Array | BigInt64Array | Uint8Array): Value {
		const existing = this.#initializers.get(name);
		if (existing !== undefined) {
			return existing.value;
		}
		const value: Value = { name, elementType, shape };
		const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
		this.#initializers.set(name, { kind: 'inline', value, bytes });
		return value;
	}
}
