// Figures in words. Times of the server are told by the server's clock: a laptop's may be wrong.

let offset = 0;

/** The server said that it is `at` now. */
export function heard(at) { offset = at - Date.now(); }

/** Now, by the server's clock, in milliseconds since 1970. */
export const now = () => Date.now() + offset;

const two = (n) => String(n).padStart(2, '0');

/** 0:07, 3:42, 1:03:42. */
export function span(ms) {
  const all = Math.max(0, Math.floor(ms / 1000));
  const hours = Math.floor(all / 3600);
  const rest = `${hours ? two(Math.floor(all / 60) % 60) : Math.floor(all / 60)}:${two(all % 60)}`;
  return hours ? `${hours}:${rest}` : rest;
}

/** 12 s, 3 min, 2 h 5 min, 3 d 4 h. */
export function roughly(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  return hours % 24 ? `${Math.floor(hours / 24)} d ${hours % 24} h` : `${Math.floor(hours / 24)} d`;
}

/** 0.4 ms, 850 ms, 1.24 s, 3:10. */
export function took(ms) {
  if (ms === null || ms === undefined) return '–';
  if (ms < 10) return `${ms.toFixed(ms === 0 ? 0 : 1)} ms`;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 100_000) return `${(ms / 1000).toFixed(2)} s`;
  return span(ms);
}

/** 12,040. */
export const count = (n) => (n ?? 0).toLocaleString('en-US');

/** 1.2 M. */
export function short(n) {
  if (n < 10_000) return count(n);
  if (n < 1e6) return `${(n / 1e3).toFixed(n < 1e5 ? 1 : 0)} k`;
  return `${(n / 1e6).toFixed(n < 1e8 ? 1 : 0)} M`;
}

/** $0.18, $0.004, $1,204. */
export function dollars(amount) {
  if (amount === null || amount === undefined) return '–';
  if (amount >= 1000) return `$${Math.round(amount).toLocaleString('en-US')}`;
  return `$${amount.toFixed(amount === 0 || amount >= 0.1 ? 2 : amount >= 0.001 ? 3 : 4)}`;
}

/** 12 KB, 3.4 MB. */
export function bytes(n) {
  if (n < 1000) return `${n} B`;
  if (n < 1e6) return `${Math.round(n / 1e3)} KB`;
  if (n < 1e9) return `${(n / 1e6).toFixed(n < 1e7 ? 1 : 0)} MB`;
  return `${(n / 1e9).toFixed(1)} GB`;
}

/** 02:14:05, on the reader's clock. */
export function clock(at, withSeconds = true) {
  const date = new Date(at);
  return `${two(date.getHours())}:${two(date.getMinutes())}${withSeconds ? `:${two(date.getSeconds())}` : ''}`;
}

/** The same in UTC, in full, for a tooltip. */
export const utc = (at) => (Number.isFinite(at) ? `${new Date(at).toISOString().replace('T', ' ').slice(0, 19)} UTC` : '');

/** Underscores are blanks. */
export const words = (label) => String(label).replaceAll('_', ' ');
