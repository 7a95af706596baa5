// Where a served model is: a server's URL, perhaps with the model's name, as people write it.

import { serverUrlInvalid } from './errors';

export interface ServerAddress {
	/** Before "/v2": no slash at its end. */
	readonly base: string;
	/** Name of the model on the server. */
	readonly model: string;
	/** Scheme, host and port: for people, and for what a token belongs to. */
	readonly origin: string;
	/** Whether what is sent can be read on its way: plain HTTP to another machine. */
	readonly isOpen: boolean;
}

/** The name under which `spert serve` serves a model that is given no other. */
export const usualModelName = 'spert';

/**
 * @param url "https://host:port", with "/v2/models/NAME" behind it for a model of another name than the usual one
 * Errors: inference.urlInvalid.
 */
export function serverAddress(url: string): ServerAddress {
	if (!URL.canParse(url)) {
		throw serverUrlInvalid(shown(url), 'it is no URL');
	}
	const parsed = new URL(url);
	const { protocol, origin, hostname, pathname, search, hash } = parsed;
	if (protocol !== 'https:' && protocol !== 'http:') {
		throw serverUrlInvalid(shown(url), `${protocol} is neither https: nor http:`);
	}
	if (parsed.username !== '' || parsed.password !== '') {
		throw serverUrlInvalid(origin, 'it carries a user name or a password, which would be kept where settings are');
	}
	if (search !== '' || hash !== '') {
		throw serverUrlInvalid(origin + pathname, 'it has something behind its path');
	}
	const [, prefix = '', name] = /^(.*?)\/*(?:\/v2(?:\/models\/([^/]+))?)?\/*$/.exec(pathname) ?? [];
	return {
		base: `${origin}${prefix}`,
		model: name === undefined ? usualModelName : decoded(name, url),
		origin,
		isOpen: protocol === 'http:' && !isLoopback(hostname),
	};
}

/** @param host as in a URL, or as it is listened on */
export function isLoopback(host: string): boolean {
	return /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);
}

function decoded(name: string, url: string): string {
	try {
		return decodeURIComponent(name);
	} catch {
		throw serverUrlInvalid(shown(url), 'its path is not encoded as a URL is');
	}
}

/** What cannot be read as a URL may hold a password all the same. */
function shown(url: string): string {
	return `"${url.replace(/\/\/[^/@]*@/, '//').slice(0, 200)}"`;
}
