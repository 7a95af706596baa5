// What an export could not hold as it is. Every loss is told, each kind in one sentence.

import { lossDescriptions, type Loss, type LossKind } from '../corpus/corpus';

/** Beside those of annotated data in general. */
const ownDescriptions = {
	guardedFormula: "cells that a spreadsheet would take for a formula, written with a ' before them",
	forbiddenCharacter: 'texts with characters that XML cannot hold, written as U+FFFD',
	widenedToTokens: 'entities that begin or end inside a token, widened to the whole of it',
	withoutSentence: 'entities outside of every sentence, which are left out',
} as const;

export type ExportLossKind = LossKind | keyof typeof ownDescriptions;

export interface ExportLoss extends Omit<Loss, 'kind'> {
	readonly kind: ExportLossKind;
}

export const exportLossDescriptions: Readonly<Record<ExportLossKind, string>> = { ...lossDescriptions, ...ownDescriptions };

/** Examples that are given of each kind. */
const examplesTold = 3;

/** Counts losses, and keeps a few examples of each kind. */
export class LossTally {
	readonly #kinds = new Map<ExportLossKind, { count: number; readonly examples: ExportLoss[] }>();

	add(loss: ExportLoss): void {
		const kind = this.#kinds.get(loss.kind) ?? { count: 0, examples: [] };
		this.#kinds.set(loss.kind, kind);
		kind.count++;
		if (kind.examples.length < examplesTold) {
			kind.examples.push(loss);
		}
	}

	/** A line for each kind of loss: how many, what became of them, and a few of them. */
	get lines(): readonly string[] {
		return [...this.#kinds].map(([kind, { count, examples }]) => {
			const told = examples.map(({ document, what }) => (what === '' ? document : `${document}: ${what}`));
			return `${count} ${exportLossDescriptions[kind]} (${told.join('; ')}${count > examplesTold ? '; …' : ''})`;
		});
	}
}

/** As LossTally tells them. */
export function lossLines(losses: readonly ExportLoss[]): readonly string[] {
	const tally = new LossTally();
	losses.forEach((loss) => tally.add(loss));
	return tally.lines;
}
