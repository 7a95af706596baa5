// Serializes a Graph as an ONNX ModelProto (field numbers from onnx.proto3, IR version 9). Weights marked external are
// each a virtual file of its own, whose bytes go to the session beside the model: nothing is copied together.

import { elementTypeCodes, type Attribute, type Graph, type Initializer, type Node, type Value } from './graph';
import { operators, runtimeOperators, toldOperators, type AttributeType, type OperatorSignature } from './operators';
import { ProtobufWriter } from './protobuf';

/** Operator set 20: the first with Gelu. */
const operatorSetVersion = 20;
const irVersion = 9;

/** The domain of ONNX Runtime's own operators, and its version. */
const runtimeDomain = 'com.microsoft';
const runtimeDomainVersion = 1;

const attributeTypeCodes = { float: 1, int: 2, string: 3, ints: 7 } as const satisfies Record<AttributeType, number>;
const externalLocation = 1;

/** One external weight: the name the model knows it by, and its bytes. */
export interface ExternalData {
	readonly path: string;
	readonly data: Uint8Array;
}

export interface SerializedModel {
	readonly model: Uint8Array;
	readonly externalData: readonly ExternalData[];
}

export function serializeModel(graph: Graph): SerializedModel {
	const writer = new ProtobufWriter();
	writer.varint(1, irVersion);
	writer.string(2, 'spert');
	writer.message(7, (proto) => writeGraph(proto, graph));
	writeOperatorSet(writer, '', operatorSetVersion);
	if (graph.nodes.some(({ operator }) => runtimeOperators.has(operator))) {
		writeOperatorSet(writer, runtimeDomain, runtimeDomainVersion);
	}
	const externalData = graph.initializers
		.filter((initializer) => initializer.kind === 'external')
		.map((initializer) => ({ path: initializer.value.name, data: initializer.bytes }));
	return { model: writer.finish(), externalData };
}

function writeOperatorSet(writer: ProtobufWriter, domain: string, version: number): void {
	writer.message(8, (proto) => {
		proto.string(1, domain);
		proto.varint(2, version);
	});
}

function writeGraph(writer: ProtobufWriter, graph: Graph): void {
	for (const node of graph.nodes) {
		writer.message(1, (proto) => writeNode(proto, node));
	}
	writer.string(2, graph.name);
	for (const initializer of graph.initializers) {
		writer.message(5, (proto) => writeInitializer(proto, initializer));
	}
	for (const value of graph.inputs) {
		writer.message(11, (proto) => writeValueInfo(proto, value));
	}
	for (const value of graph.outputs) {
		writer.message(12, (proto) => writeValueInfo(proto, value));
	}
}

function writeNode(writer: ProtobufWriter, node: Node): void {
	for (const value of node.inputs) {
		writer.string(1, value.name);
	}
	for (const value of node.outputs) {
		writer.string(2, value.name);
	}
	writer.string(4, node.operator);
	if (runtimeOperators.has(node.operator)) {
		writer.string(7, runtimeDomain);
	}
	const signature = (operators as Readonly<Record<string, OperatorSignature>>)[node.operator];
	const attributeTypes = signature?.attributes ?? toldOperators[node.operator];
	for (const [name, attribute] of Object.entries(node.attributes)) {
		const type = attributeTypes?.[name];
		if (type === undefined) {
			throw new Error(`${node.operator} has no attribute ${name}.`);
		}
		writer.message(5, (proto) => writeAttribute(proto, name, attribute, type));
	}
}

function writeAttribute(writer: ProtobufWriter, name: string, attribute: Attribute, attributeType: AttributeType): void {
	writer.string(1, name);
	switch (attributeType) {
		case 'float':
			writer.float(2, attribute as number);
			break;
		case 'int':
			writer.varint(3, attribute as number);
			break;
		case 'string':
			writer.string(4, attribute as string);
			break;
		case 'ints':
			for (const item of attribute as readonly number[]) {
				writer.varint(8, item);
			}
			break;
		default:
			attributeType satisfies never;
	}
	writer.varint(20, attributeTypeCodes[attributeType]);
}

function writeInitializer(writer: ProtobufWriter, initializer: Initializer): void {
	const { value, bytes } = initializer;
	for (const dimension of value.shape) {
		writer.varint(1, dimension as number);
	}
	writer.varint(2, elementTypeCodes[value.elementType]);
	writer.string(8, value.name);
	switch (initializer.kind) {
		case 'inline':
			writer.bytes(9, bytes);
			break;
		case 'external':
			writeEntry(writer, 'location', value.name);
			writeEntry(writer, 'offset', '0');
			writeEntry(writer, 'length', String(bytes.length));
			writer.varint(14, externalLocation);
			break;
		default:
			initializer satisfies never;
	}
}

function writeEntry(writer: ProtobufWriter, key: string, value: string): void {
	writer.message(13, (proto) => {
		proto.string(1, key);
		proto.string(2, value);
	});
}

function writeValueInfo(writer: ProtobufWriter, value: Value): void {
	writer.string(1, value.name);
	writer.message(2, (type) => {
		type.message(1, (tensor) => {
			tensor.varint(1, elementTypeCodes[value.elementType]);
			tensor.message(2, (shape) => {
				for (const dimension of value.shape) {
					shape.message(1, (proto) => {
						if (typeof dimension === 'number') {
							proto.varint(1, dimension);
						} else {
							proto.string(2, dimension);
						}
					});
				}
			});
		});
	});
}
