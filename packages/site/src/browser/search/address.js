import { base } from '../script/address.js';

/** The address of the page of all results. */
export const searchUrl = (text) => `${base}-/search${text ? `?${new URLSearchParams({ q: text })}` : ''}`;
