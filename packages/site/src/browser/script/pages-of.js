/** How one name is told from another: not by case, nor by Unicode form. */
export const fold = (name) => name.normalize().toLowerCase();

/** What a sidebar's item says; its shape is told in sidebar.ts. */
export const readItem = (item) => {
  const [name, title, children] = [].concat(item);
  return {
    name,
    children,
    isPage: !children || title,
    label: title && title !== 1 ? title : name.replaceAll('_', ' '),
  };
};

/** All pages of a sidebar as one list, in its order. */
export const pagesOf = (items, prefix = '', found = []) => {
  for (const item of items) {
    const { name, children, isPage, label } = readItem(item);
    const path = prefix + name;
    if (isPage) found.push({ path, name, label });
    if (children) pagesOf(children, `${path}/`, found);
  }
  return found;
};
