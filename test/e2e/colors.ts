// Contrast of two colours, as the Web Content Accessibility Guidelines 2.1 define it (section 1.4.3).

/** Red, green, blue from 0 to 255, and alpha from 0 to 1, of a computed style's `rgb(…)` or `rgba(…)`. */
export function parseColor(color: string): readonly [number, number, number, number] {
	const [red = NaN, green = NaN, blue = NaN, alpha = 1] = (color.match(/[\d.]+/g) ?? []).map(Number);
	return [red, green, blue, alpha];
}

/** From 1 to 21. Both colours must be opaque. */
export function contrast(one: string, other: string): number {
	const [lighter = 0, darker = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
	return (lighter + 0.05) / (darker + 0.05);
}

function luminance(color: string): number {
	const [red, green, blue] = parseColor(color).map((value) => {
		const share = value / 255;
		return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
	});
	return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}
