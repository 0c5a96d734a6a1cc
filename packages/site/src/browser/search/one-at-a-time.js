/** Whether the last word of a text that is being typed may go on. */
export const isTyped = (text) => !/\s$/.test(text);

/**
 * Asks for what was typed last, one question at a time: while an answer is under way, only the newest text waits.
 *
 * @param ask {(text: string) => Promise<void>} shows the answer, too, unless `isWanted(text)` has become false
 */
export const oneAtATime = (ask) => {
  let waiting;
  let isBusy = false;
  const work = async () => {
    isBusy = true;
    while (waiting !== undefined) {
      const text = waiting;
      waiting = undefined;
      // What comes for the beginning of a longer text is shown until there is better.
      await ask(text, () => waiting === undefined || (text !== '' && waiting.startsWith(text)));
    }
    isBusy = false;
  };
  return (text) => {
    waiting = text;
    if (!isBusy) work();
  };
};
