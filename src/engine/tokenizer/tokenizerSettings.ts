// What a folder's tokenizer_config.json says: special tokens and lower-casing.

import { join } from 'node:path';
import * as z from 'zod/mini';
import { readJsonFile } from '../checkpoint/jsonFile';

export interface SpecialTokens {
	readonly unknown: string;
	readonly separator: string;
	readonly pad: string;
	readonly classification: string;
	readonly mask: string;
}

export interface TokenizerSettings {
	/** Only those that the file names. */
	readonly specialTokens: { readonly [Role in keyof SpecialTokens]: string | undefined };
	/** undefined if the file says nothing about it. */
	readonly lowercase: boolean | undefined;
}

const largestSettings = 1 << 22;

// A special token is a text, or an object with its text as content.
const specialToken = z.nullish(z.union([z.string(), z.object({ content: z.string() })]));
const schema = z.object({
	do_lower_case: z.nullish(z.boolean()),
	unk_token: specialToken,
	sep_token: specialToken,
	pad_token: specialToken,
	cls_token: specialToken,
	mask_token: specialToken,
});

/**
 * Settings of an unexpected shape are as good as none.
 * @param present names of the folder's files
 * Errors: those of reading the file.
 */
export async function readTokenizerSettings(folder: string, present: ReadonlySet<string>): Promise<TokenizerSettings> {
	const json = present.has('tokenizer_config.json') ? await readJsonFile(join(folder, 'tokenizer_config.json'), largestSettings) : {};
	const parsed = schema.safeParse(json);
	const settings: z.infer<typeof schema> = parsed.success ? parsed.data : {};
	const text = (token: z.infer<typeof specialToken>): string | undefined =>
		(typeof token === 'object' ? token?.content : token) || undefined;
	return {
		specialTokens: {
			unknown: text(settings.unk_token),
			separator: text(settings.sep_token),
			pad: text(settings.pad_token),
			classification: text(settings.cls_token),
			mask: text(settings.mask_token),
		},
		lowercase: settings.do_lower_case ?? undefined,
	};
}

/** BERT's, and those of RoBERTa and its kin. */
const usual: { readonly [Role in keyof SpecialTokens]: readonly [string, string] } = {
	unknown: ['[UNK]', '<unk>'],
	separator: ['[SEP]', '</s>'],
	pad: ['[PAD]', '<pad>'],
	classification: ['[CLS]', '<s>'],
	mask: ['[MASK]', '<mask>'],
};

/** The special tokens that hold for a vocabulary: the named ones, else those of the usual that it has. */
export function specialTokensOf({ specialTokens }: TokenizerSettings, has: (token: string) => boolean): SpecialTokens {
	const choose = (role: keyof SpecialTokens): string => specialTokens[role] ?? usual[role].find(has) ?? usual[role][0];
	return {
		unknown: choose('unknown'),
		separator: choose('separator'),
		pad: choose('pad'),
		classification: choose('classification'),
		mask: choose('mask'),
	};
}
