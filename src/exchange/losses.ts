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

/** A line for each kind of loss: how many, what became of them, and a few of them. */
export function lossLines(losses: readonly ExportLoss[]): readonly string[] {
	const byKind = new Map<ExportLossKind, ExportLoss[]>();
	for (const loss of losses) {
		const known = byKind.get(loss.kind);
		if (known === undefined) {
			byKind.set(loss.kind, [loss]);
		} else {
			known.push(loss);
		}
	}
	return [...byKind].map(([kind, all]) => {
		const examples = all.slice(0, examplesTold).map(({ document, what }) => (what === '' ? document : `${document}: ${what}`));
		const more = all.length > examplesTold ? '; …' : '';
		return `${all.length} ${exportLossDescriptions[kind]} (${examples.join('; ')}${more})`;
	});
}
