/** What the browser kept under a key; undefined, too, where storage is off. `area` is `localStorage` or `sessionStorage`. */
export const kept = (area, key) => {
  try {
    return globalThis[area][key];
  } catch {}
};

/** Where storage is off or full, the next page begins as new. */
export const keep = (area, key, value) => {
  try {
    globalThis[area][key] = value;
  } catch {}
};
