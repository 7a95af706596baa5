// The report of a document: what the command line prints, with places in every way of counting.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { neverCancelled } from '../../../src/base/cancellation';
import { EngineExtractor } from '../../../src/cli/engineExtractor';
import type { EngineClient } from '../../../src/client/engineClient';
import type { LoadedModel } from '../../../src/engine/engine';
import { immediateReader } from '../../../src/extraction/documentReader';
import { extractDocument } from '../../../src/extraction/extractDocument';
import { extractionReport } from '../../../src/extraction/extractionReport';
import { SentenceCache } from '../../../src/extraction/sentenceCache';
import type { SentenceExtractor } from '../../../src/extraction/sentenceExtractor';
import { bundleProgram, type BundledProgram } from '../bundledProgram';
import { createClient, extractionOptions, Forks, portableLocation } from '../client/engineProcess';
import { loadPortableModel, portableSentences } from '../engine/portableModel';
import { RecordingExtractor } from './recordingExtractor';

async function reportOf(extractor: SentenceExtractor, source: string) {
	const request = { source, format: 'markdown', reader: immediateReader, extractor, cache: new SentenceCache(), cancellation: neverCancelled } as const;
	const { model, extraction } = await extractDocument(request);
	return extractionReport('notes.md', source, model, extraction);
}

describe('extractionReport', () => {
	it('gives each place in UTF-16 units, code points, lines and columns', async () => {
		const source = 'One 😀 line.\r\n\r\nThe 😀 **HMM** here.\r\n';
		const { entities } = await reportOf(new RecordingExtractor(), source);
		const start = source.indexOf('HMM');
		expect(entities).toEqual([
			{
				id: 'e1',
				type: 'Acronym',
				text: 'HMM',
				score: 0.75,
				start,
				end: start + 3,
				startCodePoint: [...source.slice(0, start)].length,
				endCodePoint: [...source.slice(0, start)].length + 3,
				line: 3,
				column: 10,
				endLine: 3,
				endColumn: 13,
				alternatives: [
					{ type: 'Letter', score: 0.2 },
					{ type: '', score: 0.05 },
				],
				ranges: [{ start, end: start + 3 }],
				sentence: 2,
			},
		]);
	});

	it('names the file, the model and the device', async () => {
		const { file, model, device } = await reportOf(new RecordingExtractor(), 'The HMM.');
		expect({ file, model, device }).toEqual({ file: 'notes.md', model: { name: 'capitals', hash: 'hash' }, device: 'cpu' });
	});
});

describe('the engine in this process and the engine process', () => {
	let server: BundledProgram;
	let forks: Forks;
	let client: EngineClient;
	let loaded: LoadedModel;
	beforeAll(async () => {
		server = bundleProgram('src/server/main.ts');
		forks = new Forks(server.path);
		client = createClient(forks);
		loaded = await loadPortableModel();
	});
	afterAll(async () => {
		client.dispose();
		loaded.model.dispose();
		await forks.allEnded();
		server.dispose();
	});

	it('give the same report for the same text and model, to the byte', async () => {
		const source = portableSentences.map((tokens) => tokens.join(' ')).join('\n\n');
		const remote: SentenceExtractor = {
			optionsKey: JSON.stringify(extractionOptions),
			model: (token) => client.loadModel(portableLocation, token),
			extract: async (sentences, token) => {
				const params = { location: portableLocation, options: extractionOptions, sentences: sentences.map((tokens) => [...tokens]) };
				return (await client.extract(params, token)).sentences;
			},
		};
		const inProcess = await reportOf(new EngineExtractor(loaded, extractionOptions), source);
		expect(JSON.stringify(await reportOf(remote, source))).toBe(JSON.stringify(inProcess));
		expect(inProcess.entities.length).toBeGreaterThan(20);
		expect(inProcess.relations.length).toBeGreaterThan(10);
		for (const { start, end, text } of inProcess.entities) {
			expect(source.slice(start, end)).toBe(text);
		}
	});
});
