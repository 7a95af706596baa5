// Text as XML 1.0 can hold it.

/** What XML 1.0 forbids even as a reference: control characters, lone halves of surrogate pairs, U+FFFE and U+FFFF. */
const forbidden = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

const references: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	// As they are, a reader would take these in an attribute for spaces, and a carriage return anywhere for a line feed.
	'\t': '&#9;',
	'\n': '&#10;',
	'\r': '&#13;',
};

/** With U+FFFD for each character that XML 1.0 cannot hold. */
export function allowedInXml(text: string): string {
	return text.replace(forbidden, '\uFFFD');
}

/** For content and for attributes in double quotes. */
export function xmlText(text: string): string {
	return allowedInXml(text).replace(/[&<>"\t\n\r]/g, (character) => references[character] ?? character);
}
