import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textHash } from '../../../src/queue/documentJob';
import { checkedResult, packResult } from '../../../src/queue/resultRecord';
import { someCorpus, someDocument, someLine, someReport, someResult } from './someCorpus';

const text = 'Parsing needs a neural parser';
const document = someDocument('a.md', text);
const report = someReport(text);
const [first, second] = report.entities;

describe('a result that a worker hands in', () => {
	it('becomes the line that the plain command prints, under the name of this document and of the corpus\'s model', () => {
		expect(checkedResult(someResult(text), document, someCorpus)).toEqual({ kind: 'line', line: someLine('a.md', text) });
	});

	const wrong: readonly (readonly [string, Buffer])[] = [
		['nothing', Buffer.alloc(0)],
		['no JSON', gzipSync('{')],
		['another form', gzipSync('{"version":1}')],
		['another document', packResult(textHash('other'), report)],
		['another model', packResult(document.sha256, { ...report, model: { name: 'some', hash: textHash('x') } })],
		['an entity beyond the text', packResult(document.sha256, { ...report, entities: [{ ...first!, end: text.length + 1 }], relations: [] })],
		['words beyond the entity', packResult(document.sha256, { ...report, entities: [{ ...first!, ranges: [{ start: 2, end: 9 }] }], relations: [] })],
		['an unknown type', packResult(document.sha256, { ...report, entities: [{ ...first!, type: 'Virus' }], relations: [] })],
		['two entities of one name', packResult(document.sha256, { ...report, entities: [first!, { ...second!, id: 'e1' }], relations: [] })],
		['a relation to nothing', packResult(document.sha256, { ...report, entities: [first!] })],
		['an entity in no sentence', packResult(document.sha256, { ...report, sentences: [] })],
		['a sentence beyond the text', packResult(document.sha256, { ...report, sentences: [{ number: 1, start: 0, end: 99, text }] })],
		['an unknown relation', packResult(document.sha256, { ...report, relations: [{ ...report.relations[0]!, type: 'Eats' }] })],
		['a score above 1', packResult(document.sha256, { ...report, entities: [{ ...first!, score: 1.5 }], relations: [] })],
		['more than any result may have', gzipSync(Buffer.alloc(300 * 1024 * 1024, 0x20))],
	];
	it.each(wrong)('is not believed with %s', (_what, packed) => {
		expect(checkedResult(packed, document, someCorpus).kind).toBe('invalid');
	});

	it('is a line or refused, whatever bytes there are', () => {
		const whole = someResult(text);
		fc.assert(
			fc.property(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 }), (at, byte) => {
				const bytes = Buffer.from(whole);
				bytes[at] = byte;
				const checked = checkedResult(bytes, document, someCorpus);
				expect(checked.kind === 'invalid' || checked.line === someLine('a.md', text)).toBe(true);
			}),
			{ numRuns: 300 },
		);
	});
});
