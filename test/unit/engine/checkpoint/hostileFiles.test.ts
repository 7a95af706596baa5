// Files that are damaged, foreign or made to do harm: each ends in an error that says so, and nothing in them runs.

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../../src/base/userError';
import { type StoredTensor } from '../../../../src/engine/checkpoint/tensorMap';
import { readWeights } from '../../../../src/engine/checkpoint/weights';
import {
	bytes,
	dict,
	failureCode,
	floats,
	global,
	integer,
	pickle,
	safetensors,
	tensor,
	text,
	torchLegacy,
	torchZip,
	tuple,
	uint32,
	uint64,
	withFolder,
	zip,
} from './torchFiles';

async function readBin(content: Uint8Array): Promise<ReadonlyMap<string, StoredTensor>> {
	return await withFolder({ 'pytorch_model.bin': content }, readWeights);
}

async function readSafetensors(content: Uint8Array): Promise<ReadonlyMap<string, StoredTensor>> {
	return await withFolder({ 'model.safetensors': content }, readWeights);
}

const soundPickle = pickle(dict(text('a'), tensor('0', 6, [2, 3], [3, 1]), text('b'), tensor('0', 6, [3, 2], [1, 3])));
const soundStorages = { '0': floats(1, 2, 3, 4, 5, 6) };
const soundZip = torchZip(soundPickle, soundStorages);
const soundLegacy = torchLegacy(soundPickle, soundStorages);
const soundSafetensors = safetensors(
	{ a: { dtype: 'F32', shape: [2, 2], data_offsets: [0, 16] }, b: { dtype: 'F16', shape: [4], data_offsets: [16, 24] } },
	new Uint8Array(24).fill(60),
);

describe('sound files made by hand', () => {
	it.each([
		['zip', soundZip],
		['legacy', soundLegacy],
	])('%s: views of one storage come out row by row', async (_, content) => {
		const weights = await readBin(content);
		const values = (name: string): number[] => {
			const found = weights.get(name)!.bytes;
			return [...new Float32Array(found.buffer, found.byteOffset, 6)];
		};
		expect(values('a')).toEqual([1, 2, 3, 4, 5, 6]);
		expect(values('b')).toEqual([1, 4, 2, 5, 3, 6]);
	});

	it('safetensors', async () => {
		expect([...(await readSafetensors(soundSafetensors)).keys()]).toEqual(['a', 'b']);
	});
});

describe('pickles that ask for more than data', () => {
	const marker = '/tmp/a-pickle-was-run';
	const command = text(`touch ${marker}`);
	const bombs: [string, Uint8Array][] = [
		['os.system', pickle(global('os', 'system'), tuple(command), 'R')],
		['posix.system', pickle(bytes([0x8c, 5], 'posix', [0x8c, 6], 'system', [0x93]), tuple(command), 'R')],
		['builtins.eval', pickle(global('builtins', 'eval'), tuple(command), 'R')],
		['__builtin__.getattr', pickle(global('__builtin__', 'getattr'), tuple(command, command), 'R')],
		['torch.load', pickle(global('torch', 'load'), tuple(command), 'R')],
		['torch._utils._rebuild_device_tensor_from_numpy', pickle(global('torch._utils', '_rebuild_device_tensor_from_numpy'))],
		['subprocess.Popen', pickle('(', command, 'i', 'subprocess\nPopen\n')],
		['collections.OrderedDict', pickle(global('collections', 'OrderedDict'), tuple(), [0x81])],
		['collections.OrderedDict.__reduce__', pickle(global('collections', 'OrderedDict.__reduce__'))],
		['copyreg extension', pickle([0x82, 1])],
	];

	it.each(bombs)('%s is refused by name, in a zip and in the old format', async (name, bomb) => {
		for (const content of [torchZip(bomb), torchLegacy(bomb), bomb]) {
			const failure = await readBin(content).catch((error: unknown) => error);
			expect(failure).toBeInstanceOf(UserError);
			expect((failure as UserError).code).toBe('checkpoint.unsafePickle');
			expect((failure as UserError).problem).toContain(name);
		}
		expect(existsSync(marker)).toBe(false);
	});

	it('a bomb hidden in a list of an otherwise sound checkpoint is refused too', async () => {
		const bomb = bytes(global('os', 'system'), tuple(command), 'R');
		const hidden = pickle(dict(text('a'), tensor('0', 6, [6], [1]), text('x'), bytes(']', bomb, 'a')));
		expect(await failureCode(readBin(torchZip(hidden, soundStorages)))).toBe('checkpoint.unsafePickle');
	});

	it('allowed names called with anything but data are malformed', async () => {
		for (const call of [
			bytes(global('torch._utils', '_rebuild_tensor_v2'), tuple(command), 'R'),
			bytes(global('collections', 'OrderedDict'), tuple(command), 'R'),
			bytes(global('torch', 'FloatStorage'), tuple(), 'R'),
			bytes(text('os.system'), tuple(command), 'R'),
			bytes(text('storage'), 'Q'),
			bytes('u'),
			bytes('h', 7),
		]) {
			expect(await failureCode(readBin(torchZip(pickle(call))))).toBe('checkpoint.malformed');
		}
	});
});

describe('files that would grow in memory', () => {
	const tooLarge = 'checkpoint.tooLarge';

	it('a tensor of stride 0 cannot unfold to gigabytes', async () => {
		const root = pickle(dict(text('a'), tensor('0', 6, [30_000, 30_000], [0, 0])));
		expect(await failureCode(readBin(torchZip(root, soundStorages)))).toBe(tooLarge);
	});

	it('dicts that contain one another many times over are not walked without end', async () => {
		const levels = Array.from({ length: 40 }, (_, level) =>
			bytes('}', 'q', level + 1, '(', text('a'), 'h', level, text('b'), 'h', level, 'u0h', level + 1, '0'),
		);
		expect(await failureCode(readBin(torchZip(pickle('}', 'q', 0, '0', ...levels, 'h', 40))))).toBe(tooLarge);
	});

	it('a dict that contains itself ends', async () => {
		const root = pickle('}', 'q', 0, text('a'), 'h', 0, 's');
		expect(await failureCode(readBin(torchZip(root)))).toBe(tooLarge);
	});

	it.each([
		['a deep stack', bytes(new Uint8Array(100_000).fill(0x4e))],
		['many containers', bytes('}0'.repeat(300_000))],
		['a huge integer', bytes([0x8b], uint32(100_000), new Uint8Array(100_000))],
		['one long list of pairs for many dicts', manyOrderedDicts()],
	])('%s is refused', async (_, program) => {
		expect(await failureCode(readBin(torchZip(pickle(program))))).toBe(tooLarge);
	});

	function manyOrderedDicts(): Uint8Array {
		const pairs = new Array<Uint8Array>(30_000).fill(bytes('h', 0));
		const list = bytes(text('k'), text('v'), [0x86], 'q', 0, '0', '](', ...pairs, 'e', [0x85], 'q', 1, '0');
		const calls = new Array<Uint8Array>(1000).fill(bytes('h', 2, 'h', 1, 'R0'));
		return bytes(list, global('collections', 'OrderedDict'), 'q', 2, '0', ...calls);
	}

	it.each([
		['a text', bytes('X', uint32(0xffffffff), 'abc')],
		['a long text', bytes([0x8d], uint64(2 ** 50), 'abc')],
		['bytes', bytes('B', uint32(0xfffffff0))],
	])('%s longer than its pickle breaks off without being allocated', async (_, program) => {
		expect(await failureCode(readBin(torchZip(pickle(program))))).toBe('checkpoint.truncated');
	});

	it('a storage longer than its data is refused', async () => {
		const root = pickle(dict(text('a'), tensor('0', 2 ** 30, [2 ** 30], [1])));
		expect(await failureCode(readBin(torchZip(root, soundStorages)))).toBe('checkpoint.malformed');
		expect(await failureCode(readBin(torchLegacy(root, soundStorages)))).toBe('checkpoint.malformed');
	});

	it('a tensor that reaches beyond its storage is refused', async () => {
		for (const view of [tensor('0', 6, [7], [1]), tensor('0', 6, [2, 3], [4, 1]), tensor('0', 6, [2], [1], 5)]) {
			expect(await failureCode(readBin(torchZip(pickle(dict(text('a'), view)), soundStorages)))).toBe('checkpoint.malformed');
		}
	});
});

describe('zip archives', () => {
	const data = pickle(dict());
	const name = 'archive/data.pkl';
	const declaredAs = (declared: object): Uint8Array => zip([{ name, data, declared }]);

	it.each([
		['compressed', declaredAs({ method: 8 }), 'checkpoint.malformed'],
		['of two sizes', declaredAs({ size: 1 << 30, storedSize: data.length }), 'checkpoint.malformed'],
		['larger than the file', declaredAs({ size: 0xfffffff0 }), 'checkpoint.truncated'],
		['named twice', zip([{ name, data }, { name, data }]), 'checkpoint.malformed'],
		['without data.pkl', zip([{ name: 'word/document.xml', data }]), 'checkpoint.unknownFormat'],
	])('an entry that is %s is refused', async (_, content, code) => {
		expect(await failureCode(readBin(content))).toBe(code);
	});

	it('a pickle of 20 MB is refused before it is read', async () => {
		const content = zip([{ name, data: new Uint8Array(20_000_000) }]);
		expect(await failureCode(readBin(content))).toBe('checkpoint.tooLarge');
	});

	it('one flipped bit in the weights is found by the checksum', async () => {
		const content = Uint8Array.from(soundZip);
		const at = Buffer.from(content).indexOf(Buffer.from(floats(4, 5)));
		content[at] = content[at]! ^ 1;
		expect(await failureCode(readBin(content))).toBe('checkpoint.malformed');
	});

	it('big-endian data is refused', async () => {
		const content = zip([{ name, data }, { name: 'archive/byteorder', data: bytes('big') }]);
		expect(await failureCode(readBin(content))).toBe('checkpoint.malformed');
	});
});

describe('safetensors headers', () => {
	const entry = (dtype: unknown, shape: unknown, offsets: unknown): object => ({ a: { dtype, shape, data_offsets: offsets } });
	const data = new Uint8Array(16);

	it.each([
		['another size than its shape', entry('F32', [3], [0, 16]), 'checkpoint.malformed'],
		['a negative dimension', entry('F32', [-2, -2], [0, 16]), 'checkpoint.malformed'],
		['a fractional dimension', entry('F32', [0.5, 8], [0, 16]), 'checkpoint.malformed'],
		['an overflowing shape', entry('F32', [2 ** 40, 2 ** 40], [0, 16]), 'checkpoint.malformed'],
		['offsets the wrong way round', entry('F32', [4], [16, 0]), 'checkpoint.malformed'],
		['offsets beyond the file', entry('F32', [8], [0, 32]), 'checkpoint.truncated'],
		['bytes left over', entry('F32', [2], [0, 8]), 'checkpoint.malformed'],
		['two tensors in one place', { ...entry('F32', [2], [0, 8]), b: { dtype: 'F32', shape: [2], data_offsets: [0, 8] } }, 'checkpoint.malformed'],
		['a gap at the start', entry('F32', [2], [8, 16]), 'checkpoint.malformed'],
		['an unknown element type', entry('F8_E4M3', [16], [0, 16]), 'checkpoint.unsupportedTensor'],
		['no shape', { a: { dtype: 'F32', data_offsets: [0, 16] } }, 'checkpoint.malformed'],
		['no object', '{"a": 1', 'checkpoint.malformed'],
	])('%s is refused', async (_, header, code) => {
		expect(await failureCode(readSafetensors(safetensors(header, data)))).toBe(code);
	});

	it('a header longer than the file is refused without being allocated', async () => {
		expect(await failureCode(readSafetensors(bytes(uint64(2 ** 52), '{}')))).toBe('checkpoint.truncated');
	});

	it('a tensor named __proto__ is a tensor like any other', async () => {
		const header = '{"__proto__": {"dtype": "F32", "shape": [4], "data_offsets": [0, 16]}}';
		expect([...(await readSafetensors(safetensors(header, data))).keys()]).toEqual(['__proto__']);
	});
});

describe('damage anywhere', () => {
	const files: [string, Uint8Array][] = [
		['zip', soundZip],
		['legacy', soundLegacy],
		['safetensors', soundSafetensors],
	];

	/** Whatever is read is bounded by the file; whatever fails is the user's to mend. */
	async function expectBoundedOrRefused(content: Uint8Array): Promise<void> {
		try {
			const weights = await readBin(content);
			const total = [...weights.values()].reduce((sum, { bytes: found }) => sum + found.length, 0);
			expect(total).toBeLessThan(4 * content.length + (1 << 20) + 1);
		} catch (failure) {
			expect(failure).toBeInstanceOf(UserError);
		}
	}

	it.each(files)('%s: cut off at any byte it is refused', async (_, content) => {
		for (let length = 0; length < content.length; length++) {
			await expect(failureCode(readBin(content.subarray(0, length))), `${length} bytes`).resolves.toMatch(/^checkpoint\./);
		}
	});

	it.each(['model/pytorch_model.bin', 'ckpt/spert_legacy.bin', 'ckpt/spert.safetensors'])(
		'%s, written by the reference: cut off at a hundred places it is refused',
		async (file) => {
			const content = await readFile(join('test', 'golden', 'portable', file));
			for (let part = 0; part < 100; part++) {
				const length = Math.floor((content.length * part) / 100);
				await expect(failureCode(readBin(content.subarray(0, length))), `${length} bytes`).resolves.toMatch(/^checkpoint\./);
			}
		},
	);

	it.each(files)('%s: any bytes changed, it is read within bounds or refused', async (_, content) => {
		const change = fc.tuple(fc.nat(content.length - 1), fc.nat(255));
		await fc.assert(
			fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
				const damaged = Uint8Array.from(content);
				for (const [at, value] of changes) {
					damaged[at] = value;
				}
				await expectBoundedOrRefused(damaged);
			}),
			{ numRuns: 600 },
		);
	});

	it('any instructions as a pickle are read within bounds or refused', async () => {
		const instructions = [...'(.0NJKMGXUqrhj)t]}aesubQcRio'].map((letter) => letter.charCodeAt(0));
		const instruction = fc.oneof(
			fc.constantFrom(...instructions, 0x80, 0x85, 0x86, 0x87, 0x88, 0x8a, 0x8c, 0x93, 0x94, 0x95).map((byte) => bytes(byte)),
			fc.nat(255).map((byte) => bytes(byte)),
			fc.constantFrom(text('a'), integer(3), tensor('0', 6, [6], [1]), global('collections', 'OrderedDict'), bytes(')R')),
		);
		await fc.assert(
			fc.asyncProperty(fc.array(instruction, { maxLength: 60 }), async (program) => {
				await expectBoundedOrRefused(torchZip(pickle(...program), soundStorages));
			}),
			{ numRuns: 600 },
		);
	});
});
