import type { Element } from 'hast';
import { h } from 'hastscript';

const MONTHS = 'January February March April May June July August September October November December'.split(' ');

/** `21 November 2026`, in UTC: the same page for every reader. */
export function formatDay(iso: string): string {
  const date = new Date(iso);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

/** `14:05 UTC` */
export function formatTime(iso: string): string {
  return `${new Date(iso).toISOString().slice(11, 16)} UTC`;
}

export function dateElement(iso: string): Element {
  return h('time', { dateTime: iso }, `${formatDay(iso)}, ${formatTime(iso)}`);
}
