// What the commands of LaTeX and its usual packages mean for prose. A signature tells, argument by argument, what becomes
// of it; commands that are not listed lose their name and keep what their braces hold.

/**
 * s: a star may follow; o: an optional [argument], left out; m: an argument, left out; t: an argument that stays in the
 * text; T, A, H, C, F: an argument that is a block of its own (title, abstract, heading, caption, footnote); P: paragraph;
 * r: an argument in parentheses, left out; _: a space.
 */
export type Signature = string;

const rows: readonly (readonly [Signature, string])[] = [
	['soH', 'part chapter section subsection subsubsection paragraph subparagraph addchap addsec minisec'],
	['oT', 'title icmltitle subtitle Title'],
	['A', 'abstract Abstract'],
	['soC', 'caption subcaption subcaptionbox'],
	['msoC', 'captionof'],
	['C', 'captionabove captionbelow figurecaption tablecaption'],
	['oF', 'footnote footnotetext tablefootnote sidenote endnote'],
	['P', 'keywords icmlkeywords Keywords titlehead dedicatory'],
	['om', 'usepackage RequirePackage documentclass documentstyle LoadClass includegraphics thanks orcidlink address'],
	['om', 'author affil affiliation institute date email altaffiliation icmlauthor icmlaffiliation collaboration bibitem'],
	['om', 'todo marginpar marginnote index glossary bibliography bibliographystyle addbibresource tikzset pgfplotsset'],
	['om', 'lstset lstinputlisting inputminted hypersetup captionsetup geometry sisetup usetikzlibrary setminted usemintedstyle'],
	['smm', 'setlength addtolength setcounter addtocounter newtheorem newlength titlespacing colorlet'],
	['om', 'newcounter stepcounter refstepcounter usecounter arabic roman alph Alph Roman value pagestyle'],
	['m', 'thispagestyle pagenumbering graphicspath label includeonly subfile nocite url path'],
	['m', 'eqlabel figurelabel sectlabel tablelabel linespread bibdata includepdf orcid authorrunning'],
	['m', 'titlerunning icmltitlerunning shorttitle shortauthors running runningtitle correspondingauthor nolinkurl doi'],
	['m', 'hyphenation phantom hphantom vphantom ensuremathop thesection DeclareGraphicsExtensions pagecolor'],
	['sm', 'vspace hspace nociteauthor'],
	['om', 'color rowcolor cellcolor columncolor'],
	['mm', 'fontsize numberwithin definecolorset counterwithin svgpath'],
	['mmm', 'definecolor addcontentsline setfloatlocations contentsline'],
	['m', 'altaffilmark inst corresp offprints preprint journalinfo received accepted revised published pacs'],
	['mm', 'altaffiltext icmlcorrespondingauthor markboth correspondingauthors icmlsetsymbol'],
	['omt', 'textcolor colorbox foreignlanguage adjustbox hyperlink'],
	['mt', 'href hypertarget texttransform rotatebox scalebox'],
	['smmt', 'resizebox'],
	['mmt', 'multicolumn fcolorbox'],
	['omomot', 'multirow'],
	['oooomt', 'parbox'],
	['moot', 'raisebox'],
	['tm', 'texorpdfstring'],
	['ot', 'hyperref hl sout mbox makebox framebox'],
	['o', 'footnotemark linebreak pagebreak nolinebreak nopagebreak twocolumn onecolumn maketitle printbibliography'],
	['o', 'tableofcontents listoffigures listoftables newpage clearpage cleardoublepage'],
	['m', 'cline selectlanguage footref setmainfont setstretch'],
	['orm', 'cmidrule'],
	['omm', 'rule'],
	['ot_t', 'SI qty'],
	['ot', 'num si unit'],
	['mm', 'DeclareMathOperator newacronymstyle setbeamercolor'],
	['m', 'AtBeginDocument AtEndDocument'],
	['r', 'ListProperties NewList'],
	['om', 'input include import InputIfFileExists script inputpgf tikzsetnextfilename tikzexternalize'],
];

/** Name of the command → signature. */
export const signatures: ReadonlyMap<string, Signature> = new Map(
	rows.flatMap(([signature, names]) =>
		names.split(' ').map((name): [string, Signature] => [name, signature]),
	),
);

const words = (list: string): Set<string> => new Set(list.trim().split(/\s+/));

/** Citations that are part of the sentence: "as \citet{x} show". */
export const textualCitations = words(`
	citet Citet textcite Textcite citeauthor Citeauthor citeA citeasnoun textcites Textcites newcite
	shortciteA citeNP onlinecite
`);

/** Citations that a reader skips. */
export const parentheticalCitations = words(`
	citep Citep citealp Citealp citealt Citealt parencite Parencite autocite Autocite autocites parencites footcite footcites supercite
	smartcite fullcite footfullcite citeyear citeyearpar citenum citetext citeonline shortcite citeN cites cites
	citeurl citetitle nocite volcite pvolcite
`);

/** References that print a bare number: nothing of a word. */
export const numberReferences = words('ref pageref eqref subref labelcref thref vref ref* pageref* getrefnumber nameref');

/** References that print what they refer to and its number: the word stays ("Figure"). */
export const namedReferences = words('cref Cref autoref fullref vrefrange crefrange Crefrange namecref nameCref Autoref zcref');

/** Terms of glossaries and lists of acronyms; those of the second set print a plural. */
export const glossaryTerms = words(`
	gls Gls GLS glsentryshort glsentrylong glsentrytext glsxtrshort glsxtrlong acrshort acrlong acrfull ac Ac acs acl acf Acf
	acsu aclu acrshort acrfull glsentryname glsname glstext glsfirst
`);
export const glossaryPlurals = words('glspl Glspl GLSpl acp Acp acsp aclp acfp acrshortpl acrlongpl acrfullpl glsplural');

/** Commands that only switch the font or the layout; white space behind them is swallowed. */
export const switches = words(`
	bf it rm sf tt sl sc em bfseries itshape rmfamily sffamily ttfamily slshape scshape upshape mdseries normalfont
	normalsize tiny scriptsize footnotesize small large Large LARGE huge Huge centering raggedright raggedleft noindent
	indent protect relax bigskip medskip smallskip xspace ignorespaces unskip leavevmode null hline toprule midrule
	bottomrule nonumber notag displaystyle textstyle makeatletter makeatother frenchspacing nonfrenchspacing sloppy
	begingroup endgroup bgroup egroup appendix clearpage
`);

/** Commands whose meaning for prose is settled: a document that defines them anew changes their look, not their sense. */
export const protectedCommands = words(`
	begin end section subsection subsubsection chapter part paragraph subparagraph cite citep citet footnote caption item
	title abstract author ref eqref label cref Cref autoref newcommand renewcommand providecommand def documentclass
	href url textbf textit emph texttt includegraphics input include par
`);

/** Environments whose content is formulas, code or drawings. */
export const droppedEnvironments = words(`
	equation equation* align align* eqnarray eqnarray* gather gather* multline multline* displaymath math flalign flalign*
	alignat alignat* xalignat xalignat* dmath dmath* split aligned gathered cases array matrix pmatrix bmatrix vmatrix
	subarray IEEEeqnarray IEEEeqnarray* empheq verbatim verbatim* Verbatim lstlisting minted comment filecontents
	filecontents* alltt pycode python listing* tikzpicture pgfpicture pspicture picture forest tikzcd axis algorithmic
	algpseudocode thebibliography icmlauthorlist CCSXML bibunit textblock filecontents prooftree mathpar wrapfigure*
`);

/** Formulas set on a line of their own: the paragraph around them goes on. */
export const displayFormulas = words(`
	equation equation* align align* eqnarray eqnarray* gather gather* multline multline* displaymath flalign flalign*
	alignat alignat* xalignat xalignat* dmath dmath* IEEEeqnarray IEEEeqnarray* empheq math split aligned gathered array
	cases
`);

/** Floats of which only captions and footnotes are read. */
export const captionsOnlyEnvironments = words(`
	figure figure* wrapfigure subfigure SCfigure sidewaysfigure sidewaysfigure* marginfigure algorithm algorithm* lstfloat
	listing teaserfigure floatingfigure code
`);

export const tableEnvironments = words('tabular tabular* tabularx tabulary longtable xltabular supertabular tblr deluxetable NiceTabular');
export const listEnvironments = words('itemize enumerate description compactitem compactenum easylist inparaenum list tasks');
export const abstractEnvironments = words('abstract abstract* onecolabstract Abstract');

/** Arguments behind \begin{…}, in the same letters as a command's. */
export const environmentArguments: ReadonlyMap<string, Signature> = new Map([
	...[...tableEnvironments].map((name): [string, Signature] => [name, 'om']),
	['tabular*', 'mom'],
	['tabularx', 'mom'],
	['tabulary', 'mom'],
	['xltabular', 'mom'],
	['tblr', 'om'],
	['minipage', 'ooom'],
	['wrapfigure', 'omom'],
	['wraptable', 'omom'],
	['multicols', 'm'],
	['list', 'mm'],
	['adjustbox', 'm'],
	['adjustwidth', 'mm'],
	['subfigure', 'om'],
	['spacing', 'm'],
	['textblock', 'm'],
	['tcolorbox', 'o'],
	['mdframed', 'o'],
	['refsection', 'o'],
	['otherlanguage', 'm'],
	['otherlanguage*', 'm'],
]);
