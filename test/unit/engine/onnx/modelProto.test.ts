import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../../../../src/engine/onnx/graphBuilder';
import { serializeModel } from '../../../../src/engine/onnx/modelProto';

const text = (value: string): number[] => [...new TextEncoder().encode(value)];
/** Field of wire type 2: tag, length, content. */
const field = (number: number, ...content: number[]): number[] => {
	expect(content.length).toBeLessThan(128);
	return [(number << 3) | 2, content.length, ...content];
};

// Field numbers by hand from onnx.proto3: ModelProto (ir_version 1, producer_name 2, graph 7, opset_import 8), GraphProto
// (node 1, name 2, initializer 5, input 11, output 12), NodeProto (input 1, output 2, op_type 4, attribute 5).
describe('serializeModel', () => {
	it('writes a graph of one node byte for byte', () => {
		const graph = new GraphBuilder('g');
		const x = graph.input('x', 'float32', ['n', 2]);
		graph.output('y', graph.add('Relu', [x]));
		const { model, externalData } = serializeModel(graph.finish());

		const valueInfo = (name: string): number[] => {
			// TypeProto.tensor_type 1 { elem_type 1 = FLOAT 1, shape 2 { dim 1 { dim_param 2 "n" }, dim 1 { dim_value 1 = 2 } } }
			const shape = field(2, ...field(1, ...field(2, ...text('n'))), ...field(1, 0x08, 2));
			return [...field(1, ...text(name)), ...field(2, ...field(1, 0x08, 1, ...shape))];
		};
		const node = (input: string, output: string, operator: string): number[] => {
			return field(1, ...field(1, ...text(input)), ...field(2, ...text(output)), ...field(4, ...text(operator)));
		};
		const body = [
			...node('x', 'Relu_0', 'Relu'),
			...node('Relu_0', 'y', 'Identity'),
			...field(2, ...text('g')),
			...field(11, ...valueInfo('x')),
			...field(12, ...valueInfo('y')),
		];
		const expected = [0x08, 9, ...field(2, ...text('spert')), ...field(7, ...body), ...field(8, ...field(1), 0x10, 20)];
		expect([...model]).toEqual(expected);
		expect(externalData).toEqual([]);
	});

	it('writes attributes with the type that the operator declares', () => {
		const graph = new GraphBuilder('g');
		const x = graph.input('x', 'float32', [2, 3]);
		const scale = graph.input('scale', 'float32', [3]);
		graph.output('a', graph.add('Softmax', [x], { axis: -1 }));
		graph.output('b', graph.add('Transpose', [x], { perm: [1, 0] }));
		graph.output('c', graph.add('Gelu', [x], { approximate: 'tanh' }));
		graph.output('d', graph.add('LayerNormalization', [x, scale, scale], { epsilon: 1 }));
		const bytes = Buffer.from(serializeModel(graph.finish()).model).toString('latin1');
		const latin1 = (...content: number[]): string => Buffer.from(content).toString('latin1');
		const minusOne = [...Array<number>(9).fill(0xff), 0x01];
		// AttributeProto: name 1, f 2, i 3, s 4, ints 8, type 20 (FLOAT 1, INT 2, STRING 3, INTS 7).
		expect(bytes).toContain(latin1(...field(1, ...text('axis')), 0x18, ...minusOne, 0xa0, 0x01, 2));
		expect(bytes).toContain(latin1(...field(1, ...text('perm')), 0x40, 1, 0x40, 0, 0xa0, 0x01, 7));
		expect(bytes).toContain(latin1(...field(1, ...text('approximate')), ...field(4, ...text('tanh')), 0xa0, 0x01, 3));
		expect(bytes).toContain(latin1(...field(1, ...text('epsilon')), 0x15, 0, 0, 0x80, 0x3f, 0xa0, 0x01, 1));
	});

	it('leaves weights outside and constants inside the model', () => {
		const graph = new GraphBuilder('g');
		const weights = Float32Array.of(1.5, -2.5, 3.5);
		graph.output('y', graph.add('Add', [graph.weight('w', [3], weights), graph.scalar(0.5)]));
		const { model, externalData } = serializeModel(graph.finish());
		expect(externalData.map(({ path }) => path)).toEqual(['w']);
		expect([...externalData[0]!.data]).toEqual([...new Uint8Array(weights.buffer)]);
		const bytes = Buffer.from(model);
		expect(bytes.includes(Buffer.from(weights.buffer))).toBe(false);
		// TensorProto: data_type 2 = FLOAT, name 8, raw_data 9 with 0.5.
		const scalar = [0x10, 1, ...field(8, ...text('scalar_0.5')), ...field(9, 0, 0, 0, 0x3f)];
		expect(bytes.includes(Buffer.from(scalar))).toBe(true);
		// TensorProto: external_data 13 entries, data_location 14 = EXTERNAL.
		const entry = (key: string, value: string): number[] => field(13, ...field(1, ...text(key)), ...field(2, ...text(value)));
		const external = [...entry('location', 'w'), ...entry('offset', '0'), ...entry('length', '12'), 0x70, 1];
		expect(bytes.includes(Buffer.from(external))).toBe(true);
	});

	it('leaves out nodes and constants that no output depends on, and keeps every input', () => {
		const graph = new GraphBuilder('g');
		const x = graph.input('x', 'float32', [2]);
		graph.input('y', 'float32', [2]);
		const unused = graph.add('Mul', [graph.add('Exp', [x]), graph.scalar(3)]);
		graph.add('Neg', [unused]);
		graph.output('z', graph.add('Add', [x, graph.scalar(2)]));
		const { nodes, inputs, initializers } = graph.finish();
		expect(nodes.map(({ operator }) => operator)).toEqual(['Add', 'Identity']);
		expect(inputs.map(({ name }) => name)).toEqual(['x', 'y']);
		expect(initializers.map(({ value }) => value.name)).toEqual(['scalar_2']);
	});

	it('refuses an attribute without a declared type', () => {
		const node = { operator: 'Relu', inputs: [], outputs: [], attributes: { alpha: 1 } };
		const graph = { name: 'g', inputs: [], outputs: [], nodes: [node], initializers: [] };
		expect(() => serializeModel(graph)).toThrow('Relu has no attribute alpha.');
	});
});
