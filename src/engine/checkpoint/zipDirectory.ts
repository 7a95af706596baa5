// The directory of a zip archive as torch.save writes it: stored entries only, zip64 or not. Reads no entry's data and
// decompresses nothing: a compressed entry is refused, so that no entry can be larger than the file.

import { type ByteFile } from './byteFile';
import { malformed, tooLarge, truncated } from './errors';

export interface ZipEntry {
	readonly name: string;
	/** Of the data, in bytes from the file's start. */
	readonly offset: number;
	readonly byteLength: number;
	readonly crc32: number;
}

const endRecordLength = 22;
const longestComment = 0xffff;
const endSignature = 0x06054b50;
const zip64LocatorSignature = 0x07064b50;
const zip64EndSignature = 0x06064b50;
const entrySignature = 0x02014b50;
const localSignature = 0x04034b50;
const localHeaderLength = 30;
/** Ten times what a very large model has. */
const mostEntries = 20_000;
const largestDirectory = 1 << 24;

/** Errors: checkpoint.truncated (no directory at the end), checkpoint.malformed, checkpoint.tooLarge. */
export async function readZipDirectory(file: ByteFile): Promise<ReadonlyMap<string, ZipEntry>> {
	const { count, offset, length } = await locateDirectory(file);
	if (count > mostEntries || length > largestDirectory) {
		throw tooLarge(file.path, `it declares ${count} entries`);
	}
	const directory = await file.read(offset, length);
	const headers = parseDirectory(file, directory, count);
	const entries = new Map<string, ZipEntry>();
	let sum = 0;
	for (const header of headers) {
		const entry = await locateData(file, header);
		sum += entry.byteLength;
		if (entries.has(entry.name)) {
			throw malformed(file.path, `it has two entries named "${entry.name}"`);
		}
		entries.set(entry.name, entry);
	}
	if (sum > file.size) {
		throw malformed(file.path, 'its entries overlap');
	}
	return entries;
}

interface DirectoryLocation {
	readonly count: number;
	readonly offset: number;
	readonly length: number;
}

async function locateDirectory(file: ByteFile): Promise<DirectoryLocation> {
	const tailLength = Math.min(file.size, endRecordLength + longestComment);
	const tailStart = file.size - tailLength;
	const tail = await file.read(tailStart, tailLength);
	const view = new DataView(tail.buffer);
	let at = tailLength - endRecordLength;
	while (at >= 0 && !(view.getUint32(at, true) === endSignature && at + endRecordLength + view.getUint16(at + 20, true) <= tailLength)) {
		at--;
	}
	if (at < 0) {
		throw truncated(file.path, 'the directory at its end is missing');
	}
	const location = {
		count: view.getUint16(at + 10, true),
		length: view.getUint32(at + 12, true),
		offset: view.getUint32(at + 16, true),
	};
	const locatorAt = at - 20;
	if (locatorAt >= 0 && view.getUint32(locatorAt, true) === zip64LocatorSignature) {
		return await readZip64End(file, safeNumber(file, view.getBigUint64(locatorAt + 8, true)));
	}
	return location;
}

async function readZip64End(file: ByteFile, offset: number): Promise<DirectoryLocation> {
	const view = new DataView((await file.read(offset, 56)).buffer);
	if (view.getUint32(0, true) !== zip64EndSignature) {
		throw malformed(file.path, 'its zip64 directory is not where it should be');
	}
	return {
		count: safeNumber(file, view.getBigUint64(32, true)),
		length: safeNumber(file, view.getBigUint64(40, true)),
		offset: safeNumber(file, view.getBigUint64(48, true)),
	};
}

interface EntryHeader {
	readonly name: string;
	readonly byteLength: number;
	readonly crc32: number;
	readonly localOffset: number;
}

function parseDirectory(file: ByteFile, bytes: Uint8Array, count: number): EntryHeader[] {
	const view = new DataView(bytes.buffer);
	const headers: EntryHeader[] = [];
	let at = 0;
	for (let index = 0; index < count; index++) {
		if (at + 46 > bytes.length || view.getUint32(at, true) !== entrySignature) {
			throw malformed(file.path, 'its zip directory is damaged');
		}
		const nameLength = view.getUint16(at + 28, true);
		const extraLength = view.getUint16(at + 30, true);
		const commentLength = view.getUint16(at + 32, true);
		const next = at + 46 + nameLength + extraLength + commentLength;
		if (next > bytes.length) {
			throw malformed(file.path, 'its zip directory is damaged');
		}
		const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength));
		const encrypted = (view.getUint16(at + 8, true) & 1) !== 0;
		if (view.getUint16(at + 10, true) !== 0 || encrypted) {
			throw malformed(file.path, `the entry "${name}" is compressed or encrypted, which torch.save never does`);
		}
		const extra = new DataView(bytes.buffer, at + 46 + nameLength, extraLength);
		const sizes = wideFields(file, extra, {
			length: view.getUint32(at + 24, true),
			stored: view.getUint32(at + 20, true),
			localOffset: view.getUint32(at + 42, true),
		});
		if (sizes.length !== sizes.stored) {
			throw malformed(file.path, `the entry "${name}" declares two different sizes`);
		}
		headers.push({ name, byteLength: sizes.length, crc32: view.getUint32(at + 16, true), localOffset: sizes.localOffset });
		at = next;
	}
	return headers;
}

interface EntrySizes {
	readonly length: number;
	readonly stored: number;
	readonly localOffset: number;
}

/** Fields of 0xffffffff stand in the zip64 extra field, in this order, and only those. */
function wideFields(file: ByteFile, extra: DataView, narrow: EntrySizes): EntrySizes {
	let at = 0;
	while (at + 4 <= extra.byteLength) {
		const tag = extra.getUint16(at, true);
		const end = at + 4 + extra.getUint16(at + 2, true);
		if (tag === 1) {
			let field = at + 4;
			const widen = (value: number): number => {
				if (value !== 0xffffffff) {
					return value;
				}
				if (field + 8 > Math.min(end, extra.byteLength)) {
					throw malformed(file.path, 'its zip directory is damaged');
				}
				field += 8;
				return safeNumber(file, extra.getBigUint64(field - 8, true));
			};
			const length = widen(narrow.length);
			const stored = widen(narrow.stored);
			return { length, stored, localOffset: widen(narrow.localOffset) };
		}
		at = end;
	}
	return narrow;
}

/** Where an entry's data begins stands in its local header, whose extra field (padding) differs from the directory's. */
async function locateData(file: ByteFile, header: EntryHeader): Promise<ZipEntry> {
	const { name, byteLength, crc32, localOffset } = header;
	const view = new DataView((await file.read(localOffset, localHeaderLength)).buffer);
	if (view.getUint32(0, true) !== localSignature) {
		throw malformed(file.path, `the entry "${name}" is not where the directory says`);
	}
	const offset = localOffset + localHeaderLength + view.getUint16(26, true) + view.getUint16(28, true);
	if (offset + byteLength > file.size) {
		throw truncated(file.path, `the entry "${name}" reaches beyond its end`);
	}
	return { name, offset, byteLength, crc32 };
}

function safeNumber(file: ByteFile, value: bigint): number {
	if (value > BigInt(Number.MAX_SAFE_INTEGER)) {
		throw malformed(file.path, 'it declares an impossible size');
	}
	return Number(value);
}
