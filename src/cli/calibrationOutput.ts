// What a calibration found, for people with a reliability diagram in characters, and as JSON.

import type { BeforeAndAfter, CalibrationReport } from '../engine/calibration/calibration';
import type { OffsetChoice } from '../engine/calibration/entityOffset';
import type { Reliability, ReliabilityBin } from '../engine/calibration/reliability';

export interface PrintedCalibration {
	readonly model: { readonly name: string; readonly hash: string };
	/** The file's name. */
	readonly dataset: string;
	readonly documents: number;
	/** Identifiers, in the model's order. */
	readonly relationTypes: readonly string[];
	/** Thresholds that the model had, by type. */
	readonly before: readonly number[];
	readonly chosen: OffsetChoice;
	readonly report: CalibrationReport;
}

/** One object, without line feeds; scores and F1 from 0 to 1. */
export function calibrationJson({ model, dataset, documents, relationTypes, before, chosen, report }: PrintedCalibration): string {
	const { calibration, parts, entities, relations, shownRelations, relationF1 } = report;
	const { temperature, relations: scaling, thresholds } = calibration;
	const byType = (values: readonly number[]): Record<string, number> =>
		Object.fromEntries(relationTypes.map((type, index) => [type, rounded(values[index] ?? thresholds.common)]));
	return JSON.stringify(
		{
			model,
			dataset,
			documents,
			crossValidationParts: parts,
			noEntityOffset: chosen.offset,
			temperature,
			relationSlope: scaling.slope,
			relationOffset: scaling.offset,
			thresholds: {
				before: byType(before),
				relation: thresholds.common,
				relationTypes: byType(thresholds.ofTypes),
				isKept: thresholds.isKept,
				leastExamples: Number.isFinite(thresholds.leastExamples) ? thresholds.leastExamples : null,
			},
			entities,
			entityF1: chosen.entityF1,
			relations,
			shownRelations,
			relationF1,
		},
		(_key, value: unknown) => (typeof value === 'number' ? rounded(value) : value),
	);
}

export function calibrationLines(printed: PrintedCalibration): string {
	const { model, dataset, documents, relationTypes, before, chosen, report } = printed;
	const { calibration, parts, entities, relations, shownRelations, relationF1 } = report;
	const { temperature, relations: scaling, thresholds } = calibration;
	const own = relationTypes.map((type, index) => `${type} ${hundredths(thresholds.ofTypes[index] ?? thresholds.common)}`);
	const rule = thresholds.isKept
		? 'the same relations as before: no other thresholds did better in cross-validation'
		: Number.isFinite(thresholds.leastExamples)
			? `types with at least ${thresholds.leastExamples} annotated relations have their own`
			: 'own ones for types did not help in cross-validation';
	const had = [...new Set(before.map(hundredths))].join(', ');
	const rows = [
		['Model', `${model.name} (${model.hash.slice(0, 12)})`],
		['Dataset', `${dataset}, ${documents} documents; "after" is by cross-validation in ${parts} parts`],
		['Entities', `"no entity" ${chosen.offset < 0 ? '' : '+'}${hundredths(chosen.offset)}, temperature ${temperature.toFixed(3)}`],
		['Relations', `slope ${scaling.slope.toFixed(3)}, offset ${scaling.offset.toFixed(3)}`],
		['Thresholds', `${hundredths(thresholds.common)} for relations; ${rule}`],
		...(new Set(thresholds.ofTypes).size > 1 ? [['', own.join(', ')]] : []),
	];
	const measures = [
		measure('entities', 'calibration error', entities, ({ reliability }) => percent(reliability.expectedCalibrationError)),
		measure('', 'negative log likelihood', entities, ({ loss }) => loss.toFixed(4)),
		measure('', 'micro F1', chosen.entityF1, percent),
		measure('relations, all candidates', 'calibration error', relations, ({ reliability }) => percent(reliability.expectedCalibrationError)),
		measure('', 'negative log likelihood', relations, ({ loss }) => loss.toFixed(4)),
		measure('relations that are shown', 'calibration error', shownRelations, ({ expectedCalibrationError }) => percent(expectedCalibrationError)),
		measure('', `micro F1 (before: from ${had} on)`, relationF1, percent),
	];
	return [
		...rows.map(([title = '', text = '']) => `${title.padEnd(12)}${text}\n`),
		`\n${''.padEnd(62)}${'before'.padStart(10)}${'after'.padStart(10)}\n`,
		...measures,
		`\nF1 with offset and thresholds chosen on the very documents that it is measured on: entities ${percent(chosen.entityF1.fitted)}, ` +
			`relations ${percent(relationF1.fitted)}; expect those above.\n`,
		...diagram('Entities, before', entities.before.reliability),
		...diagram('Entities, after', entities.after.reliability),
		...diagram('Relations, before', relations.before.reliability),
		...diagram('Relations, after', relations.after.reliability),
	].join('');
}

function measure<T>(title: string, name: string, { before, after }: BeforeAndAfter<T>, text: (value: T) => string): string {
	return `${title.padEnd(27)}${name.padEnd(35)}${text(before).padStart(10)}${text(after).padStart(10)}\n`;
}

const width = 40;

/** A line a bin: the bar is the share that is right, the | where it would end if scores were probabilities. */
function diagram(title: string, { bins, expectedCalibrationError }: Reliability): string[] {
	const shown = bins.filter(({ count }) => count > 0);
	return [
		`\n${title} (calibration error ${percent(expectedCalibrationError)})\n`,
		`${'score'.padEnd(12)}${'count'.padStart(7)}${'mean'.padStart(7)}${'right'.padStart(7)}\n`,
		...shown.map((bin) => {
			const { from, to, count, meanScore, shareRight } = bin;
			const columns = [String(count), hundredths(meanScore), hundredths(shareRight)].map((text) => text.padStart(7)).join('');
			return `${`${from.toFixed(1)}-${to.toFixed(1)}`.padEnd(12)}${columns}  ${bar(bin)}\n`;
		}),
	];
}

function bar({ meanScore, shareRight }: ReliabilityBin): string {
	const [filled, mark] = [Math.round(shareRight * width), Math.round(meanScore * width)];
	return Array.from({ length: Math.max(filled, mark + 1) }, (_, column) => (column === mark ? '|' : column < filled ? '#' : ' ')).join('');
}

function percent(share: number): string {
	return (100 * share).toFixed(2);
}

function hundredths(value: number): string {
	return value.toFixed(2);
}

/** Six decimals, which are more than a development set can tell. */
function rounded(value: number): number {
	return Math.round(value * 1e6) / 1e6;
}
