// What the first bytes of a file say of it: whether it is a store at all, whole, and of a version that is known.

import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { storeDamaged, storeForeign, storeNewer, storeUnreadable } from '../errors';
import { storeApplicationId, storeVersion } from './storeFormat';

const magic = 'SQLite format 3\0';
const headerLength = 100;

/** Errors: graph.storeUnreadable, graph.storeForeign, graph.storeNewer, graph.storeDamaged. */
export function checkHeader(path: string): void {
	const { header, size } = readHeader(path);
	if (header.length < headerLength || header.toString('latin1', 0, magic.length) !== magic || header.readUInt32BE(68) !== storeApplicationId) {
		throw storeForeign(path);
	}
	const version = header.readUInt32BE(60);
	if (version !== storeVersion) {
		throw storeNewer(path, version, storeVersion);
	}
	// 1 stands for 65536.
	const pageSize = header.readUInt16BE(16) === 1 ? 65_536 : header.readUInt16BE(16);
	const expected = pageSize * header.readUInt32BE(28);
	if (expected !== size) {
		throw storeDamaged(path, `it has ${size} bytes of ${expected}`);
	}
}

function readHeader(path: string): { header: Buffer; size: number } {
	try {
		const file = openSync(path, 'r');
		try {
			const header = Buffer.alloc(headerLength);
			return { header: header.subarray(0, readSync(file, header, 0, headerLength, 0)), size: fstatSync(file).size };
		} finally {
			closeSync(file);
		}
	} catch (failure) {
		throw storeUnreadable(path, failure);
	}
}
