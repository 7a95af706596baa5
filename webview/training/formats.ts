// Numbers as the panel writes them.

const missing = '–';

export function percent(value: number | null): string {
	return value === null ? missing : value.toFixed(2);
}

/** With its sign, so that colour is not needed to tell up from down. */
export function change(value: number | null): string {
	if (value === null) {
		return missing;
	}
	const text = Math.abs(value).toFixed(2);
	return text === '0.00' ? '=' : value > 0 ? `▲ ${text}` : `▼ ${text}`;
}

/** @param milliseconds null where unknown */
export function duration(milliseconds: number | null): string {
	if (milliseconds === null) {
		return missing;
	}
	const seconds = Math.round(milliseconds / 1000);
	const minutes = Math.round(seconds / 60);
	return seconds < 60 ? `${seconds} s` : minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export function megabytes(bytes: number | null): string {
	return bytes === null ? missing : bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

export function rate(perSecond: number | null): string {
	return perSecond === null ? missing : perSecond.toFixed(perSecond < 10 ? 1 : 0);
}

/** Up to four digits that count. */
export function figure(value: number): string {
	const size = Math.abs(value);
	return value === 0 ? '0' : size < 1e-3 ? value.toExponential(1) : String(Number(value.toPrecision(4)));
}
