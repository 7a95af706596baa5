// That a peer of the protocol has sent something else than the protocol, or our model's interface, says.

/** Its message is a part of a sentence, without a full stop. */
export class MalformedMessage extends Error {
	override readonly name = 'MalformedMessage';
}
