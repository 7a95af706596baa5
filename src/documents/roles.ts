// What the roles of docutils and Sphinx print of their content: reStructuredText writes :name:`content`, MyST {name}`content`.

/** `start` and `end` are offsets into the content. */
export type RoleReading =
	| { readonly shows: 'nothing' }
	/** The noun of what is referred to. */
	| { readonly shows: 'reference'; readonly label: string }
	| { readonly shows: 'text' | 'name' | 'formula'; readonly start: number; readonly end: number };

/** Roles that print nothing of their content as words. */
const silentRoles = /^(?:cite(?::p|:ps|:alp|:alps|:year|:yearpar|:label|:labelpar|:cts)?|footcite(?::p|:t)?|eq|raw.*|index|bibliography|nbsphinx-math)$/;

/** Roles that print a title of what they refer to: without a text of its own that is unknown here. */
const referenceRoles = /^(?:(?:std:)?ref|(?:std:)?doc|any|numref|download|external.*|sec|fig)$/;

const mathRoles = /^(?:math|latex)$/;

/** Roles of code: what they print is a name. */
const codeRoles = /^(?:code|literal|samp|file|command|program|option|envvar|kbd|(?:py:|c:|cpp:|js:|jl:|r:|rust:)?(?:func|meth|class|mod|attr|data|exc|obj|const|type|macro|member|enum|struct|var|module|function))$/;

/** How a role is read; one that is not known, and the default one (''), prints its content. "text <target>" prints its text. */
export function readRole(role: string, content: string): RoleReading {
	const name = role.toLowerCase();
	const whole = { start: 0, end: content.length };
	const text = /^([^]*?)\s*<[^<>]*>$/.exec(content)?.[1];
	if (silentRoles.test(name)) {
		return { shows: 'nothing' };
	}
	if (mathRoles.test(name)) {
		return { shows: 'formula', ...whole };
	}
	if (name === 'numref' || (text === undefined && referenceRoles.test(name))) {
		return { shows: 'reference', label: content };
	}
	if (text !== undefined) {
		// `<address>`_ prints the address.
		return text === '' ? { shows: 'nothing' } : { shows: 'text', start: 0, end: text.length };
	}
	if (codeRoles.test(name)) {
		const isShort = content.startsWith('~');
		return { shows: 'name', start: isShort ? Math.max(1, content.lastIndexOf('.') + 1) : Number(content.startsWith('!')), end: content.length };
	}
	if (/^(?:abbr|abbreviation|acronym)$/.test(name)) {
		return { shows: 'text', start: 0, end: content.replace(/\s*\([^()]*\)$/, '').length };
	}
	return { shows: 'text', ...whole };
}
