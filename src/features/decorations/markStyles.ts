// How a mention is drawn: a tint and a line below the words, in the colour of its type's slot. The line's style differs
// too, so that colour is never alone; nested mentions stack their lines; low scores fade the tint.

import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { entityColors } from '../../host/contributions';

/** What decides how a mention is drawn; equal looks share a decoration type. */
export interface MarkLook {
	/** Slot of the entity type, from 0. */
	readonly slot: number;
	/** How sure the model is. */
	readonly certainty: 'sure' | 'likely' | 'unsure';
	/** How many mentions lie around this one. */
	readonly depth: number;
	/** Whether its sentence has changed since it was read. */
	readonly stale: boolean;
}

/** Neighbouring slots differ in style; wavy is what editors use for problems. */
const lineStyles = ['solid', 'dotted', 'dashed', 'double'] as const;
/** Pixels by which a nested mention's line lies above that of the one around it. */
const lineStep = 3;

export class MarkStyles implements Disposable {
	readonly #owned = new DisposableStore();
	readonly #types = new Map<string, vscode.TextEditorDecorationType>();

	/** Every decoration type that was made so far. */
	get all(): Iterable<vscode.TextEditorDecorationType> {
		return this.#types.values();
	}

	of(look: MarkLook): vscode.TextEditorDecorationType {
		const key = `${look.slot} ${look.certainty} ${look.depth} ${look.stale}`;
		const known = this.#types.get(key);
		if (known !== undefined) {
			return known;
		}
		const type = this.#owned.add(vscode.window.createTextEditorDecorationType(renderOptions(look)));
		this.#types.set(key, type);
		return type;
	}

	dispose(): void {
		this.#owned.dispose();
		this.#types.clear();
	}
}

export function certaintyOf(score: number): MarkLook['certainty'] {
	return score >= 0.8 ? 'sure' : score >= 0.5 ? 'likely' : 'unsure';
}

function renderOptions({ slot, certainty, depth, stale }: MarkLook): vscode.DecorationRenderOptions {
	const colors = entityColors(slot);
	const tint = { sure: colors.background, likely: colors.faintBackground, unsure: undefined }[certainty];
	// Decorations with a border are drawn as boxes behind the text, one each, so nested ones don't merge into one style;
	// `translate` and `opacity` come along with the style, as VS Code has no option of its own for either.
	const extra = `; box-sizing: border-box; translate: 0 ${-lineStep * depth}px${stale ? '; opacity: 0.35' : ''}`;
	return {
		borderWidth: `0 0 ${lineStyles[slot % lineStyles.length] === 'double' ? 3 : 2}px 0`,
		borderStyle: `${lineStyles[slot % lineStyles.length] ?? 'solid'}${extra}`,
		borderColor: new vscode.ThemeColor(colors.line),
		...(tint === undefined || stale ? {} : { backgroundColor: new vscode.ThemeColor(tint) }),
		overviewRulerColor: new vscode.ThemeColor(colors.line),
		overviewRulerLane: vscode.OverviewRulerLane.Center,
		rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
	};
}
