// A folder of brat's documents: a .txt file and the .ann file of the same name for each.

import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { BratDocument } from '../corpus/brat';
import { fileUnreadable, fileUnwritable } from './errors';
import { writeOutputFile } from './outputFile';
import { readTextFile } from './textFile';

/** In the order of their names; a text without annotations has none. Errors: those of reading text files. */
export async function readBratFolder(folder: string): Promise<readonly BratDocument[]> {
	const names = await readdir(folder).catch((failure: unknown) => {
		throw fileUnreadable(folder, failure);
	});
	const present = new Set(names);
	const documents: BratDocument[] = [];
	for (const name of names.filter((file) => file.endsWith('.txt')).sort()) {
		const id = name.slice(0, -'.txt'.length);
		const annotations = present.has(`${id}.ann`) ? await readTextFile(join(folder, `${id}.ann`)) : '';
		documents.push({ id, text: await readTextFile(join(folder, name)), annotations });
	}
	return documents;
}

/** Makes the folder if need be. Names are made of the ids, in characters that every system allows. */
export async function writeBratFolder(folder: string, documents: readonly BratDocument[]): Promise<void> {
	await mkdir(folder, { recursive: true }).catch((failure: unknown) => {
		throw fileUnwritable(folder, failure);
	});
	const taken = new Set<string>();
	for (const { id, text, annotations } of documents) {
		const name = fileName(id, taken);
		await writeOutputFile(join(folder, `${name}.txt`), text);
		await writeOutputFile(join(folder, `${name}.ann`), annotations);
	}
}

/** Windows knows no difference between capital and small letters, and has devices for some names. */
function fileName(id: string, taken: Set<string>): string {
	const plain = id.replace(/[^\w.-]/g, '_').replace(/^\.+|\.+$/g, '').slice(0, 100);
	const base = plain === '' || /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(plain) ? `document_${plain}` : plain;
	let name = base;
	for (let number = 2; taken.has(name.toLowerCase()); number++) {
		name = `${base}_${number}`;
	}
	taken.add(name.toLowerCase());
	return name;
}
