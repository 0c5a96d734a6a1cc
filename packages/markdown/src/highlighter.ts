import { common, createLowlight } from 'lowlight';

/** Loaded lazily: see load-lazily.cjs. A module of its own, so that a bundle holds the common languages alone. */
export const highlighter = createLowlight(common);
