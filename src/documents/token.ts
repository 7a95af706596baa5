// A token, and what counts as an emoji in every way of splitting text into tokens.

/** `start` and `end` are UTF-16 offsets into the text that was given, `end` exclusive; `text` is exactly what lies there. */
export interface Token {
	readonly text: string;
	readonly start: number;
	readonly end: number;
}

const pictograph = '(?:\\p{Emoji_Presentation}|(?=\\p{Extended_Pictographic})[\\u{1F000}-\\u{1FFFF}]|\\p{Extended_Pictographic}\\uFE0F)';

/** Source of a pattern (flag `u`) for one emoji as a reader sees it: flags, skin tones, keycaps and joined ones are one. */
export const emojiPattern =
	`(?:\\p{Regional_Indicator}{2}|[0-9#*]\\uFE0F\\u20E3|` +
	`${pictograph}\\uFE0F?\\p{Emoji_Modifier}?(?:\\u200D\\p{Extended_Pictographic}\\uFE0F?\\p{Emoji_Modifier}?)*)`;
