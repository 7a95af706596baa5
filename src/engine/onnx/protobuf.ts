// Writes the protocol buffers wire format: just the field kinds that ONNX's messages use. It knows no message.

const textEncoder = new TextEncoder();

/** Appends fields of one message. Sub-messages are written by a callback into a writer of their own. */
export class ProtobufWriter {
	#buffer = new Uint8Array(256);
	#length = 0;

	/** Field of wire type 0: int32, int64, enum. Negative values take ten bytes, as the format asks. */
	varint(field: number, value: number | bigint): void {
		this.#tag(field, 0);
		this.#varint(BigInt.asUintN(64, BigInt(value)));
	}

	/** Field of wire type 5: float. */
	float(field: number, value: number): void {
		this.#tag(field, 5);
		this.#reserve(4);
		new DataView(this.#buffer.buffer).setFloat32(this.#length, value, true);
		this.#length += 4;
	}

	/** Field of wire type 2 holding raw bytes. */
	bytes(field: number, value: Uint8Array): void {
		this.#tag(field, 2);
		this.#varint(BigInt(value.length));
		this.#reserve(value.length);
		this.#buffer.set(value, this.#length);
		this.#length += value.length;
	}

	string(field: number, value: string): void {
		this.bytes(field, textEncoder.encode(value));
	}

	message(field: number, write: (writer: ProtobufWriter) => void): void {
		const inner = new ProtobufWriter();
		write(inner);
		this.bytes(field, inner.finish());
	}

	/** The bytes written so far; a view that later writes may outgrow. */
	finish(): Uint8Array {
		return this.#buffer.subarray(0, this.#length);
	}

	#tag(field: number, wireType: number): void {
		this.#varint(BigInt((field << 3) | wireType));
	}

	#varint(value: bigint): void {
		this.#reserve(10);
		let rest = value;
		while (rest > 0x7fn) {
			this.#buffer[this.#length++] = Number(rest & 0x7fn) | 0x80;
			rest >>= 7n;
		}
		this.#buffer[this.#length++] = Number(rest);
	}

	#reserve(extra: number): void {
		if (this.#length + extra <= this.#buffer.length) {
			return;
		}
		const grown = new Uint8Array(Math.max(this.#buffer.length * 2, this.#length + extra));
		grown.set(this.#buffer.subarray(0, this.#length));
		this.#buffer = grown;
	}
}
