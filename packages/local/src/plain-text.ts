/** A text with nothing in it that moves a terminal's cursor, colours it or turns its text around: names and messages come from anyone. */
export function plainText(text: string): string {
  return text.replace(/[\p{Cc}\p{Bidi_Control}]/gu, (character) =>
    character === '\n' || character === '\t' ? character : '\ufffd',
  );
}
