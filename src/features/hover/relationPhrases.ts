// Relations as sentences, for the types of the corpora that SpERT was published with: SciERC, CoNLL04 and ADE. A relation of any
// other type is named as its model names it.

import * as vscode from 'vscode';

/** What stands between head and tail: "A *is used for* B". By identifier in lower case, its words joined by hyphens. */
const phrases: Readonly<Record<string, () => string>> = {
	'used-for': () => vscode.l10n.t('is used for'),
	'feature-of': () => vscode.l10n.t('is a feature of'),
	'hyponym-of': () => vscode.l10n.t('is a kind of'),
	'part-of': () => vscode.l10n.t('is a part of'),
	'evaluate-for': () => vscode.l10n.t('evaluates'),
	compare: () => vscode.l10n.t('is compared with'),
	conjunction: () => vscode.l10n.t('is named together with'),
	'work-for': () => vscode.l10n.t('works for'),
	kill: () => vscode.l10n.t('killed'),
	'orgbased-in': () => vscode.l10n.t('is based in'),
	'live-in': () => vscode.l10n.t('lives in'),
	'located-in': () => vscode.l10n.t('is located in'),
	'adverse-effect': () => vscode.l10n.t('is an adverse effect of'),
};

/** Undefined where only the model has a name for it. */
export function relationPhrase(type: string): string | undefined {
	const key = type.toLowerCase().replace(/[\s_]+/g, '-');
	return Object.hasOwn(phrases, key) ? phrases[key]?.() : undefined;
}
