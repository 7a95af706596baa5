// The formats of exports and imports in a person's language.

import * as vscode from 'vscode';
import type { ExportFormatId } from '../../exchange/exportFormats';

export interface FormatText {
	readonly title: string;
	readonly holds: string;
	readonly loses: string;
}

/** As src/exchange/exportFormats.ts has them in English. */
export function exportFormatTexts(): Readonly<Record<ExportFormatId, FormatText>> {
	const scoresAndPlaces = vscode.l10n.t('without scores, places in the document and markup');
	const graph = {
		holds: vscode.l10n.t('The relation graph: entities and relations with types, counts and scores'),
		loses: vscode.l10n.t('without single mentions and all but the surest sentence of a relation'),
	};
	const conll = {
		holds: vscode.l10n.t('A token and its tag a line'),
		loses: vscode.l10n.t('without relations, overlapping entities, scores, places in the document and markup'),
	};
	return {
		jsonl: {
			title: vscode.l10n.t('SpERT JSON lines'),
			holds: vscode.l10n.t('Every mention and relation with its place, score and next best types'),
			loses: vscode.l10n.t('without digits of scores after the sixth'),
		},
		csv: {
			title: vscode.l10n.t('CSV tables'),
			holds: vscode.l10n.t('entities.csv and relations.csv with documents, sentences, places and scores'),
			loses: vscode.l10n.t('without next best types'),
		},
		webannotation: {
			title: vscode.l10n.t('W3C Web Annotation'),
			holds: vscode.l10n.t('An annotation a mention, by position and quote, and a linking one a relation'),
			loses: vscode.l10n.t('without next best types'),
		},
		turtle: {
			title: vscode.l10n.t('RDF Turtle'),
			holds: vscode.l10n.t('Entities, mentions, sentences and relations with document, model and score'),
			loses: vscode.l10n.t('without next best types and sentences without entities'),
		},
		graphml: { title: vscode.l10n.t('GraphML'), ...graph },
		gexf: { title: vscode.l10n.t('GEXF'), ...graph },
		brat: {
			title: vscode.l10n.t('brat standoff'),
			holds: vscode.l10n.t('The documents as .txt, mentions and relations as .ann, scores as notes'),
			loses: vscode.l10n.t('without next best types and the model'),
		},
		spert: {
			title: vscode.l10n.t('SpERT JSON'),
			holds: vscode.l10n.t('Tokens, entities and relations of each sentence, as SpERT trains on them'),
			loses: scoresAndPlaces,
		},
		predictions: {
			title: vscode.l10n.t('SpERT predictions'),
			holds: vscode.l10n.t("Like the reference's predictions file, to the byte"),
			loses: scoresAndPlaces,
		},
		dygiepp: {
			title: vscode.l10n.t('DyGIE++ JSON lines'),
			holds: vscode.l10n.t('Tokens, entities and relations of each document'),
			loses: scoresAndPlaces,
		},
		conll: { title: vscode.l10n.t('CoNLL (BIO)'), ...conll },
		'conll-bilou': { title: vscode.l10n.t('CoNLL (BILOU)'), ...conll },
	};
}
