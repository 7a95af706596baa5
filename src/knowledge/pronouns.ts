// Words that stand for an entity named before: no list of names should hold them.

const pronouns = new Set(
	'he her him his i it its itself me my one ones our she that their them themselves these they this those us we which who you your'.split(' '),
);

export function isPronoun(text: string): boolean {
	// "WHO", "US", "IT" are names.
	const isUpperCase = text.length > 1 && text === text.toUpperCase();
	return !isUpperCase && pronouns.has(text.toLowerCase());
}
