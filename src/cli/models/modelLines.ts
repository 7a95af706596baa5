// Models and plans of downloads as `spert models` prints them for people.

import { referenceRelationThreshold } from '../../engine/spert/relationThresholds';
import type { DownloadPlan, ModelPlace, ModelResults, ModelSummary } from '../../protocol/modelFiles';

type SpertSummary = Extract<ModelSummary, { readonly kind: 'spert' }>;

const titles: Readonly<Record<ModelPlace, string>> = {
	embedded: 'Embedded',
	workspace: 'In the folders',
	downloaded: 'Downloaded',
	named: 'Named',
};

/** A line a model, under the name of its place. */
export function listLines(models: readonly ModelSummary[]): string {
	let place: ModelPlace | undefined;
	let text = '';
	for (const model of models) {
		text += model.place === place ? '' : `${place === undefined ? '' : '\n'}${titles[model.place]}\n`;
		place = model.place;
		text += `  ${model.name}  ${summary(model)}\n    ${model.path}\n`;
	}
	return text;
}

function summary(model: ModelSummary): string {
	switch (model.kind) {
		case 'spert': {
			const { entityTypes, relationTypes, results } = model;
			const scores = results === undefined ? '' : ` · F1 ${percent(results.entityF1)} / ${percent(results.relationF1)} (${results.dataset})`;
			return `${megabytes(model.bytes)} · ${entityTypes.length} entity types, ${relationTypes.length} relation types${scores}`;
		}
		case 'encoder':
			return `${megabytes(model.bytes)} · encoder, for training · ${model.encoder}`;
		case 'broken':
			return `cannot be used: ${model.problem}`;
		default:
			return model satisfies never;
	}
}

/** All that is known of a model, a line each. */
export function infoLines(model: ModelSummary, hash: string | undefined): string {
	const rows: [string, string | undefined][] = [
		['Model', model.name],
		['Folder', model.path],
		['Size', megabytes(model.bytes)],
		['From', model.source && `${model.source.from}${model.source.revision === undefined ? '' : ` at ${model.source.revision}`}`],
		['Licence', model.source && (model.source.licence ?? 'none stated')],
	];
	switch (model.kind) {
		case 'broken':
			rows.push(['Problem', model.problem]);
			break;
		case 'encoder':
		case 'spert':
			rows.push(['Encoder', model.encoder], ['Weights', `${(model.parameters / 1e6).toFixed(1)} million, ${model.precision}`]);
			if (model.kind === 'encoder') {
				rows.push(['Use', 'an encoder without entity and relation classifiers: for training']);
				break;
			}
			rows.push(['Heads', model.heads]);
			rows.push(['Entities', model.entityTypes.join(', ')], ['Relations', model.relationTypes.join(', ') || 'none']);
			rows.push(['Shown', thresholdsLine(model.thresholds)]);
			if (model.results !== undefined) {
				const { dataset, float32 } = model.results;
				rows.push(['F1', `${scoresLine(model.results)} (micro, ${dataset})`]);
				if (float32 !== undefined) {
					rows.push(['float32', `${scoresLine(float32)}, before it was quantised`]);
				}
			}
			break;
		default:
			model satisfies never;
	}
	rows.push(['Hash', hash]);
	return rows.flatMap(([title, text]) => (text === undefined ? [] : [`${title.padEnd(10)}${text}\n`])).join('');
}

function thresholdsLine(thresholds: SpertSummary['thresholds']): string {
	if (thresholds === undefined) {
		return `relations from ${referenceRelationThreshold} on`;
	}
	const own = Object.entries(thresholds.relationTypes).map(([type, threshold]) => `, ${type} from ${threshold}`);
	return `relations from ${thresholds.relation} on${own.join('')} (the model's own thresholds)`;
}

function scoresLine({ entityF1, relationF1, relationWithEntitiesF1 }: Omit<ModelResults, 'dataset' | 'float32'>): string {
	return `entities ${percent(entityF1)}, relations ${percent(relationF1)}, with entity types ${percent(relationWithEntitiesF1)}`;
}

/** What is about to be downloaded, and from where. */
export function planLines({ from, revision, licence, files, size, present, folder, isDownloaded }: DownloadPlan): string {
	const rows = files.map(
		({ name, size: bytes, isChecked }) => `  ${name}  ${bytes === undefined ? 'size not told' : megabytes(bytes)}${isChecked ? '' : ', no checksum'}\n`,
	);
	const there = present > 0 && !isDownloaded ? `, of which ${megabytes(present)} are there` : '';
	return [
		`${from}${revision === undefined ? '' : ` at ${revision}`}\n`,
		...rows,
		`Licence: ${licence ?? 'none stated'}\n`,
		`Size: ${megabytes(size)}${there}\n`,
		`Folder: ${folder}${isDownloaded ? ' (it is there already)' : ''}\n`,
	].join('');
}

/** In millions of bytes. */
export function megabytes(bytes: number): string {
	return `${(bytes / 1e6).toFixed(bytes < 1e5 ? 3 : 1)} MB`;
}

function percent(value: number | null): string {
	return value === null ? '–' : value.toFixed(1);
}
