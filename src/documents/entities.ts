// Characters by their names in HTML, as Markdown and its kin take them over: those that occur in prose.

const marks: Readonly<Record<string, string>> = {
	acute: '\u0301',
	grave: '\u0300',
	uml: '\u0308',
	circ: '\u0302',
	tilde: '\u0303',
	ring: '\u030a',
	cedil: '\u0327',
	caron: '\u030c',
};

const named = new Map(
	(
		'szlig=ß oslash=ø Oslash=Ø aelig=æ AElig=Æ oelig=œ OElig=Œ eth=ð thorn=þ amp=& lt=< gt=> quot=" apos=\' ndash=– mdash=— ' +
		'hellip=… rsquo=’ lsquo=‘ rdquo=” ldquo=“ sbquo=‚ bdquo=„ laquo=« raquo=» times=× divide=÷ plusmn=± deg=° micro=µ middot=· ' +
		'copy=© reg=® trade=™ sect=§ para=¶ dagger=† Dagger=‡ bull=• prime=′ Prime=″ minus=− le=≤ ge=≥ ne=≠ asymp=≈ sim=∼ infin=∞ ' +
		'rarr=→ larr=← harr=↔ sup1=¹ sup2=² sup3=³ frac12=½ frac14=¼ frac34=¾ ' +
		'alpha=α beta=β gamma=γ delta=δ epsilon=ε zeta=ζ eta=η theta=θ iota=ι kappa=κ lambda=λ mu=μ nu=ν xi=ξ pi=π rho=ρ sigma=σ ' +
		'tau=τ upsilon=υ phi=φ chi=χ psi=ψ omega=ω Gamma=Γ Delta=Δ Theta=Θ Lambda=Λ Xi=Ξ Pi=Π Sigma=Σ Phi=Φ Psi=Ψ Omega=Ω'
	)
		.split(' ')
		.map((pair): [string, string] => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
);

for (const space of ['nbsp', 'thinsp', 'ensp', 'emsp']) {
	named.set(space, ' ');
}

/**
 * The character of an entity by what stands between "&" and ";" ("eacute", "#233", "#xe9"). Empty where it prints nothing (a
 * soft hyphen), undefined where the name is not known.
 */
export function entityText(name: string): string | undefined {
	const number = /^#(?:[xX]([0-9a-fA-F]{1,6})|(\d{1,7}))$/.exec(name);
	if (number !== null) {
		const code = number[1] === undefined ? Number.parseInt(number[2] ?? '', 10) : Number.parseInt(number[1], 16);
		return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : undefined;
	}
	if (/^(?:shy|zwnj|zwj|zwsp)$/.test(name)) {
		return '';
	}
	const accented = /^([A-Za-z])(acute|grave|uml|circ|tilde|ring|cedil|caron)$/.exec(name);
	return accented === null ? named.get(name) : ((accented[1] ?? '') + (marks[accented[2] ?? ''] ?? '')).normalize('NFC');
}
