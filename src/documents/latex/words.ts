// Judges strings that are not prose by how they look: names that an author uses as words, and names that only a program
// reads.

/** The word that a reference prints, by the usual prefixes of labels. */
export function referenceNoun(label: string): string | undefined {
	const prefix = /^([a-zA-Z]+)/.exec(label)?.[1]?.toLowerCase() ?? '';
	const nouns: readonly (readonly [RegExp, string])[] = [
		[/^fig/, 'Figure'],
		[/^tab|^tbl/, 'Table'],
		[/^(?:sub)*sec|^ch/, 'Section'],
		[/^eq/, 'Equation'],
		[/^alg/, 'Algorithm'],
		[/^app/, 'Appendix'],
		[/^(?:thm|theorem)/, 'Theorem'],
		[/^lem/, 'Lemma'],
		[/^def/, 'Definition'],
	];
	return nouns.find(([pattern]) => pattern.test(prefix))?.[1];
}

/** Labels, paths, key-value lists and lengths: "fig:overview", "output/count.txt", "width=2cm", "-.05em". */
export function isIdentifier(text: string): boolean {
	return (
		text.length <= 200 &&
		(/^[^\s{}\\]*[:/_=][^\s{}\\]*$/.test(text) || /^-?[\d.]+(?:em|ex|pt|cm|mm|in|\\[a-z]+)?$/.test(text)) &&
		!/^\d+\/\d+$/.test(text)
	);
}

/** Inline code that reads as a name in its sentence: `fit`, `scikit-learn`, `train!`, `yacht sketch`; no expression. */
export function isName(code: string): boolean {
	return code.length <= 80 && /^[\p{L}\p{N}_.+/:@!?#-]+(?:\(\))?(?: [\p{L}\p{N}_.+/:@-]+){0,3}$/u.test(code);
}

const layoutStart =
	/^(?:(?:cat|lc|uc|sf|math)code$|looseness$|(?:pre)?tolerance$|icml|insert|page|begin|end|flush|ragged|make|print|the[a-z]|set[a-z]|new|if|no[a-z]*(?:break|indent|line|number)|show|use|every|this|expandafter|csname|global|immediate|outer|long$|else$|fi$|or$|and$|today$|jobname$)/i;

const layoutEnd =
	/(?:skip|width|height|sep|penalty|size|indent|space|margin|fill?|rule|line|break|page|style|font|shape|series|family|matter|offset|depth|color|group|box|counter|label|stretch|barrier|spacing|flush|columns?|strut|kern|balance|landscape|portrait|symbol|credits|hash|badness)$/i;

/** Commands without arguments that set lengths, fonts and pages or draw icons, as far as their names tell. */
export function isLayout(name: string): boolean {
	return name.length < 3 || /[^a-zA-Z]|^fa[A-Z]/.test(name) || layoutStart.test(name) || layoutEnd.test(name);
}
