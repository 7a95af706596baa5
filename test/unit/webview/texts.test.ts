// The texts of pages: in the language that the editor wrote into the page, in English where it wrote none.

import { afterEach, describe, expect, it, vi } from 'vitest';

/** The module as a page of this language loads it. */
async function textsOf(page: { readonly lang: string; readonly table: string | undefined } | undefined) {
	vi.resetModules();
	vi.stubGlobal(
		'document',
		page && {
			documentElement: { lang: page.lang },
			getElementById: (id: string) => (id === 'texts' && page.table !== undefined ? { textContent: page.table } : null),
		},
	);
	return await import('../../../webview/shared/texts');
}

afterEach(() => vi.unstubAllGlobals());

describe('texts of a page', () => {
	const german = JSON.stringify({ '{0} of {1} entities': '{0} von {1} Entitäten', 'Found in {0} by {1}': 'Von {1} in {0} gefunden' });

	it('are those of the table', async () => {
		const { t, language } = await textsOf({ lang: 'de', table: german });
		expect(t('{0} of {1} entities', 3, '1.024')).toBe('3 von 1.024 Entitäten');
		expect(language).toBe('de');
	});

	it('have their values where the translation wants them', async () => {
		const { t } = await textsOf({ lang: 'de', table: german });
		expect(t('Found in {0} by {1}', 'a.tex', 'SpERT')).toBe('Von SpERT in a.tex gefunden');
	});

	it('stay English where the table lacks them, or there is none', async () => {
		const { t } = await textsOf({ lang: 'de', table: german });
		expect(t('{0} of {1} sentences', 1, 2)).toBe('1 of 2 sentences');
		const { t: english, language } = await textsOf({ lang: 'en', table: undefined });
		expect(english('{0} of {1} entities', 1, 2)).toBe('1 of 2 entities');
		expect(language).toBe('en');
	});

	it('take values as they are, whatever is in them', async () => {
		const { t } = await textsOf(undefined);
		expect(t('{0} and {1}', '{1}', '$&')).toBe('{1} and $&');
	});
});
