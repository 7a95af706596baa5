// How a corpus stands, as a person reads it and as JSON.

import { timeLeft, type Corpus, type CorpusStatus, type FailedDocument } from '../../queue/corpus';
import type { CorpusLine } from '../../protocol/corpusLines';
import type { CorpusPlace } from './place';

export interface ShownStatus {
	readonly corpus: Corpus;
	readonly place: CorpusPlace;
	readonly status: CorpusStatus;
	/** Documents a second; undefined where nothing tells. */
	readonly rate: number | undefined;
	readonly failures: readonly FailedDocument[] | undefined;
}

/** An object a line; no address in it has a password. */
export function statusJson({ corpus: { name, model, options }, place, status, rate, failures }: ShownStatus): string {
	const left = timeLeft(status, rate);
	const { rate: _rate, ...counts } = status;
	return jsonLine({
		kind: 'status',
		name,
		place: place.shown,
		model: { name: model.name, hash: model.hash },
		options,
		...counts,
		...(rate === undefined ? {} : { rate }),
		...(left === undefined ? {} : { secondsLeft: Math.round(left) }),
		...(failures === undefined ? {} : { failures: failures.map(({ file, failure }) => ({ file, ...failure })) }),
	});
}

/** Without a line feed. */
export function jsonLine(line: CorpusLine & { readonly options?: Corpus['options'] }): string {
	return JSON.stringify(line);
}

export function statusText({ corpus: { name, model, options }, place, status, rate, failures }: ShownStatus): string {
	const lines = [
		`${name} at ${place.shown}, read with ${model.name} (${model.hash.slice(0, 12)}, ${options.precision})`,
		countsText(status, rate),
		...(failures ?? []).map(({ file, failure }) => `${file}: ${failure.problem} [${failure.code}]`),
	];
	return lines.map((line) => `${line}\n`).join('');
}

export function countsText(status: CorpusStatus, rate: number | undefined): string {
	const { documents, done, failed, active, waiting, delayed, submitting } = status;
	const left = timeLeft(status, rate);
	const parts = [
		`${done} of ${documents} documents done`,
		...(failed > 0 ? [`${failed} failed`] : []),
		...(active > 0 ? [`${active} being read`] : []),
		...(waiting > 0 ? [`${waiting} waiting`] : []),
		...(delayed > 0 ? [`${delayed} to be tried again`] : []),
		...(submitting ? ['more being submitted'] : []),
		...(rate === undefined || rate <= 0 ? [] : [`${rate.toPrecision(3)} a second`]),
		...(left === undefined || left <= 0 ? [] : [`${durationText(left)} left`]),
	];
	return parts.join(', ');
}

/** 59 s, 12 min, 3.5 h, 12 days. */
function durationText(seconds: number): string {
	if (seconds < 100) {
		return `${Math.ceil(seconds)} s`;
	}
	if (seconds < 6000) {
		return `${Math.ceil(seconds / 60)} min`;
	}
	return seconds < 48 * 3600 ? `${(seconds / 3600).toFixed(1)} h` : `${Math.ceil(seconds / 86_400)} days`;
}
