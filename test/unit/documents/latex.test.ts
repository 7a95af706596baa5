// LaTeX source against the text that a reader sees, construct by construct.

import { describe, expect, it } from 'vitest';
import { blocksOf, onlyText } from './reading';

describe('LaTeX in running text', () => {
	it.each([
		['keeps formatted words', String.raw`a \textbf{bold} and \emph{\textit{slanted}} word`, 'a bold and slanted word'],
		['reads formatting inside a word', String.raw`un\textit{der}stand {\bf strong}`, 'understand strong'],
		['reads accents', String.raw`Caf\'e, na\"{\i}ve, \c{c}a, \v{S}koda, Erd\H os, Gr\"un, \~n`, 'Café, naïve, ça, Škoda, Erdős, Grün, ñ'],
		['reads letters and signs', String.raw`stra\ss e, \O{}re, \aa, 5\,\% \& \$3 \#1 a\_b \{x\}`, 'straße, Øre, å, 5 % & $3 #1 a_b {x}'],
		['reads dashes and quotation marks', "``so-called'' 1--2 yes---no", '“so-called” 1–2 yes—no'],
		['reads ties and spaces', String.raw`Fig.~1 and\ then\quad more`, 'Fig. 1 and then more'],
		['leaves comments out', 'one % two {\nthree 5\\% four', 'one three 5% four'],
		['joins lines that end in a comment', 'data%\nbase', 'database'],
		['leaves parenthetical citations out', String.raw`as shown~\citep[see][p.~2]{a,b}, so \cite{c}.`, 'as shown, so.'],
		['leaves brackets that held only a citation out', String.raw`It works (\citealp{a}; \citealp{b}).`, 'It works.'],
		['keeps textual citations as words', String.raw`\citet{smith2020} and \textcite{lee} show it`, 'smith2020 and lee show it'],
		['keeps a plain citation that the sentence needs', String.raw`as proposed by \cite{lee21}. Yes`, 'as proposed by lee21. Yes'],
		['keeps a plain citation that is a subject', String.raw`With radio data, \cite{lee21} found more. \cite{kim} agree`, 'With radio data, lee21 found more. kim agree'],
		['leaves definitions of environments out', String.raw`\newenvironment{a}[1][x]{\begin{b}#1}{\end{b}}words`, 'words'],
		['leaves labels, references and links out', String.raw`Figure~\ref{f}\label{x} shows \url{http://x.y}`, 'Figure shows'],
		['ends a sentence once where a number was left out behind an abbreviation', String.raw`We use Eq.~\ref{a}. Then Fig.~\ref{b}, too.`, 'We use Eq. Then Fig., too.'],
		['names what a named reference refers to', String.raw`\Cref{fig:a} and \cref{tab:b}`, 'Figure and table'],
		['keeps the text of links', String.raw`see \href{http://x.y}{our page} now`, 'see our page now'],
		['reads a formula that is part of a word', String.raw`$k$-means, \(n\)-grams, $\beta$-VAE, H$_2$O, TiO$_{2}$`, 'k-means, n-grams, β-VAE, H2O, TiO2'],
		['reads short comparisons', String.raw`with $p < 0.05$ and $\sim 10\%$`, 'with p < 0.05 and ~ 10%'],
		['leaves longer formulas out', String.raw`where $\sum_{i=1}^n f(x_i)$ holds, $\frac{1}{2}$.`, 'where holds.'],
		['goes on after display formulas and keeps their full stop', String.raw`It is \[ a^2 + b^2. \] Next`, 'It is. Next'],
		['goes on after display environments', 'given by\n\\begin{equation}\n a = b,\n\\end{equation}\nwhere all', 'given by, where all'],
		['reads inline code that is a name', String.raw`call \verb|fit| or \texttt{train\_model}, not \verb|a = b(c)|`, 'call fit or train_model, not'],
		['keeps the names of macros that other files define', String.raw`we use \ourmodel{} and \ourdata here`, 'we use ourmodel and ourdata here'],
		['leaves paths and lengths out', String.raw`a\vspace{2em} \variable{out/n.txt} b \vskip 1em plus 2pt c`, 'a b c'],
		['reads acronyms', String.raw`\newacronym{llm}{LLM}{large language model}Many \glspl{llm} and \gls{ml} here`, 'Many large language models (LLMs) and ml here'],
		['leaves false conditionals out', String.raw`a \iffalse b \ifx c \fi d \fi e`, 'a e'],
		['reads quantities', String.raw`at \SI{10}{\kilo\meter} and \num{5}, \ce{H2O}`, 'at 10 km and 5, H2O'],
		['reads a control space in a unit, at its end too', 'one \\si{\\kg\\ \\m} of 5\\si{\\kilo\\\n}', 'one kg m of 5k'],
	])('%s', (_title, source, text) => {
		expect(onlyText(source, 'latex')).toBe(text);
	});
});

describe('macros of the document', () => {
	it.each([
		['without arguments', String.raw`\newcommand{\net}{SpanNet\xspace}The \net works, \net.`, 'The SpanNet works, SpanNet.'],
		['with arguments', String.raw`\newcommand{\pair}[2]{#1--#2}a \pair{head}{tail} pair`, 'a head–tail pair'],
		['with a default', String.raw`\newcommand{\hi}[2][Dr.]{#1 #2}\hi{No} and \hi[Ms.]{Lee}`, 'Dr. No and Ms. Lee'],
		['by \\def', String.raw`\def\net#1{Net-#1}\net{A} and \net B`, 'Net-A and Net-B'],
		['by \\let', String.raw`\let\important\emph a \important{b} c`, 'a b c'],
		['by \\NewDocumentCommand', String.raw`\NewDocumentCommand{\x}{m O{z}}{#1#2}\x{a}[b] \x{c}`, 'ab cz'],
		['that stand for other commands', String.raw`\newcommand{\refc}{\citet}\refc{lee} says`, 'lee says'],
		['inside each other', String.raw`\newcommand{\a}{\b{x}}\newcommand{\b}[1]{[#1]}see \a`, 'see [x]'],
		['that open and close formulas', '\\newcommand{\\be}{\\begin{equation}}\\newcommand{\\ee}{\\end{equation}}\nso \\be x = y. \\ee Then', 'so. Then'],
	])('%s are expanded', (_title, source, text) => {
		expect(onlyText(source, 'latex')).toBe(text);
	});

	it('that call themselves end', () => {
		expect(onlyText(String.raw`\def\a{\b word}\def\b{\a}start \a end`, 'latex')).toMatch(/^start.*end$/);
		expect(onlyText(String.raw`\newcommand{\a}[1]{\a{#1#1}}start \a{x} end`, 'latex')).toMatch(/^start.*end$/);
	});

	it('that wrap whole sections leave these what they are', () => {
		const source = '\\newcommand{\\new}[1]{\\textcolor{red}{#1}}\n\\new{\\section{One}\nText.\n\nMore \\emph{text}.}';
		expect(blocksOf(source, 'latex')).toEqual(['heading: One', 'paragraph: Text.', 'paragraph: More text.']);
	});
});

describe('LaTeX documents', () => {
	it('give title, abstract, headings, paragraphs, items, captions, footnotes and cells, in source order', () => {
		const source = String.raw`\documentclass{article}
			\newcommand{\x}{hidden} Not prose.
			\title[short]{On \\ Things}
			\begin{document}
			\maketitle
			\begin{abstract} What we did. \end{abstract}
			\section*{First} Some text\footnote{A note.} goes on.
			\begin{figure} \includegraphics{a} stray \caption[s]{What \emph{it} shows.} \end{figure}
			And on.

			\begin{itemize} \item One. \item[Two] and more. \end{itemize}
			\begin{table} \begin{tabular}{l|r} Name & 3 \\ \hline Other & Size \end{tabular} \caption{Sizes.} \end{table}
			\begin{verbatim} code \section{no} \end{verbatim}
			\end{document} Not this.`;
		expect(blocksOf(source, 'latex')).toEqual([
			'title: On Things',
			'abstract: What we did.',
			'heading: First',
			'paragraph: Some text goes on. And on.',
			'footnote: A note.',
			'caption: What it shows.',
			'item: One.',
			'item: Two and more.',
			'cell: Name',
			'cell: Other',
			'cell: Size',
			'caption: Sizes.',
		]);
	});

	it('without \\begin{document} are read as fragments', () => {
		expect(blocksOf('Some words.\n\n\\subsection{More}\nOther words.', 'latex')).toEqual([
			'paragraph: Some words.',
			'heading: More',
			'paragraph: Other words.',
		]);
	});

	it('lose at most a paragraph to what is never closed', () => {
		expect(blocksOf('A $ sign.\n\n\\section{Open\n\nB {text.\n\n\\begin{align} x\n\nC text.', 'latex')).toEqual([
			'paragraph: A sign.',
			'heading: Open',
			'paragraph: B text.',
			'paragraph: C text.',
		]);
	});
});
