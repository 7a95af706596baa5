import { describe, expect, it } from 'vitest';
import { ProtobufWriter } from '../../../../src/engine/onnx/protobuf';

function written(write: (writer: ProtobufWriter) => void): number[] {
	const writer = new ProtobufWriter();
	write(writer);
	return [...writer.finish()];
}

// The expected bytes are worked out by hand from the wire format's description (protobuf.dev/programming-guides/encoding).
describe('ProtobufWriter', () => {
	it('writes small and multi-byte varints', () => {
		expect(written((writer) => writer.varint(1, 0))).toEqual([0x08, 0x00]);
		expect(written((writer) => writer.varint(1, 127))).toEqual([0x08, 0x7f]);
		expect(written((writer) => writer.varint(1, 150))).toEqual([0x08, 0x96, 0x01]);
		expect(written((writer) => writer.varint(2, 300n))).toEqual([0x10, 0xac, 0x02]);
	});

	it('writes negative numbers in ten bytes', () => {
		expect(written((writer) => writer.varint(1, -1))).toEqual([0x08, ...Array<number>(9).fill(0xff), 0x01]);
		expect(written((writer) => writer.varint(1, -2))).toEqual([0x08, 0xfe, ...Array<number>(8).fill(0xff), 0x01]);
	});

	it('writes integers beyond 32 bits whole', () => {
		expect(written((writer) => writer.varint(1, 2 ** 40))).toEqual([0x08, 0x80, 0x80, 0x80, 0x80, 0x80, 0x20]);
	});

	it('writes field numbers above 15 in two bytes', () => {
		expect(written((writer) => writer.varint(20, 1))).toEqual([0xa0, 0x01, 0x01]);
	});

	it('writes floats in little-endian order', () => {
		expect(written((writer) => writer.float(2, 1))).toEqual([0x15, 0x00, 0x00, 0x80, 0x3f]);
		expect(written((writer) => writer.float(2, -2.5))).toEqual([0x15, 0x00, 0x00, 0x20, 0xc0]);
	});

	it('writes text as UTF-8 with its length in bytes', () => {
		expect(written((writer) => writer.string(2, 'testing'))).toEqual([0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67]);
		expect(written((writer) => writer.string(1, 'é'))).toEqual([0x0a, 0x02, 0xc3, 0xa9]);
	});

	it('writes messages within messages', () => {
		const bytes = written((writer) => writer.message(3, (inner) => inner.message(1, (innermost) => innermost.varint(1, 150))));
		expect(bytes).toEqual([0x1a, 0x05, 0x0a, 0x03, 0x08, 0x96, 0x01]);
	});

	it('writes an empty message and empty bytes', () => {
		expect(written((writer) => writer.message(3, () => {}))).toEqual([0x1a, 0x00]);
		expect(written((writer) => writer.bytes(1, new Uint8Array(0)))).toEqual([0x0a, 0x00]);
	});

	it('grows as needed without losing what was written', () => {
		const long = Uint8Array.from({ length: 1000 }, (_, index) => index % 251);
		const bytes = written((writer) => {
			writer.varint(1, 1);
			writer.bytes(2, long);
			writer.varint(1, 2);
		});
		expect(bytes).toEqual([0x08, 0x01, 0x12, 0xe8, 0x07, ...long, 0x08, 0x02]);
	});
});
