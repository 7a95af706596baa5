// Characters that LaTeX writes as commands: text symbols, accents, and the signs that a short formula may hold.

const pairs = (list: string): [string, string][] =>
	list
		.trim()
		.split(/\s+/)
		.map((entry) => {
			const at = entry.indexOf('=');
			return [entry.slice(0, at), entry.slice(at + 1)];
		});

/** Commands that stand for characters in running text. Those of letters swallow the white space behind them. */
export const textSymbols: ReadonlyMap<string, string> = new Map([
	...pairs(`
	ldots=… dots=… textellipsis=… textendash=– textemdash=— textquoteleft=‘ textquoteright=’ textquotedblleft=“
	textquotedblright=” textquotesingle=' textquotedbl=" guillemotleft=« guillemotright=» glqq=„ grqq=“ flqq=« frqq=»
	ss=ß SS=ẞ ae=æ AE=Æ oe=œ OE=Œ o=ø O=Ø aa=å AA=Å l=ł L=Ł i=ı j=ȷ dh=ð DH=Ð th=þ TH=Þ dj=đ DJ=Đ ng=ŋ NG=Ŋ
	textbackslash=\\ textasciitilde=~ textasciicircum=^ textunderscore=_ textbar=| textless=< textgreater=>
	textbraceleft={ textbraceright=} textdollar=$ textpercent=% textasteriskcentered=* textbullet=• textdegree=°
	degree=° textmu=µ micro=µ texttimes=× textpm=± textdiv=÷ textregistered=® texttrademark=™ textcopyright=©
	copyright=© pounds=£ textsterling=£ texteuro=€ euro=€ textyen=¥ textcent=¢ S=§ P=¶ dag=† ddag=‡ textdagger=†
	textdaggerdbl=‡ textonehalf=½ textonequarter=¼ textthreequarters=¾ textordfeminine=ª textordmasculine=º
	textexclamdown=¡ textquestiondown=¿ textrightarrow=→ textleftarrow=← textsection=§ textperiodcentered=·
	TeX=TeX LaTeX=LaTeX LaTeXe=LaTeX BibTeX=BibTeX XeTeX=XeTeX LuaTeX=LuaTeX XeLaTeX=XeLaTeX pdfLaTeX=pdfLaTeX
	eg=e.g. ie=i.e. etal=et\u00a0al. slash=/ og=« fg=» textnumero=№ hyp=- onedot=. textalpha=α textbeta=β textgamma=γ aap=A&A apj=ApJ mnras=MNRAS
	`),
	...pairs('%=% &=& $=$ #=# _=_ {={ }=}'),
]);

/** Commands that are white space of some width. */
export const spaces = new Set([
	...[' ', ',', ';', ':', '\n', '\t', '>', 'quad', 'qquad', 'enspace', 'enskip', 'thinspace', 'space', 'nobreakspace', 'hfill'],
	...['hfil', 'newline', 'linebreak', 'hspace', 'medspace', 'thickspace', 'tabularnewline'],
]);

/** Accent commands → the combining mark that they put on the character behind them. */
export const accents: ReadonlyMap<string, string> = new Map([
	["'", '\u0301'],
	['`', '\u0300'],
	['^', '\u0302'],
	['"', '\u0308'],
	['~', '\u0303'],
	['=', '\u0304'],
	['.', '\u0307'],
	['u', '\u0306'],
	['v', '\u030c'],
	['H', '\u030b'],
	['r', '\u030a'],
	['c', '\u0327'],
	['k', '\u0328'],
	['d', '\u0323'],
	['b', '\u0331'],
]);

/** Greek letters and signs that a formula may hold and still read as a word: `$\beta$`, `$\pm$`, `$\ell_2$`. */
export const mathSymbols: ReadonlyMap<string, string> = new Map([
	...pairs(`
	alpha=α beta=β gamma=γ delta=δ epsilon=ϵ varepsilon=ε zeta=ζ eta=η theta=θ vartheta=ϑ iota=ι kappa=κ lambda=λ mu=μ
	nu=ν xi=ξ omicron=ο pi=π varpi=ϖ rho=ρ varrho=ϱ sigma=σ varsigma=ς tau=τ upsilon=υ phi=ϕ varphi=φ chi=χ psi=ψ
	omega=ω Gamma=Γ Delta=Δ Theta=Θ Lambda=Λ Xi=Ξ Pi=Π Sigma=Σ Upsilon=Υ Phi=Φ Psi=Ψ Omega=Ω ell=ℓ hbar=ℏ nabla=∇
	infty=∞ pm=± mp=∓ times=× cdot=· div=÷ approx=≈ sim=~ simeq=≃ leq=≤ le=≤ geq=≥ ge=≥ neq=≠ ne=≠ ll=≪ gg=≫ lt=< gt=>
	lesssim=≲ gtrsim=≳ to=→ rightarrow=→ leftarrow=← leftrightarrow=↔ odot=⊙ degree=° circ=° prime=′ star=* ast=* AA=Å
	sun=☉ dagger=† ddagger=‡ ldots=… dots=… cdots=… propto=∝ bullet=• checkmark=✓ log=log exp=exp ln=ln max=max min=min
	sin=sin cos=cos tan=tan argmax=argmax argmin=argmin
	`),
	...pairs('%=% &=& $=$ #=# _=_'),
]);
