// The names and sizes in a zip file, from its central directory. Unpacks nothing.

import { readFileSync } from 'node:fs';

const endOfDirectory = 0x06054b50;
const directoryEntry = 0x02014b50;

/** @param {string} file @returns {{ name: string, bytes: number }[]} bytes: unpacked */
export function listZip(file) {
	const data = readFileSync(file);
	let end = data.length - 22;
	while (end >= 0 && data.readUInt32LE(end) !== endOfDirectory) {
		end--;
	}
	if (end < 0) {
		throw new Error(`${file} is not a zip file.`);
	}
	const entries = [];
	let at = data.readUInt32LE(end + 16);
	for (let i = data.readUInt16LE(end + 10); i > 0; i--) {
		if (data.readUInt32LE(at) !== directoryEntry) {
			throw new Error(`${file} has a broken directory.`);
		}
		const nameLength = data.readUInt16LE(at + 28);
		entries.push({
			name: data.toString('utf8', at + 46, at + 46 + nameLength),
			bytes: data.readUInt32LE(at + 24),
		});
		at += 46 + nameLength + data.readUInt16LE(at + 30) + data.readUInt16LE(at + 32);
	}
	return entries;
}
