// What a corpus may be called.

/** Names are part of Redis keys and of folders. */
export const corpusNamePattern = /^[A-Za-z0-9][\w.-]{0,63}$/;

/** A name that is allowed, as like another one (of a folder, say) as can be. */
export function corpusNameOf(text: string): string {
	const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').replace(/[^\w.-]+/g, '-').replace(/^[^A-Za-z0-9]+|-+$/g, '');
	return plain === '' ? 'corpus' : plain.slice(0, 64);
}
