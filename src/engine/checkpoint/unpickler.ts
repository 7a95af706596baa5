// A restricted reader of Python pickles: the binary instructions of protocols 2 to 5 that build plain data. It knows no
// Python class, imports nothing and calls nothing: globals and calls are handed to its host, which knows a fixed few by name.
// Instructions: https://github.com/python/cpython/blob/main/Lib/pickletools.py

import { malformed, tooLarge, truncated, unsafePickle } from './errors';
import { PickleDict, PickleGlobal, PickleList, PickleTuple, type PickleValue } from './pickleValues';

/** What a pickle may refer to. */
export interface PickleHost {
	/** Whether the global "module.name" may be named at all. */
	isAllowed(name: string): boolean;
	/** The result of calling an allowed global, built as data. */
	call(name: string, parameters: readonly PickleValue[]): PickleValue;
	/** What a persistent identifier stands for: in torch's files a storage. */
	resolvePersistent(identifier: PickleValue): PickleValue;
}

/** Thousands of times what a model needs; together they bound memory to some tens of megabytes. */
const mostStackItems = 1 << 16;
const mostMemoItems = 1 << 18;
const mostContainers = 1 << 18;
const longestInteger = 64;

const mark = Symbol('mark');
type StackItem = PickleValue | typeof mark;

const decodeText = new TextDecoder();

/**
 * Reads the one pickle that begins at `offset`. `end` is the byte after it.
 * Errors: checkpoint.unsafePickle (a global off the host's list, or an instruction that makes objects),
 * checkpoint.truncated, checkpoint.malformed, checkpoint.tooLarge.
 */
export function unpickle(
	path: string,
	bytes: Uint8Array,
	offset: number,
	host: PickleHost,
): { readonly value: PickleValue; readonly end: number } {
	const unpickler = new Unpickler(path, bytes, offset, host);
	const value = unpickler.run();
	return { value, end: unpickler.position };
}

class Unpickler {
	position: number;
	readonly #path: string;
	readonly #bytes: Uint8Array;
	readonly #view: DataView;
	readonly #host: PickleHost;
	readonly #stack: StackItem[] = [];
	readonly #memo = new Map<number, PickleValue>();
	#containers = 0;

	constructor(path: string, bytes: Uint8Array, offset: number, host: PickleHost) {
		this.#path = path;
		this.#bytes = bytes;
		this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
		this.position = offset;
		this.#host = host;
	}

	run(): PickleValue {
		for (;;) {
			const instruction = this.#byte();
			if (instruction === 0x2e /* STOP */) {
				return this.#pop();
			}
			this.#execute(instruction);
			if (this.#stack.length > mostStackItems || this.#memo.size > mostMemoItems || this.#containers > mostContainers) {
				throw tooLarge(this.#path, 'its pickle builds far more values than a model has');
			}
		}
	}

	#execute(instruction: number): void {
		switch (instruction) {
			case 0x80: // PROTO
				if (this.#byte() > 5) {
					throw malformed(this.#path, 'its pickle has an unknown protocol');
				}
				return;
			case 0x95: // FRAME
				this.#take(8);
				return;
			case 0x28: // MARK
				this.#stack.push(mark);
				return;
			case 0x30: // POP
				this.#pop();
				return;
			case 0x4e: // NONE
				return this.#push(null);
			case 0x88: // NEWTRUE
				return this.#push(true);
			case 0x89: // NEWFALSE
				return this.#push(false);
			case 0x4a: // BININT
				return this.#push(this.#view.getInt32(this.#take(4), true));
			case 0x4b: // BININT1
				return this.#push(this.#byte());
			case 0x4d: // BININT2
				return this.#push(this.#view.getUint16(this.#take(2), true));
			case 0x8a: // LONG1
				return this.#push(this.#integer(this.#byte()));
			case 0x8b: // LONG4
				return this.#push(this.#integer(this.#length4()));
			case 0x47: // BINFLOAT
				return this.#push(this.#view.getFloat64(this.#take(8), false));
			case 0x58: // BINUNICODE
			case 0x54: // BINSTRING
				return this.#push(this.#text(this.#length4()));
			case 0x8c: // SHORT_BINUNICODE
			case 0x55: // SHORT_BINSTRING
				return this.#push(this.#text(this.#byte()));
			case 0x8d: // BINUNICODE8
				return this.#push(this.#text(this.#length8()));
			case 0x42: // BINBYTES
				return this.#push(this.#slice(this.#length4()));
			case 0x43: // SHORT_BINBYTES
				return this.#push(this.#slice(this.#byte()));
			case 0x8e: // BINBYTES8
				return this.#push(this.#slice(this.#length8()));
			case 0x71: // BINPUT
				return this.#remember(this.#byte());
			case 0x72: // LONG_BINPUT
				return this.#remember(this.#length4());
			case 0x94: // MEMOIZE
				return this.#remember(this.#memo.size);
			case 0x68: // BINGET
				return this.#recall(this.#byte());
			case 0x6a: // LONG_BINGET
				return this.#recall(this.#length4());
			default:
				return this.#executeStructure(instruction);
		}
	}

	#executeStructure(instruction: number): void {
		switch (instruction) {
			case 0x29: // EMPTY_TUPLE
				return this.#pushContainer(new PickleTuple([]));
			case 0x85: // TUPLE1
			case 0x86: // TUPLE2
			case 0x87: // TUPLE3
				return this.#pushContainer(new PickleTuple(this.#popMany(instruction - 0x84)));
			case 0x74: // TUPLE
				return this.#pushContainer(new PickleTuple(this.#popToMark()));
			case 0x5d: // EMPTY_LIST
				return this.#pushContainer(new PickleList());
			case 0x7d: // EMPTY_DICT
				return this.#pushContainer(new PickleDict());
			case 0x61: // APPEND
				return this.#append([this.#pop()]);
			case 0x65: // APPENDS
				return this.#append(this.#popToMark());
			case 0x73: // SETITEM
				return this.#setItems(this.#popMany(2));
			case 0x75: // SETITEMS
				return this.#setItems(this.#popToMark());
			case 0x62: // BUILD: sets attributes, of which tensors and dicts have none that matter
				this.#pop();
				return;
			case 0x51: // BINPERSID
				return this.#push(this.#host.resolvePersistent(this.#pop()));
			case 0x63: // GLOBAL
				return this.#global(this.#line(), this.#line());
			case 0x93: {
				// STACK_GLOBAL
				const [module, name] = this.#popMany(2);
				if (typeof module !== 'string' || typeof name !== 'string') {
					throw malformed(this.#path, 'its pickle names a global by something that is no text');
				}
				return this.#global(module, name);
			}
			case 0x52: // REDUCE
				return this.#reduce();
			case 0x69: // INST
				throw unsafePickle(this.#path, `${this.#line()}.${this.#line()}`);
			case 0x6f: // OBJ
			case 0x81: // NEWOBJ
			case 0x92: // NEWOBJ_EX
				throw unsafePickle(this.#path, this.#nameOnStack());
			case 0x82: // EXT1
			case 0x83: // EXT2
			case 0x84: // EXT4
				throw unsafePickle(this.#path, 'copyreg extension');
			default:
				throw malformed(
					this.#path,
					`its pickle has the instruction 0x${instruction.toString(16)}, which no checkpoint needs`,
				);
		}
	}

	#global(module: string, name: string): void {
		const qualified = `${module}.${name}`;
		if (!this.#host.isAllowed(qualified)) {
			throw unsafePickle(this.#path, qualified.slice(0, 200));
		}
		this.#pushContainer(new PickleGlobal(qualified));
	}

	#reduce(): void {
		const [callable, parameters] = this.#popMany(2);
		if (!(callable instanceof PickleGlobal) || !(parameters instanceof PickleTuple)) {
			throw malformed(this.#path, 'its pickle calls something that is no function');
		}
		this.#pushContainer(this.#host.call(callable.name, parameters.items));
	}

	#nameOnStack(): string {
		const named = this.#stack.findLast((item) => item instanceof PickleGlobal);
		return named?.name ?? 'an object';
	}

	#append(values: readonly PickleValue[]): void {
		const list = this.#top();
		if (!(list instanceof PickleList)) {
			throw malformed(this.#path, 'its pickle appends to something that is no list');
		}
		for (const value of values) {
			list.items.push(value);
		}
	}

	#setItems(keysAndValues: readonly PickleValue[]): void {
		const dict = this.#top();
		if (!(dict instanceof PickleDict) || keysAndValues.length % 2 !== 0) {
			throw malformed(this.#path, 'its pickle sets items of something that is no dict');
		}
		for (let index = 0; index < keysAndValues.length; index += 2) {
			dict.entries.set(keysAndValues[index]!, keysAndValues[index + 1]!);
		}
	}

	#push(value: PickleValue): void {
		this.#stack.push(value);
	}

	#pushContainer(value: PickleValue): void {
		this.#containers++;
		this.#stack.push(value);
	}

	#top(): PickleValue {
		const item = this.#stack.at(-1);
		if (item === undefined || item === mark) {
			throw malformed(this.#path, 'its pickle takes more values than it makes');
		}
		return item;
	}

	#pop(): PickleValue {
		const item = this.#top();
		this.#stack.pop();
		return item;
	}

	#popMany(count: number): PickleValue[] {
		return Array.from({ length: count }, () => this.#pop()).reverse();
	}

	#popToMark(): PickleValue[] {
		const at = this.#stack.lastIndexOf(mark);
		if (at < 0) {
			throw malformed(this.#path, 'its pickle takes more values than it makes');
		}
		const values = this.#stack.splice(at).slice(1);
		return values.filter((value) => value !== mark);
	}

	#remember(index: number): void {
		this.#memo.set(index, this.#top());
	}

	#recall(index: number): void {
		const value = this.#memo.get(index);
		if (value === undefined) {
			throw malformed(this.#path, 'its pickle refers to a value that it did not make');
		}
		this.#push(value);
	}

	/** Advances over `count` bytes and says where they begin. */
	#take(count: number): number {
		const start = this.position;
		if (count > this.#bytes.length - start) {
			throw truncated(this.#path, 'its pickle breaks off');
		}
		this.position = start + count;
		return start;
	}

	#byte(): number {
		return this.#view.getUint8(this.#take(1));
	}

	#length4(): number {
		return this.#view.getUint32(this.#take(4), true);
	}

	#length8(): number {
		return Number(this.#view.getBigUint64(this.#take(8), true));
	}

	#slice(length: number): Uint8Array {
		const start = this.#take(length);
		return this.#bytes.subarray(start, start + length);
	}

	#text(length: number): string {
		return decodeText.decode(this.#slice(length));
	}

	#line(): string {
		const end = this.#bytes.indexOf(0x0a, this.position);
		if (end < 0) {
			throw truncated(this.#path, 'its pickle breaks off');
		}
		const text = this.#text(end - this.position);
		this.position = end + 1;
		return text;
	}

	/** Two's complement, little-endian; a bigint only beyond the safe integers. */
	#integer(length: number): number | bigint {
		if (length > longestInteger) {
			throw tooLarge(this.#path, `its pickle has an integer of ${length} bytes`);
		}
		let value = 0n;
		this.#slice(length).forEach((byte, index) => {
			value |= BigInt(byte) << BigInt(8 * index);
		});
		value = BigInt.asIntN(8 * length, value);
		return Number.isSafeInteger(Number(value)) ? Number(value) : value;
	}
}
