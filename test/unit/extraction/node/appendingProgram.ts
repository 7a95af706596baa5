// Appends numbered records to a file, in batches, and says after each up to which number: FILE FROM COUNT.

import { RecordFile } from '../../../../src/extraction/node/recordFile';

const [path = '', from = '', count = ''] = process.argv.slice(2);
const batch = 50;

async function main(): Promise<void> {
	const file = await RecordFile.open(path, 1 << 16);
	for (let number = Number(from); number < Number(from) + Number(count); number += batch) {
		const numbers = Array.from({ length: batch }, (_, index) => number + index);
		await file.append(
			numbers.map((each) => ({
				key: String(each).padStart(16, '\u00e9'),
				payload: Buffer.from(`${each % 3 === 0 ? 'SpR1' : ''}${'x'.repeat((each * 7) % 300)}${each}`),
			})),
		);
		process.stdout.write(`${number + batch}.\n`);
	}
	file.dispose();
}

void main();
