// What can go wrong with a server that reads sentences for us. Words of the server are cut short and stripped before they are shown.

import { UserError } from '../base/userError';

const setting = 'spert.engine.url';

/** @param url as it may be shown */
export function serverUrlInvalid(url: string, reason: string): UserError {
	return new UserError({
		code: 'inference.urlInvalid',
		problem: `${url} cannot be the URL of a server: ${reason}.`,
		remedy: 'Give it as https://HOST:PORT, with /v2/models/NAME behind it where the model is not called spert.',
		setting,
	});
}

export function serverAway(origin: string, cause: unknown): UserError {
	return new UserError(
		{
			code: 'inference.serverAway',
			problem: `The server ${origin} cannot be reached (${reasonOf(cause)}).`,
			remedy: 'Check that it runs and that the URL is right, or do without it: this machine can compute too.',
			setting,
		},
		{ cause },
	);
}

export function certificateRefused(origin: string, cause: unknown): UserError {
	return new UserError(
		{
			code: 'inference.certificateRefused',
			problem: `The certificate of ${origin} is not trusted (${reasonOf(cause)}); nothing was sent.`,
			remedy: 'Name the certificate of its authority in the environment variable NODE_EXTRA_CA_CERTS.',
			setting,
		},
		{ cause },
	);
}

export function serverBusy(origin: string): UserError {
	return new UserError({
		code: 'inference.serverBusy',
		problem: `The server ${origin} takes no more requests now, although it was asked again and again.`,
		remedy: 'Try again later, or let it take more requests at once.',
		setting,
	});
}

export function redirected(origin: string): UserError {
	return new UserError({
		code: 'inference.redirected',
		problem: `The server ${origin} sends requests on to another place; they are not followed there.`,
		remedy: 'Give the URL of the server itself, and check that no login page stands in between.',
		setting,
	});
}

/** @param hasToken whether one was sent */
export function tokenRefused(origin: string, hasToken: boolean): UserError {
	return new UserError({
		code: 'inference.tokenRefused',
		problem: hasToken ? `The server ${origin} does not accept the token.` : `The server ${origin} asks for a token, and there is none.`,
		remedy: 'Set it with "SpERT: Set Server Token…" in the editor, in the environment variable SPERT_ENGINE_TOKEN on the command line.',
		setting,
	});
}

export function modelNotFound(origin: string, model: string): UserError {
	return new UserError({
		code: 'inference.modelNotFound',
		problem: `The server ${origin} has no model called "${plain(model)}".`,
		remedy: 'Give the model’s name in the URL: https://HOST:PORT/v2/models/NAME.',
		setting,
	});
}

export function notOurModel(origin: string, model: string): UserError {
	return new UserError({
		code: 'inference.notOurModel',
		problem: `The model "${plain(model)}" of ${origin} is not served as a SpERT model.`,
		remedy: 'Give the URL of a server that was started with spert serve, or of one that gives the same tensors.',
		setting,
	});
}

export function modelChanged(origin: string): UserError {
	return new UserError({
		code: 'inference.modelChanged',
		problem: `The server ${origin} has another model than when this document was begun.`,
		remedy: 'Extract it again.',
	});
}

export function answerMalformed(origin: string, reason: string): UserError {
	return new UserError({
		code: 'inference.answerMalformed',
		problem: `The server ${origin} has given an answer that cannot be used: ${plain(reason)}.`,
		remedy: 'Check that the URL is that of a server of the Open Inference Protocol, version 2, and that both are of the same release.',
		setting,
	});
}

export function answerTooLarge(origin: string, limit: number): UserError {
	return new UserError({
		code: 'inference.answerTooLarge',
		problem: `The server ${origin} has given an answer of more than ${limit >> 20} MB.`,
		remedy: 'Check that the URL is that of the right server: results are smaller.',
		setting,
	});
}

export function requestTooLarge(origin: string): UserError {
	return new UserError({
		code: 'inference.requestTooLarge',
		problem: `A sentence is larger than what the server ${origin} takes in one request.`,
		remedy: 'Let the server take more (spert serve --max-body), or check that the document is text.',
	});
}

/** @param words the server's own */
export function requestRefused(origin: string, status: number, words: string): UserError {
	return new UserError({
		code: 'inference.requestRefused',
		problem: `The server ${origin} has refused to read sentences (status ${status}${words === '' ? '' : `: ${plain(words)}`}).`,
		remedy: 'See the server’s own log for the reason.',
		setting,
	});
}

/** Whether a failure is the server's: then no other document fares better. */
export function isOfAllDocuments({ code }: UserError): boolean {
	return code.startsWith('inference.') && code !== 'inference.requestTooLarge' && code !== 'inference.modelChanged';
}

/** What comes from elsewhere, on one line and not too long. */
function plain(text: string): string {
	const line = text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim().replace(/\.$/, '');
	return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}

/** Failures of several addresses of a host come as one that has them. */
function reasonOf(cause: unknown): string {
	if (cause instanceof AggregateError && cause.errors.length > 0) {
		return reasonOf(cause.errors[0]);
	}
	return cause instanceof Error ? plain(cause.message) : plain(String(cause));
}
