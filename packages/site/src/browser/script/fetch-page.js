const asked = new Map();

/** The document at an address of this site, asked for once; undefined when there is none, or when it is no page. */
export const fetchPage = (url) => {
  if (!asked.has(url))
    asked.set(
      url,
      fetch(url)
        .then(async (response) => {
          if (response.ok && /^text\/html/.test(response.headers.get('content-type')))
            return new DOMParser().parseFromString(await response.text(), 'text/html');
        })
        .catch(() => {}),
    );
  return asked.get(url);
};
