// The formats that results are exported in: one table for the editor and the command line.

import { writeConll } from '../corpus/conll';
import type { CorpusDocument, Written } from '../corpus/corpus';
import { writeDygiepp } from '../corpus/dygiepp';
import { writePredictions, writeSpertJson } from '../corpus/spertJson';
import type { KnowledgeGraph } from '../knowledge/entities/entity';
import { corpusOf } from './annotatedCorpus';
import { writeBratStandoff } from './bratStandoff';
import { writeCsv } from './csv';
import type { Exported, ExportedDocument } from './exportedDocument';
import { gexf } from './gexf';
import { graphMl } from './graphMl';
import { writeJsonLines } from './jsonLines';
import type { ExportLoss } from './losses';
import { writeTurtle } from './turtle';
import { writeWebAnnotation } from './webAnnotation';
import { allowedInXml } from './xml';

export interface ExportFormat {
	readonly title: string;
	/** Of the file, without a full stop; undefined for a folder of files. */
	readonly extension: string | undefined;
	readonly holds: string;
	/** What it never holds. What single documents lose beyond it is told when they are written. */
	readonly loses: string;
	readonly write: (documents: readonly ExportedDocument[], graph: KnowledgeGraph) => Exported;
}

const scoresAndPlaces = 'scores, places in the document, markup';

export const exportFormats = {
	jsonl: {
		title: 'SpERT JSON lines',
		extension: 'jsonl',
		holds: 'every mention and relation with its place, score and next best types',
		loses: 'digits of scores after the sixth',
		write: writeJsonLines,
	},
	csv: {
		title: 'CSV tables',
		extension: undefined,
		holds: 'entities.csv and relations.csv with documents, sentences, places and scores',
		loses: 'next best types',
		write: writeCsv,
	},
	webannotation: {
		title: 'W3C Web Annotation',
		extension: 'jsonld',
		holds: 'an annotation a mention, by position and quote, and a linking one a relation',
		loses: 'next best types',
		write: writeWebAnnotation,
	},
	turtle: {
		title: 'RDF Turtle',
		extension: 'ttl',
		holds: 'entities, mentions, sentences and relations with document, model and score',
		loses: 'next best types, sentences without entities',
		write: writeTurtle,
	},
	graphml: {
		title: 'GraphML',
		extension: 'graphml',
		holds: 'the relation graph: entities and relations with types, counts and scores',
		loses: 'single mentions, all but the surest sentence of a relation',
		write: (documents, graph) => graphFile('graph.graphml', documents, graph, graphMl),
	},
	gexf: {
		title: 'GEXF',
		extension: 'gexf',
		holds: 'the relation graph: entities and relations with types, counts and scores',
		loses: 'single mentions, all but the surest sentence of a relation',
		write: (documents, graph) => graphFile('graph.gexf', documents, graph, gexf),
	},
	brat: {
		title: 'brat standoff',
		extension: undefined,
		holds: 'the documents as .txt, mentions and relations as .ann, scores as notes',
		loses: 'next best types, the model',
		write: writeBratStandoff,
	},
	spert: {
		title: 'SpERT JSON',
		extension: 'json',
		holds: 'tokens, entities and relations of each sentence, as SpERT trains on them',
		loses: scoresAndPlaces,
		write: (documents) => corpusFile('dataset.json', documents, writeSpertJson),
	},
	predictions: {
		title: 'SpERT predictions',
		extension: 'json',
		holds: "the same to the byte as the reference's predictions file",
		loses: `${scoresAndPlaces}, which document a sentence is of`,
		write: (documents) => corpusFile('predictions.json', documents, (all) => ({ output: writePredictions(all.flatMap(({ sentences }) => sentences)), losses: [] })),
	},
	dygiepp: {
		title: 'DyGIE++ JSON lines',
		extension: 'jsonl',
		holds: 'tokens, entities and relations of each document',
		loses: scoresAndPlaces,
		write: (documents) => corpusFile('documents.jsonl', documents, writeDygiepp),
	},
	conll: {
		title: 'CoNLL (BIO)',
		extension: 'conll',
		holds: 'a token and its tag a line',
		loses: `relations, overlapping entities, ${scoresAndPlaces}`,
		write: (documents) => corpusFile('documents.conll', documents, (all) => writeConll(all, 'bio')),
	},
	'conll-bilou': {
		title: 'CoNLL (BILOU)',
		extension: 'conll',
		holds: 'a token and its tag a line',
		loses: `relations, overlapping entities, ${scoresAndPlaces}`,
		write: (documents) => corpusFile('documents.conll', documents, (all) => writeConll(all, 'bilou')),
	},
} as const satisfies Readonly<Record<string, ExportFormat>>;

export type ExportFormatId = keyof typeof exportFormats;

export const exportFormatIds = Object.keys(exportFormats) as ExportFormatId[];

/** @param graph over just these documents */
export function exportResults(format: ExportFormatId, documents: readonly ExportedDocument[], graph: KnowledgeGraph): Exported {
	return exportFormats[format].write(documents, graph);
}

function corpusFile(name: string, documents: readonly ExportedDocument[], write: (all: readonly CorpusDocument[]) => Written<string>): Exported {
	const losses: ExportLoss[] = [];
	const { output, losses: more } = write(corpusOf(documents, losses));
	return { files: [{ name, text: output }], losses: [...losses, ...more] };
}

function graphFile(name: string, documents: readonly ExportedDocument[], graph: KnowledgeGraph, write: typeof graphMl): Exported {
	const known = documents.map((document) => document.known);
	const losses = [...graph.entities.values()].flatMap(({ forms, mentions: [first] }): ExportLoss[] => {
		const forbidden = forms.find((form) => allowedInXml(form.text) !== form.text);
		return forbidden === undefined ? [] : [{ kind: 'forbiddenCharacter', document: first?.document ?? '', what: JSON.stringify(forbidden.text) }];
	});
	return { files: [{ name, text: write(graph, known) }], losses };
}
