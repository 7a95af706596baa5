// The address of a queue: redis:// or rediss:// with user and password, which nobody else gets to see.

import { addressInvalid } from './errors';

export interface QueueAddress {
	readonly host: string;
	readonly port: number;
	readonly username: string | undefined;
	readonly password: string | undefined;
	readonly database: number;
	/** TLS. */
	readonly isSecure: boolean;
	/** For people and logs: without user and password. */
	readonly shown: string;
}

const usualPort = 6379;

/** Errors: queue.addressInvalid, which does not repeat the address. */
export function parseAddress(text: string): QueueAddress {
	if (!URL.canParse(text)) {
		throw addressInvalid('it is no URL');
	}
	const { protocol, hostname, port, username, password, pathname, search, hash } = new URL(text);
	if (protocol !== 'redis:' && protocol !== 'rediss:') {
		throw addressInvalid('it begins neither with redis:// nor with rediss://');
	}
	if (hostname === '') {
		throw addressInvalid('it names no host');
	}
	if (search !== '' || hash !== '') {
		throw addressInvalid('nothing may follow the number of the database');
	}
	const [, database = '0'] = /^\/?(\d{0,5})$/.exec(pathname) ?? [];
	if (database === '0' && !['', '/', '/0'].includes(pathname)) {
		throw addressInvalid('its path is no number of a database');
	}
	const number = port === '' ? usualPort : Number(port);
	return {
		// Of IPv6 a URL has brackets around it.
		host: hostname.replace(/^\[(.*)\]$/, '$1'),
		port: number,
		username: decoded(username),
		password: decoded(password),
		database: Number(database),
		isSecure: protocol === 'rediss:',
		shown: `${protocol}//${hostname}:${number}${Number(database) === 0 ? '' : `/${Number(database)}`}`,
	};
}

function decoded(part: string): string | undefined {
	try {
		return part === '' ? undefined : decodeURIComponent(part);
	} catch (failure) {
		if (failure instanceof URIError) {
			throw addressInvalid('a per cent sign in user or password is not written %25');
		}
		throw failure;
	}
}

/** A text of somebody else's, an error of a library's say, without what must not be seen. */
export function withoutSecrets(text: string, { username, password }: QueueAddress): string {
	return [password, username].reduce<string>(
		(shown, secret) => (secret === undefined ? shown : shown.replaceAll(secret, '***').replaceAll(encodeURIComponent(secret), '***')),
		text,
	);
}
