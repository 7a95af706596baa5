// How documents and the things in them are named in RDF: documents by references relative to the exported file, as they are
// named within their folder, so that nothing of the machine's folders is told and files can move together.

/** The namespace of the terms that no standard has. */
export const spertTerms = 'urn:spert:terms:';

/** A reference to a document by its path within its folder. */
export function documentReference(name: string): string {
	return name.split(/[\\/]/).map(encodeReference).join('/');
}

/** A reference to something that was found in a document, by its id there. */
export function partReference(name: string, id: string): string {
	return `${documentReference(name)}#${encodeReference(id)}`;
}

export function entityReference(id: string): string {
	return `urn:spert:entity:${encodeReference(id)}`;
}

export function entityTypeReference(identifier: string): string {
	return `urn:spert:entity-type:${encodeReference(identifier)}`;
}

export function relationTypeReference(identifier: string): string {
	return `urn:spert:relation-type:${encodeReference(identifier)}`;
}

export function modelReference(hash: string): string {
	return `urn:spert:model:${encodeReference(hash)}`;
}

/** Percent encoding of all but letters, digits and "-", ".", "_", "~". */
function encodeReference(text: string): string {
	return encodeURIComponent(wellFormed(text)).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** With U+FFFD for halves of surrogate pairs, which no UTF-8 file can hold. */
export function wellFormed(text: string): string {
	return text.replace(/\p{Surrogate}/gu, '\uFFFD');
}
