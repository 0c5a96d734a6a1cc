/** Replaces an element's text; its block stays as high as it was, so that nothing after it moves up. */
export const replaceText = (element, fill) => {
  const block = element.parentElement;
  block.style.minHeight = `${block.offsetHeight}px`;
  element.textContent = '';
  fill();
};
