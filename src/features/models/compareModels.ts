// "Compare Models on This Document": reads the document with one model after the other (the engine keeps one loaded) and shows what
// they found side by side. The model in use is read last, so that it is the one that stays loaded.

import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { CancellationToken } from '../../base/cancellation';
import { formatOf } from '../../documents/documentFormat';
import { extractDocument, type ExtractedDocument } from '../../extraction/extractDocument';
import { readSettings } from '../../host/settings';
import { compareExtractions, type ComparisonCounts, type ExtractionComparison } from '../../knowledge/compareExtractions';
import type { ModelLocation } from '../../protocol/engineProtocol';
import { EngineProcessExtractor } from '../extraction/engineProcessExtractor';
import type { ExtractionServices } from '../extraction/extractionServices';
import type { ShownComparison } from './comparisonDocuments';
import { comparisonText, type TypeNames } from './comparisonText';

export type ComparisonServices = Pick<ExtractionServices, 'client' | 'reader' | 'cache' | 'foreground' | 'readOptions' | 'locate'>;

export interface DocumentComparison {
	readonly comparison: ExtractionComparison;
	readonly shown: ShownComparison;
}

/**
 * @param otherPath folder of the model that the one in use is compared with
 * Errors: those of the engine and the models; CancelledError.
 */
export async function compareOnDocument(
	document: vscode.TextDocument,
	otherPath: string,
	{ client, reader, cache, foreground, readOptions, locate }: ComparisonServices,
	cancellation: CancellationToken,
	onProgress: (message: string, done: number, total: number) => void,
): Promise<DocumentComparison> {
	const settings = readSettings(document.uri);
	const { maxSpanSize, relationThreshold, entityThreshold } = settings;
	const read = await readOptions.of(document.uri, document.languageId, settings);
	const source = document.getText();
	const turn = foreground.begin();
	const extractWith = async (location: ModelLocation): Promise<ExtractedDocument> =>
		await extractDocument({
			source,
			format: formatOf(document.languageId, document.fileName),
			readOptions: read.options,
			reader,
			extractor: new EngineProcessExtractor(client, location, { maxSpanSize, relationThreshold }),
			cache,
			cancellation,
			entityThreshold,
			breathe: () => new Promise((resolve) => setImmediate(resolve)),
			onProgress: ({ model, done, total }) => onProgress(model.name, done, total),
		});
	try {
		const inUse = locate(settings);
		const b = await extractWith(locate({ ...settings, modelPath: otherPath, typesPath: undefined, tokenizerPath: undefined, engineUrl: undefined }));
		const a = await extractWith(inUse);
		const comparison = compareExtractions(a.extraction, b.extraction);
		const heading = headingOf(a, b, comparison);
		const lineOf = (offset: number): number => document.positionAt(offset).line;
		const side = (which: 'a' | 'b', { model, extraction }: ExtractedDocument): ShownComparison['a'] => ({
			...comparisonText(which, heading, comparison, extraction, lineOf, namesOf(model)),
			name: nameOf(model),
		});
		const title = vscode.l10n.t('{0}: {1} ↔ {2}', basename(document.fileName), a.model.name, b.model.name);
		return { comparison, shown: { title, source: document.uri, a: side('a', a), b: side('b', b) } };
	} finally {
		turn.dispose();
	}
}

/** The same on both sides, so that it is no difference. */
function headingOf(a: ExtractedDocument, b: ExtractedDocument, { entities, relations }: ExtractionComparison): string[] {
	return [
		vscode.l10n.t('Left: {0}', `${nameOf(a.model)} · ${a.extraction.mentions.length} / ${a.extraction.relations.length}`),
		vscode.l10n.t('Right: {0}', `${nameOf(b.model)} · ${b.extraction.mentions.length} / ${b.extraction.relations.length}`),
		vscode.l10n.t('Entities: {0}', countsText(entities)),
		vscode.l10n.t('Relations: {0}', countsText(relations)),
	];
}

/** @returns one line */
export function countsText({ both, otherType, onlyA, onlyB, agreement }: ComparisonCounts): string {
	const percent = (100 * agreement).toFixed(1);
	return vscode.l10n.t('{0} in both, {1} only left, {2} only right, {3} with another type; agreement F1 {4} %', both, onlyA, onlyB, otherType, percent);
}

function nameOf({ name, hash }: ExtractedDocument['model']): string {
	return `${name} (${hash.slice(0, 12)})`;
}

function namesOf({ entityTypes, relationTypes }: ExtractedDocument['model']): TypeNames {
	const entities = new Map(entityTypes.map(({ identifier, verbose }) => [identifier, verbose]));
	const relations = new Map(relationTypes.map(({ identifier, verbose }) => [identifier, verbose]));
	return { entity: (type) => entities.get(type) ?? type, relation: (type) => relations.get(type) ?? type };
}
