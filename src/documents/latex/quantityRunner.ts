// What a scanner does at siunitx's numbers and quantities: they read as they are printed, units by their symbols.

import { commandLength, readArgument, readOptional } from './arguments';
import type { CommandCall } from './commandRunner';
import type { MappedText } from './mappedText';
import type { LatexScanner } from './scanner';

/** What the arguments of a command are, in order: n: a number, l: numbers parted by semicolons, a: an angle, u: a unit. */
const forms = new Map<string, string>([
	['num', 'n'],
	['numproduct', 'n'],
	['tablenum', 'n'],
	['numrange', 'nn'],
	['numlist', 'l'],
	['ang', 'a'],
	['SI', 'nu'],
	['qty', 'nu'],
	['SIrange', 'nnu'],
	['qtyrange', 'nnu'],
	['SIlist', 'lu'],
	['qtylist', 'lu'],
	['qtyproduct', 'nu'],
	['si', 'u'],
	['unit', 'u'],
]);

const symbols = new Map(
	`
	quecto=q ronto=r yocto=y zepto=z atto=a femto=f pico=p nano=n micro=µ milli=m centi=c deci=d deca=da hecto=h kilo=k
	mega=M giga=G tera=T peta=P exa=E zetta=Z yotta=Y kibi=Ki mebi=Mi gibi=Gi tebi=Ti
	metre=m meter=m kilogram=kg gram=g second=s ampere=A kelvin=K mole=mol candela=cd hertz=Hz newton=N pascal=Pa joule=J
	watt=W coulomb=C volt=V farad=F ohm=Ω siemens=S weber=Wb tesla=T henry=H lumen=lm lux=lx becquerel=Bq gray=Gy
	sievert=Sv katal=kat radian=rad steradian=sr degreeCelsius=°C celsius=°C degree=° arcminute=′ arcsecond=″ percent=%
	litre=l liter=L minute=min hour=h day=d tonne=t hectare=ha electronvolt=eV bar=bar dalton=Da atomicmassunit=u
	astronomicalunit=au parsec=pc decibel=dB bel=B neper=Np angstrom=Å byte=B bit=bit gauss=G molar=M Molar=M
	nm=nm um=µm mm=mm cm=cm dm=dm m=m km=km pm=pm fm=fm ng=ng ug=µg mg=mg g=g kg=kg ps=ps ns=ns us=µs ms=ms s=s mV=mV
	V=V kV=kV mA=mA A=A uA=µA mW=mW W=W kW=kW MW=MW Hz=Hz kHz=kHz MHz=MHz GHz=GHz THz=THz eV=eV keV=keV MeV=MeV GeV=GeV
	TeV=TeV J=J kJ=kJ N=N kN=kN Pa=Pa kPa=kPa MPa=MPa GPa=GPa K=K mol=mol mmol=mmol umol=µmol ul=µl ml=ml l=l uL=µL mL=mL
	L=L dB=dB kB=kB MB=MB GB=GB TB=TB
	`
		.trim()
		.split(/\s+/)
		.map((entry): [string, string] => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]),
);

const prefixes = /^(?:quecto|ronto|yocto|zepto|atto|femto|pico|nano|micro|milli|centi|deci|deca|hecto|kilo|mega|giga|tera|peta|exa|zetta|yotta|kibi|mebi|gibi|tebi)$/;

const powers = new Map([
	['squared', '2'],
	['cubed', '3'],
]);
const powersBefore = new Map([
	['square', '2'],
	['cubic', '3'],
]);

/** Longer units are none. */
const longestUnit = 200;

/** Reads a number or a quantity and returns where to go on; undefined where the command is none. */
export function quantity(scanner: LatexScanner, { input, name, nameEnd, end }: CommandCall): number | undefined {
	const form = forms.get(name);
	if (form === undefined) {
		return undefined;
	}
	const output = scanner.writer.text;
	let next = readOptional(input, nameEnd, end)?.next ?? nameEnd;
	for (const [index, letter] of [...form].entries()) {
		const argument = readArgument(input, next, end);
		if (argument === undefined) {
			break;
		}
		const [from, to] = [input.from(Math.max(nameEnd, argument.start - 1)), input.to(argument.start)];
		if (index > 0) {
			output.space(from, to);
		}
		if (letter === 'u') {
			writeUnit(scanner, input, argument.start, argument.end);
		} else {
			if (form[index - 1] === 'n' && to > from) {
				output.write('to', from, to);
				output.space(from, to);
			}
			writeNumbers(scanner, input, argument.start, argument.end);
		}
		if (letter === 'a' && argument.next > argument.end) {
			output.write('°', input.from(argument.end), input.to(argument.next));
		}
		next = argument.next;
	}
	return next;
}

/** Numbers as they are written; a list's semicolons print as commas. */
function writeNumbers(scanner: LatexScanner, input: MappedText, start: number, end: number): void {
	const output = scanner.writer.text;
	let reached = start;
	for (let at = start; at < end; at++) {
		if (input.text[at] === ';') {
			scanner.scan(input, reached, at);
			output.unit(',', input.from(at), input.to(at + 1));
			output.space(input.from(at), input.to(at + 1));
			reached = at + 1;
		}
	}
	scanner.scan(input, reached, end);
}

/** A unit that the document declares, where it is a plain word. */
function ownUnit(scanner: LatexScanner, name: string): string | undefined {
	const macro = scanner.macros.get(name);
	return macro?.kind === 'text' && /^[^\\{}$]{1,20}$/.test(macro.body) ? macro.body : undefined;
}

function writeUnit(scanner: LatexScanner, input: MappedText, start: number, end: number): void {
	const { text } = input;
	if (end - start > longestUnit) {
		return;
	}
	const output = scanner.writer.text;
	let power: string | undefined;
	let isAfterUnit = false;
	for (let at = start; at < end; ) {
		const character = text.charAt(at);
		let next = at + 1;
		if (character === '\\') {
			next = Math.min(end, at + commandLength(text, at));
			const name = text.slice(at + 1, next);
			const symbol = symbols.get(name) ?? ownUnit(scanner, name);
			const [from, to] = [input.from(at), input.to(next)];
			if (name === 'per') {
				output.write('/', from, to);
				isAfterUnit = false;
			} else if (powers.has(name)) {
				output.write(powers.get(name) ?? '', from, to);
			} else if (powersBefore.has(name)) {
				power = powersBefore.get(name);
			} else if (name === 'tothe' || name === 'raiseto' || name === 'of') {
				// Their braces' content follows as it stands.
			} else if (/^\s$/.test(name)) {
				// A control space, which an end of a line is too.
				output.space(from, to);
			} else if (symbol === undefined) {
				for (let unit = at + 1; unit < next; unit++) {
					output.unit(text.charAt(unit), input.from(unit), input.to(unit + 1));
				}
			} else {
				if (isAfterUnit) {
					output.space(from, to);
				}
				output.write(symbol, from, to);
				isAfterUnit = !prefixes.test(name);
				if (isAfterUnit && power !== undefined) {
					output.write(power, from, to);
					power = undefined;
				}
			}
		} else if (character === '.' || character === '~' || /\s/.test(character)) {
			if (character !== ' ' || !isAfterUnit) {
				output.space(input.from(at), input.to(next));
			}
			isAfterUnit &&= /\s/.test(character);
		} else if (!/[{}^_$]/.test(character)) {
			output.unit(character, input.from(at), input.to(next));
		}
		at = next;
	}
}
